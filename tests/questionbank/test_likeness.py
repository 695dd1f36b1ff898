"""Questions that say nearly the same are found, and shown while writing and on import."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from exchange.sheets import write_table
from questionbank.rules.likeness import ALIKE, Index, bare, nearest
from tests.exchange.conftest import commit, own_files, stage, standings
from tests.questionbank.conftest import SINGLE, TRUE_FALSE

__all__ = ["own_files"]
LETTERS = st.text(
    st.sampled_from("罚款收缴机关应当自之日起内交至行政处决定书送达"), min_size=13, max_size=40
)


def test_the_nearest_come_first():
    other = SINGLE.stem.replace("行政机关", "执法机关")
    found = nearest(SINGLE.stem, [(1, other), (2, TRUE_FALSE.stem), (3, SINGLE.stem + "。")])
    assert found == [(3, 100), (1, found[1][1])]


@given(st.lists(LETTERS, min_size=1, max_size=12, unique=True), st.data())
def test_the_index_finds_what_comparing_all_would_find(texts, data):
    index = Index((str(n), text) for n, text in enumerate(texts))
    text = list(data.draw(st.sampled_from(texts)))
    for _ in range(data.draw(st.integers(0, len(text) // 10))):
        text[data.draw(st.integers(0, len(text) - 1))] = "甲"
    sought = "".join(text)
    near = {str(n) for n, t in enumerate(texts) if fuzz.ratio(bare(sought), bare(t)) >= ALIKE}
    assert {key for key, _share in index.like(sought, most=20)} == near


def test_short_texts_and_punctuation():
    index = Index([("a", "公民有权陈述。"), ("b", "申辩")])
    assert index.like("公民，有权陈述") == [("a", 100)]
    assert index.like("申辩？") == [("b", 100)]
    assert index.like("") == []


def test_a_setter_sees_what_is_alike_while_writing(client, cast, approved):
    client.force_login(cast["setter"].user)
    data = {"action": "show", "stem": SINGLE.stem.replace("几日", "多少日"), "difficulty": "easy"}
    shown = client.post(reverse("questionbank:write"), data).content.decode()
    assert approved.question.code in shown
    assert "相近" in shown


@pytest.mark.parametrize("count", [1, 60])
def test_an_import_tells_what_is_alike_and_goes_on(law, cast, approved, count):
    rows = [
        ["判断", f"{SINGLE.stem}{chr(0x5200 + n)}", "对", "示范法 第一条", "如此。"]
        for n in range(count)
    ]
    data = write_table("题库", ["题型", "题干", "答案", "依据", "解析"], rows)
    job = stage("questions", data, cast["setter"], name="题库.xlsx")
    assert set(standings(job).values()) == {"new"}
    told = job.rows.first().faults
    assert approved.question.code in told[0]["params"]["detail"]
    assert commit(job).added == count
