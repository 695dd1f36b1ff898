"""What a cell can ask, what must be in, and the portions that keep a question on few papers."""

from __future__ import annotations

import hashlib
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.rules.allotting import Stock, portioned, portions_wanted, portions_within
from exams.rules.apart import one_of_each
from exams.rules.blueprint import Cell, Frame, PaperInfeasible, PoolItem, framed
from exams.rules.drawing import draw
from exams.rules.replacing import Basis, Sitter, Source, Step

SEEDS = [hashlib.sha256(bytes([n])).digest() for n in range(60)]


def item(n, *, topics=(), level="", kind="single", difficulty="easy", required=False):
    return PoolItem(
        n, kind, difficulty, 4, frozenset({n % 2}), topic_ids=frozenset(topics), level=level,
        is_required=required,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "fits"),
    [
        ({}, True),
        ({"topic_id": 7}, True),
        ({"topic_id": 8}, False),
        ({"level": "apply"}, True),
        ({"level": "remember"}, False),
        ({"topic_id": 7, "level": "apply", "statute_id": 1, "difficulty": "easy"}, True),
        ({"topic_id": 7, "level": "apply", "statute_id": 0}, False),
    ],
)
def test_a_question_fits_where_it_is_all_that_the_cell_asks(cell, fits):
    assert item(1, topics={7, 9}, level="apply").fits(Cell("single", 1, 100, **cell)) is fits


@st.composite
def tasks(draw_):
    """A pool some of which must be in, and cells that may overlap."""
    kinds, levels = st.sampled_from(["single", "multiple"]), st.sampled_from(["", "apply"])
    pool = [
        item(n, topics=draw_(st.sets(st.integers(1, 3), max_size=2)), level=draw_(levels),
             kind=draw_(kinds), required=draw_(st.integers(0, 3)) == 0)
        for n in range(draw_(st.integers(1, 16)))
    ]  # fmt: skip
    cells = [
        Cell(draw_(kinds), draw_(st.integers(1, 4)), 100,
             topic_id=draw_(st.sampled_from([None, 1, 2, 3])),
             level=draw_(st.sampled_from([None, "apply"])))
        for _ in range(draw_(st.integers(1, 4)))
    ]  # fmt: skip
    return cells, pool


def matched(cells, items):
    """A second reckoning: how many of the items find slots, each its own (Kuhn, from the items)."""
    slots = [cell for cell in cells for _ in range(cell.count)]
    held = {}

    def place(found, tried):
        for n, cell in enumerate(slots):
            if n not in tried and found.fits(cell):
                tried.add(n)
                if n not in held or place(held[n], tried):
                    held[n] = found
                    return True
        return False

    return sum(place(found, set()) for found in items)


@given(tasks(), st.binary(min_size=1, max_size=8))
def test_a_full_paper_with_all_that_must_be_in_is_found_whenever_there_is_one(task, seed):
    cells, pool = task
    size = sum(cell.count for cell in cells)
    must = [found for found in pool if found.is_required]
    stock = Stock(cells, pool)
    assert len(must) - len(stock.misplaced()) == matched(cells, must)
    if matched(cells, pool) < size or matched(cells, must) < len(must):
        with pytest.raises(PaperInfeasible):
            draw(cells, pool, seed)
        return
    found = stock.allotted(seed)
    drawn = [one for items in found for one in items]
    assert len({one.revision_id for one in drawn}) == size
    assert {one.revision_id for one in must} <= {one.revision_id for one in drawn}
    assert all(one.fits(cell) for cell, items in zip(cells, found, strict=True) for one in items)


def test_what_finds_no_place_is_named():
    pool = [item(n, required=n in (1, 3, 5)) for n in range(10)]
    stock = Stock([Cell("single", 2, 100)], pool)
    assert len(stock.misplaced()) == 1
    assert not any(line.short for line in stock.supply())


def test_of_questions_kept_apart_the_one_that_must_be_in_stays():
    pool = [item(1), item(2, required=True)]
    groups = {1: frozenset({9}), 2: frozenset({9})}
    assert [found.revision_id for found in one_of_each(pool, groups, {2: 50})] == [2]


CELLS = [Cell("single", 3, 100), Cell("single", 2, 100, level="apply")]
POOL = [item(n, level="apply" if n % 3 == 0 else "", required=n == 1) for n in range(60)]


@given(st.integers(1, 5), st.binary(min_size=1, max_size=4))
def test_portions_share_only_what_must_be_in_and_each_fills_the_paper(count, seed):
    portions = portioned(CELLS, POOL, count, seed)
    held = Counter(found.revision_id for portion in portions for found in portion)
    assert held == {found.revision_id: count if found.is_required else 1 for found in POOL}
    for portion in portions:
        assert not any(line.short for line in Stock(CELLS, portion).supply())


def test_no_question_stands_on_more_papers_than_the_budget_allows():
    """Sixty papers, at most twenty for each question: three portions."""
    wanted = portions_within(CELLS, POOL, rosters=[60], most=20)
    assert wanted == 3
    source = Source(Basis(CELLS, POOL, (), wanted, b"session"))
    papers = [source.papers_of(Sitter(seed, n))[0] for n, seed in enumerate(SEEDS)]
    held = Counter(place.revision_id for paper in papers for place in paper.places)
    assert held.pop(1) == 60  # it must be in
    assert max(held.values()) <= 20


def test_a_portion_that_loses_its_questions_draws_from_all_that_is_left():
    source = Source(Basis(CELLS, POOL, (), 3, b"session"))
    gone = frozenset(found.revision_id for found in source._portions[0] if found.level == "apply")
    drawn = Source(Basis(CELLS, POOL, (), 3, b"session"), [Step("a", gone)])
    last = drawn.papers_of(Sitter(SEEDS[0], 0))[-1]
    assert last.step == "a"
    assert len(last.places) == 5


def test_a_small_bank_is_divided_no_further_than_it_can_fill():
    assert portions_within(CELLS, POOL[:12], rosters=[500], most=10) == 2
    assert portions_within(CELLS, POOL[:6], rosters=[500], most=10) == 1


@pytest.mark.parametrize(
    ("rosters", "most", "count"),
    [([], 5, 1), ([5], 5, 1), ([6], 5, 2), ([5, 5], 5, 3), ([3, 3], 3, 3), ([1, 1, 1], 2, 1)],
)
def test_how_many_portions_a_budget_asks(rosters, most, count):
    assert portions_wanted(rosters, most) == count


def test_a_frame_reads_what_it_wrote_and_takes_whom_it_is_for():
    frame = Frame("legal", "practice", frozenset({3, 1}), frozenset({2}), 50, 90)
    assert framed(frame.plain()) == frame
    assert frame.takes(1, ["legal", "leader"])
    assert frame.takes(4, [])
    assert not frame.takes(1, ["leader"])
    assert not frame.takes(2, ["legal"])
