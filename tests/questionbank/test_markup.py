"""The markup of questions: read, shown without danger, left as it is where it means nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionbank.rules.markup import (
    ATTRIBUTES,
    TAGS,
    Figure,
    blocks,
    figure_line,
    html,
    is_marked,
    pictures,
    plain,
    tidy,
)
from questionbank.templatetags.rich import rich, shown

SHA = "ab" * 32
SAMPLES = [
    ("处罚当场作出。", "处罚当场作出。"),
    ("甲\n乙", "<p>甲<br>乙</p>"),
    ("甲\n\n乙", "<p>甲</p><p>乙</p>"),
    ("罚款**二百元**以下", "罚款<b>二百元</b>以下"),
    ("10^{3} 与 H_{2}O", "10<sup>3</sup> 与 H<sub>2</sub>O"),
    ("下列：\n- 甲\n- **乙**", "<p>下列：</p><ul><li>甲</li><li><b>乙</b></li></ul>"),
    ("2. 甲\n3. 乙", '<ol start="2"><li>甲</li><li>乙</li></ol>'),
    ("1. 独一行", "1. 独一行"),
    (
        "| 行为 | 期限 |\n| --- | --- |\n| 复议 | 六十日 |",
        "<table><thead><tr><th>行为</th><th>期限</th></tr></thead>"
        "<tbody><tr><td>复议</td><td>六十日</td></tr></tbody></table>",
    ),
    ("| 甲 | 乙 |", "<table><tbody><tr><td>甲</td><td>乙</td></tr></tbody></table>"),
    ("自____日起____日内", "自____日起____日内"),
    ("5 * 3 ** 2", "5 * 3 ** 2"),
    (f"看图：\n![示意](图:{SHA})", f'<p>看图：</p><figure><img src="/{SHA}" alt="示意"></figure>'),
]
HOSTILE = [
    "<script>alert(1)</script>",
    "**<img src=x onerror=alert(1)>**",
    "| <iframe> | javascript:alert(1) |",
    '![" onerror="alert(1)](图:' + SHA + ")",
    "![x](javascript:alert(1))",
    "^{<svg onload=alert(1)>}",
]


@pytest.mark.parametrize(("text", "elements"), SAMPLES)
def test_what_is_written_becomes_these_elements(text, elements):
    assert html(text, lambda sha: f"/{sha}") == elements
    assert shown(text, lambda sha: f"/{sha}") == elements


@pytest.mark.parametrize("text", HOSTILE)
def test_what_looks_like_a_program_stays_letters(text):
    page = rich(text)
    for sign in ("<script", "<iframe", "<svg", "<img src=x", 'onerror="'):
        assert sign not in page


@given(st.text(alphabet="ab甲12. -|*_^{}![](图:)<>&\"'\n", max_size=60))
def test_any_text_has_a_reading_that_the_second_reader_leaves_alone(text):
    written = html(text, lambda sha: f"/{sha}")
    assert shown(text, lambda sha: f"/{sha}").replace("&nbsp;", "\xa0").count("<") == written.count(
        "<"
    )
    letters = [c for c in text if c in "ab甲"]
    assert [c for c in plain(text) if c in "ab甲"] == letters


def test_only_a_short_list_of_elements_is_let_through():
    assert "script" not in TAGS
    assert "a" not in TAGS
    assert set(ATTRIBUTES) == {"img", "ol"}


def test_a_picture_is_named_by_its_hash_and_found_again():
    line = figure_line("路线\n[图]", SHA)
    assert pictures(f"题干\n\n{line}\n{line}") == (SHA,)
    assert line == f"![路线  图](图:{SHA})"
    assert blocks(line) == [Figure("路线  图", SHA)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"看图\n![路线](图:{SHA})", "看图\n〔图：路线〕"),
        ("| 甲 | 乙 |\n|---|---|\n| 一 | **二** |", "甲　乙\n一　二"),
        ("- 甲\n- 乙", "- 甲\n- 乙"),
        ("3. 甲\n4. 乙", "3. 甲\n4. 乙"),
    ],
)
def test_lists_show_the_words_alone(text, words):
    assert plain(text) == words


def test_a_text_is_kept_as_every_format_can_hold_it():
    assert tidy("甲 \r\n\r\n\n- 乙\n") == "甲\n- 乙"


def test_plain_words_are_not_marked():
    assert not is_marked("甲\n\n乙")
    assert is_marked("**甲**")
    assert is_marked("- 甲")
