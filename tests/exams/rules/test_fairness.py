"""How alike papers are: by hand, by brute force, and in no order."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.rules import fairness

LEVELS = {1: "easy", 2: "medium", 3: "hard"}
PAPERS = st.lists(st.frozensets(st.integers(1, 12), min_size=4, max_size=4), min_size=2, max_size=9)


def test_the_expected_share_weighs_by_marks():
    """(1 · 90 % + 3 · 40 %) ÷ 4 = 52.5 %."""
    assert fairness.expected_share({1: 100, 3: 300}, LEVELS) == 5250


def test_the_band_holds_its_edges():
    found = fairness.spread([6000, 6200, 6400, 5800, 5600])
    assert (found.mean, found.lowest, found.highest, found.within) == (6000, 5600, 6400, 3)
    assert fairness.spread([]) is None


@given(PAPERS)
def test_overlap_is_what_comparing_every_pair_gives(papers):
    shared = [len(one & other) for one, other in combinations(papers, 2)]
    found = fairness.overlap(papers)
    assert found.most == max(shared) * 2500
    assert found.mean == pytest.approx(sum(shared) * 2500 / len(shared), abs=0.51)
    assert found.twins == sum(papers.count(paper) > 1 for paper in papers)


@given(PAPERS, st.randoms())
def test_no_figure_depends_on_the_order_of_papers(papers, chance):
    turned = chance.sample(papers, len(papers))
    assert fairness.overlap(turned) == fairness.overlap(papers)
    assert fairness.shown(turned, 12) == fairness.shown(papers, 12)


def test_exposure_counts_papers():
    found = fairness.shown([{1, 2}, {1, 3}, {1, 2}], pool=5)
    assert (found.pool, found.used, found.most_papers, found.most) == (5, 3, 3, 10_000)
    assert fairness.shown([], pool=5).most == 0
    assert fairness.overlap([{1}]) is None
