"""Whether a bank suffices for many candidates; which cells stand against each other; a forecast."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exams.conflicts import conflict_in
from exams.rules.allotting import Stock
from exams.rules.blueprint import Cell, PoolItem
from exams.rules.forecast import simulated
from exams.rules.reach import reach
from exams.standalone.conflict import smallest_conflict


def item(n, *, kind="single", difficulty="easy", statute=1, required=False):
    return PoolItem(n, kind, difficulty, 4, frozenset({statute}), is_required=required)


@st.composite
def tasks(draw_):
    steps, statutes = st.sampled_from(["easy", "hard"]), st.integers(1, 3)
    size = draw_(st.integers(1, 14))
    pool = [item(n, difficulty=draw_(steps), statute=draw_(statutes)) for n in range(size)]
    any_step = st.sampled_from([None, "easy", "hard"])
    any_statute = st.sampled_from([None, 1, 2, 3])
    cells = [
        Cell("single", draw_(st.integers(1, 4)), 100, draw_(any_statute), draw_(any_step))
        for _ in range(draw_(st.integers(1, 4)))
    ]
    return cells, pool


def proof(far):
    groups = [[list(group.cells), group.most] for group in far.groups]
    return smallest_conflict([line.asked for line in far.cells], groups)


@given(tasks())
def test_for_one_candidate_it_is_what_the_draw_finds(task):
    cells, pool = task
    far = reach(cells, pool, papers=1, most=1)
    short = sum(line.short for line in Stock(cells, pool).supply())
    assert sum(line.short for line in far.cells) == short


@given(tasks(), st.integers(1, 6), st.integers(1, 6))
def test_as_many_papers_as_are_promised_can_be_dealt(task, papers, most):
    """By hand: paper after paper takes the questions with the most uses left, where it suffices."""
    cells, pool = task
    far = reach(cells, pool, papers=papers, most=most)
    wanted = papers * sum(cell.count for cell in cells)
    given_ = wanted - sum(line.short for line in far.cells)
    fitting = [one for one in pool if any(one.fits(cell) for cell in cells)]
    assert given_ <= len(fitting) * min(papers, most)
    if far.suffices and most >= papers:
        assert not any(line.short for line in Stock(cells, pool).supply())


@settings(max_examples=40, deadline=None)
@given(tasks(), st.integers(1, 5), st.integers(1, 5))
def test_the_solver_proves_exactly_what_the_flow_finds_short(task, papers, most):
    cells, pool = task
    far = reach(cells, pool, papers=papers, most=most)
    told = proof(far)
    assert (told is None) is far.suffices
    if told is None:
        return
    assert told["wanted"] > told["most"]
    chosen = [cells[n] for n in told["cells"]]
    touched = [one for one in pool if any(one.fits(cell) for cell in chosen)]
    assert told["most"] == len(touched) * min(papers, most)
    for cell in chosen:  # none of them can be spared
        rest = [other for other in chosen if other is not cell]
        assert reach(rest, pool, papers=papers, most=most).suffices


def test_the_smallest_conflict_is_named_by_a_process_of_its_own():
    """Lines 1 and 3 want the same five hard questions; line 2 has plenty."""
    pool = [item(n, difficulty="hard") for n in range(5)]
    pool += [item(n, statute=2) for n in range(10, 40)]
    cells = [
        Cell("single", 3, 100, None, "hard"),
        Cell("single", 10, 100, 2),
        Cell("single", 3, 100, 1),
    ]
    far = reach(cells, pool, papers=1, most=1)
    assert sum(line.short for line in far.cells) == 1
    found = conflict_in(far)
    assert (found.cells, found.wanted, found.most) == ([0, 2], 6, 5)
    assert conflict_in(reach(cells[:2], pool, papers=1, most=1)) is None


@pytest.mark.parametrize(
    ("papers", "most", "short", "questions"),
    [(10, 10, 0, 0), (10, 4, 0, 0), (10, 3, 6, 2), (100, 4, 268, 67)],
)
def test_a_budget_makes_a_bank_smaller(papers, most, short, questions):
    """Nine questions, of which a paper asks four; the one that must be in has no budget."""
    pool = [item(n, required=n == 0) for n in range(9)]
    (line,) = reach([Cell("single", 4, 100)], pool, papers=papers, most=most).cells
    assert (line.short, line.questions) == (short, questions)


def test_a_forecast_tells_how_hard_papers_are_and_what_two_have_in_common():
    pool = [item(n, difficulty="easy" if n % 2 else "hard") for n in range(40)]
    shares = {one.revision_id: 850 if one.difficulty == "easy" else 450 for one in pool}
    cells = [Cell("single", 5, 100, None, "easy"), Cell("single", 5, 300, None, "hard")]
    seen = simulated(cells, pool, shares, papers=60)
    assert set(seen.shares) == {550}
    assert seen.deviation == 0
    assert seen.common == pytest.approx(10 * 10 / 40, abs=0.25)
    mixed = simulated([Cell("single", 10, 100)], pool, shares, papers=60)
    assert mixed.mean == pytest.approx(650, abs=20)
    assert mixed.deviation == pytest.approx(400 * 0.5 / 10**0.5 * (30 / 39) ** 0.5, rel=0.3)
    parted = simulated([Cell("single", 10, 100)], pool, shares, papers=60, portions=2)
    assert min(parted.overlaps) == 0
    assert simulated(cells, pool, shares, papers=1).common == 0
