"""What is decided about a touched question, and which papers are drawn anew."""

from __future__ import annotations

import hashlib

import pytest

from exams.rules.conduct import ActRefusal
from exams.rules.drawing import Cell, PaperInfeasible, PoolItem, draw
from exams.rules.replacing import (
    Basis,
    Choice,
    Sitter,
    Source,
    Step,
    chosen,
    decision_refusal,
    remaining,
    steps_of,
)

CELLS = [Cell("single", 3, 100), Cell("multiple", 2, 100)]
POOL = [PoolItem(n, "single", "easy", 4) for n in range(8)] + [
    PoolItem(n, "multiple", "easy", 4) for n in range(10, 15)
]
SEEDS = [hashlib.sha256(bytes([n])).digest() for n in range(40)]


def papers(seed, steps=()):
    return Source(Basis(CELLS, POOL), steps).papers_of(Sitter(seed))


def asked(drawn):
    return {place.revision_id for place in drawn.places}


def test_a_paper_is_drawn_anew_only_when_it_holds_a_question_taken_out():
    steps = [Step("a", frozenset({1})), Step("b", frozenset({2, 11}))]
    stayed = 0
    for seed in SEEDS:
        first, *later = papers(seed, steps)
        assert first.places == draw(CELLS, POOL, seed)
        stayed += not later
        assert bool(later) >= bool(asked(first) & {1, 2, 11})
        last = (first, *later)[-1]
        assert not asked(last) & {1, 2, 11}
        assert len(last.places) == 5
    assert 0 < stayed < len(SEEDS)


def test_a_paper_is_drawn_from_what_remains_and_says_for_which_amendment():
    step = Step("a", frozenset({1}))
    for seed in SEEDS:
        drawn = papers(seed, [step])
        if len(drawn) == 2:
            assert drawn[1].step == "a"
            assert drawn[1].places == draw(CELLS, remaining(POOL, {1}), seed)


def test_without_a_step_there_is_one_paper():
    (only,) = papers(SEEDS[0], [])
    assert only.step == ""


def test_too_small_a_remainder_gives_no_shorter_paper():
    (first,) = papers(SEEDS[0], [])
    step = Step("a", frozenset(asked(first) | set(range(10, 14))))
    with pytest.raises(PaperInfeasible):
        papers(SEEDS[0], [step])


ROWS = [
    {"session": "s", "revision": 1, "choice": "replace"},
    {"session": "s", "revision": 2, "choice": "keep"},
    {"session": "t", "revision": 3, "choice": "replace"},
]


def test_decisions_belong_to_their_session():
    assert chosen(ROWS, "s") == {1, 2}
    assert chosen(ROWS, "s", Choice.REPLACE) == {1}
    assert chosen(ROWS, "t", Choice.KEEP) == set()


def test_each_amendment_is_a_step_for_what_it_added():
    more = [*ROWS, {"session": "s", "revision": 4, "choice": "replace"}]
    bodies = [
        ("a", {"after": {"pass_marks": 1}}),
        ("b", {"after": {"questions": ROWS}}),
        ("c", {"after": {"questions": more}}),
    ]
    assert steps_of(bodies, "s") == [Step("b", frozenset({1})), Step("c", frozenset({4}))]
    assert steps_of(bodies, "t") == [Step("b", frozenset({3}))]


@pytest.mark.parametrize(
    ("wished", "refusal"),
    [
        ({1}, None),
        ({1, 2}, None),
        (set(), ActRefusal.NOTHING_CHANGED),
        ({1, 3}, ActRefusal.ALREADY_STARTED),
        ({9}, ActRefusal.CHANGED_SINCE),
    ],
)
def test_only_what_waits_is_decided(wished, refusal):
    assert decision_refusal(wished, {1, 2}, {3}) is refusal
