"""Drawing: full papers or none, the same paper for the same seed, no telling position."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.rules.drawing import (
    Cell,
    PaperInfeasible,
    Part,
    PoolItem,
    draw,
    feasibility,
    shares,
)


def item(n, kind="single", statute=1, difficulty="easy"):
    return PoolItem(n, kind, difficulty, 2 if kind == "true_false" else 4, frozenset({statute}))


POOL = [item(n, statute=n % 3, difficulty=("easy", "hard")[n % 2]) for n in range(1, 61)]


@st.composite
def tasks(draw_):
    """A pool and cells that may overlap."""
    kinds = st.sampled_from(["single", "multiple", "true_false"])
    pool = [
        item(n, draw_(kinds), draw_(st.integers(1, 3)), draw_(st.sampled_from(["easy", "hard"])))
        for n in range(1, draw_(st.integers(1, 25)))
    ]
    cells = [
        Cell(
            draw_(kinds),
            draw_(st.integers(1, 4)),
            100,
            draw_(st.sampled_from([None, 1, 2, 3])),
            draw_(st.sampled_from([None, "easy", "hard"])),
        )
        for _ in range(draw_(st.integers(1, 4)))
    ]
    return cells, pool


@given(tasks(), st.binary(min_size=1, max_size=8))
def test_a_paper_is_full_and_fits_or_there_is_none(task, seed):
    cells, pool = task
    short = sum(supply.short for supply in feasibility(cells, pool))
    if short:
        with pytest.raises(PaperInfeasible) as refused:
            draw(cells, pool, seed)
        assert sum(supply.short for supply in refused.value.supply) == short
        return
    places = draw(cells, pool, seed)
    ids = [place.revision_id for place in places]
    assert len(ids) == len(set(ids)) == sum(cell.count for cell in cells)
    assert [place.place for place in places] == list(range(1, len(places) + 1))
    assert most_matched(cells, [i for i in pool if i.revision_id in ids]) == len(ids)


def most_matched(cells, pool):
    """A second, slower reckoning: does an assignment of these items to the cells exist?"""
    slots = [cell for cell in cells for _ in range(cell.count)]

    def fill(slot, left):
        if slot == len(slots):
            return 0
        best = 0
        for n, candidate in enumerate(left):
            if candidate.fits(slots[slot]):
                best = max(best, 1 + fill(slot + 1, left[:n] + left[n + 1 :]))
                if best == len(slots) - slot:
                    return best
        return max(best, fill(slot + 1, left)) if best == 0 else best

    return fill(0, pool)


def test_the_same_seed_gives_the_same_paper_whatever_the_pools_order():
    cells = [Cell("single", 10, 100)]
    assert draw(cells, POOL, b"s") == draw(cells, POOL[::-1], b"s")
    assert draw(cells, POOL, b"s") != draw(cells, POOL, b"t")


def test_overlapping_cells_are_filled_when_they_can_be():
    """The first cell would take what only the second can use, were it not moved."""
    pool = [item(1, statute=1), item(2, statute=2)]
    cells = [Cell("single", 1, 100), Cell("single", 1, 100, statute_id=1)]
    for seed in range(50):
        assert len(draw(cells, pool, bytes([seed]))) == 2


def test_a_short_cell_is_named_with_what_it_has():
    supply = feasibility([Cell("single", 3, 100, statute_id=9), Cell("single", 2, 100)], POOL)
    assert [(s.asked, s.fitting, s.short) for s in supply] == [(3, 0, 3), (2, 60, 0)]


def test_the_right_option_stands_anywhere():
    """10,000 papers: the place of option 0 passes χ² (threat 2)."""
    seen = Counter(
        draw([Cell("single", 1, 100)], POOL, n.to_bytes(4, "big"))[0].order.index(0)
        for n in range(10_000)
    )
    assert sum((seen[n] - 2500) ** 2 / 2500 for n in range(4)) < 16.3  # 3 df, p = 0.001


def test_every_question_is_drawn_about_equally_often():
    seen = Counter(
        place.revision_id
        for n in range(2000)
        for place in draw([Cell("single", 6, 100)], POOL, n.to_bytes(4, "big"))
    )
    assert len(seen) == 60
    assert sum((seen[n] - 200) ** 2 / 200 for n in range(1, 61)) < 98.3  # 59 df, p = 0.001


def test_two_candidates_share_no_token():
    cells = [Cell("single", 20, 100)]
    one, two = draw(cells, POOL, b"one"), draw(cells, POOL, b"two")
    tokens = [{t for place in paper for t in place.tokens} for paper in (one, two)]
    assert not tokens[0] & tokens[1]
    assert len(tokens[0]) == 80


def test_true_and_false_keep_their_order():
    pool = [item(n, "true_false") for n in range(1, 9)]
    assert {place.order for place in draw([Cell("true_false", 8, 100)], pool, b"s")} == {(0, 1)}


@pytest.mark.parametrize("kinds", [("true_false", "single", "multiple")])
def test_places_stand_by_kind(kinds):
    pool = [item(n, kinds[n % 3]) for n in range(1, 31)]
    cells = [Cell(kind, 3, 100) for kind in kinds]
    order = [place.kind for place in draw(cells, pool, b"s")]
    assert order == ["single"] * 3 + ["multiple"] * 3 + ["true_false"] * 3


@given(marks=st.integers(1, 10_000), worths=st.lists(st.integers(0, 900), min_size=1))
def test_shares_are_the_marks_exactly(marks, worths):
    found = shares(marks, worths)
    assert sum(found) == marks
    assert len(found) == len(worths)
    if any(worths):
        assert all(
            abs(own - marks * worth / sum(worths)) <= 1
            for own, worth in zip(found, worths, strict=True)
        )


CASE = PoolItem(90, "case", "hard", 0, parts=(Part("single", 4, 200), Part("short_answer", 1, 400)))


def test_the_sub_questions_of_a_case_stand_together_at_the_end():
    pool = [CASE, PoolItem(91, "short_answer", "hard", 1), PoolItem(92, "single", "easy", 4)]
    cells = [Cell("case", 1, 1000), Cell("short_answer", 1, 500), Cell("single", 1, 200)]
    paper = draw(cells, pool, b"seed")
    assert [(p.place, p.kind, p.revision_id, p.part, p.marks) for p in paper] == [
        (1, "single", 92, 0, 200),
        (2, "short_answer", 91, 0, 500),
        (3, "single", 90, 1, 333),
        (4, "short_answer", 90, 2, 667),
    ]
    assert sorted(paper[2].order) == [0, 1, 2, 3]
    assert len({token for place in paper for token in place.tokens}) == 10
