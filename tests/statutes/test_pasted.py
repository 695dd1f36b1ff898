"""Texts as people have them: typed, pasted, out of a document; and what is odd about them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statutes.rules.inspecting import inspect
from statutes.rules.pasted import read_pasted
from statutes.rules.texts import parse
from tests.statutes.test_texts import MARKED

PASTED = """示范法
（2020年1月1日通过）
目　录
第一章　总则
第二章　附则
第一章 总则
第一条为了示范，制定本法。
第三条规定的期限，自受理之日起计算。
第二条 适用第一条的规定。
第二条之一　另有规定的除外。
第二章附则
第3条　本法自2020年3月1日起施行。
"""


def test_a_pasted_text_gives_its_articles_under_their_chapters():
    text = read_pasted(PASTED)
    assert text.title == "示范法"
    assert [(a.number, a.suffix, a.heading) for a in text.articles] == [
        (1, 0, "第一章 总则"),
        (2, 0, "第一章 总则"),
        (2, 1, "第一章 总则"),
        (3, 0, "第二章 附则"),
    ]
    assert text.articles[0].text == "为了示范，制定本法。\n第三条规定的期限，自受理之日起计算。"
    assert "2020年1月1日通过" in text.preamble


def test_marked_texts_read_as_before():
    assert read_pasted(MARKED) == parse(MARKED)


def test_taking_the_marks_away_changes_no_article():
    plain = re.sub(r"[#*]", "", MARKED.split("---\n")[2])
    assert [a.digest for a in read_pasted(plain).articles] == [
        a.digest for a in parse(MARKED).articles
    ]


@pytest.mark.parametrize("source", ["", "  \n", "第一条　没有名称。", "长" * 90 + "\n第一条　甲。"])
def test_a_text_without_title_is_refused(source):
    with pytest.raises(ValueError, match="no title"):
        read_pasted(source)


@given(st.text("第一二十条章之编 　的\n规定。，甲0#*<>-", max_size=300))
def test_any_text_is_read_or_refused_in_words(source):
    try:
        text = read_pasted(source)
    except ValueError:
        return
    assert text.articles
    inspect(text)


def faults(*articles):
    text = read_pasted("示范法\n" + "\n".join(articles))
    return [(found.fault.value, found.at, found.until) for found in inspect(text)]


@pytest.mark.parametrize(
    ("articles", "expected"),
    [
        (["第一条 甲。", "第二条 乙。"], []),
        (["第一条 甲。", "第三条 乙。"], [("missing", "第二条", "")]),
        (["第一条 甲。", "第五条 乙。"], [("missing", "第二条", "第四条")]),
        (["第一条 甲。", "第一条 乙。"], [("twice", "第一条", "")]),
        (["第一条 甲。", "第二条 乙。", "第四条 丙。", "第三条 丁。"],
         [("missing", "第三条", ""), ("out_of_order", "第三条", "")]),
        (["第一条 甲。", "第一条之二 乙。"], [("suffix_alone", "第一条之二", "")]),
        (["第一条 甲。", "第二条"], [("empty", "第二条", "")]),
        (["第一条 甲。", "第二章的规定不适用，但是"], [("heading_inside", "第一条", "")]),
        (["第一条 甲。", "第九条所列的事项，从其规定。"], [("article_inside", "第一条", "")]),
    ],
)  # fmt: skip
def test_what_is_odd_is_named_with_its_article(articles, expected):
    assert faults(*articles) == expected
