"""What is written as a bank file is read back unchanged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionbank import sheets
from questionbank.rules import fields
from questionbank.rules.banktext import parse
from questionbank.rules.bankwriting import bank
from questionbank.rules.form import faults
from questionbank.rules.kinds import Category, Difficulty, Kind, Level
from questionbank.rules.wording import BLANK, Point, Wording
from statutes.rules.references import Reference
from tests.questionbank.test_bank_kinds import CASE, FILL_IN, SHORT
from tests.questionbank.test_bank_kinds import bank as text_of

WORDS = st.text(
    st.sampled_from("罚款收缴机关的应当二十五日内，。（）ABC12%"), min_size=1, max_size=20
)
PLACES = st.builds(
    Reference,
    st.just("示范法"),
    st.integers(1, 90),
    st.just(0),
    st.integers(0, 3),
    st.integers(0, 9),
)
CITED = st.lists(PLACES, min_size=1, max_size=3, unique=True).map(tuple)


def simple(kind, draw):
    """A sound question of one of the simple kinds."""
    texts = draw(st.lists(WORDS, min_size=4, max_size=4, unique=True).map(tuple))
    chosen = kind in (Kind.SINGLE, Kind.MULTIPLE)
    right = {Kind.SINGLE: (1,), Kind.MULTIPLE: (0, 2), Kind.TRUE_FALSE: (1,)}.get(kind, ())
    return Wording(
        kind=kind,
        stem=f"{draw(WORDS)}{BLANK}内{BLANK}" if kind == Kind.FILL_IN else draw(WORDS),
        options=tuple(f"选项{text}" for text in texts) if chosen else (),
        difficulty=draw(st.sampled_from(Difficulty)),
        right=right,
        rationale=f"释{draw(WORDS)}\n又一行",
        computed=draw(st.sampled_from(["", "四日＝二日＋二日"])),
        citations=draw(CITED),
        blanks=(texts[:2], texts[2:]) if kind == Kind.FILL_IN else (),
        points=(Point(texts[0], 150), Point(texts[1], 200)) if kind == Kind.SHORT_ANSWER else (),
        notes=texts if chosen and draw(st.booleans()) else (),
        marks=0 if kind == Kind.SHORT_ANSWER else 250,
    )


@st.composite
def questions(draw):
    kind = draw(st.sampled_from(Kind))
    labels = {
        "level": draw(st.sampled_from([None, *Level])),
        "topics": draw(st.sampled_from([(), ("行政处罚/处罚程序", "行政强制")])),
        "categories": draw(st.sampled_from([(), (Category.LEADER, Category.LEGAL)])),
    }
    if kind != Kind.CASE:
        return Wording(**(vars(simple(kind, draw)) | labels))
    asked = draw(
        st.lists(st.sampled_from([k for k in Kind if k != Kind.CASE]), min_size=2, max_size=4)
    )
    hard = Difficulty.HARD
    parts = tuple(Wording(**(vars(simple(k, draw)) | {"difficulty": hard})) for k in asked)
    stem = f"案{draw(WORDS)}\n第二段"
    return Wording(kind, stem, (), hard, (), "", parts=parts, **labels)


@given(questions())
def test_every_sound_question_comes_back_as_it_was(wording):
    assert faults(wording) == []
    stamps = dict.fromkeys(wording.cited[:1], "0" * 64)
    read = parse(bank("示范法", [("SF-001", wording, stamps)]))
    assert read.faults == ()
    assert read.questions[0].wording == wording
    assert dict(read.questions[0].cited) == dict.fromkeys(wording.cited, "") | stamps


@pytest.mark.parametrize("path", sheets.bank_files(sheets.STARTER), ids=lambda path: path.stem)
def test_the_starter_bank_is_written_byte_by_byte(path):
    text = path.read_text(encoding="utf-8")
    read = parse(text)
    rows = ((q.code, q.wording, dict(q.cited)) for q in read.questions)
    assert bank(read.title, rows) == text


def test_the_examples_of_the_new_kinds_come_back():
    read = parse(text_of(FILL_IN, SHORT, CASE))
    again = parse(bank("示范法", [(q.code, q.wording, {}) for q in read.questions]))
    assert [q.wording.parts for q in again.questions] == [q.wording.parts for q in read.questions]
    assert {q.wording.kind for q in again.questions} <= set(fields.KINDS.values())
