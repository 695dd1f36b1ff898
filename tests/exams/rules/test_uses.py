"""How a question did: in one exam, and over all its uses."""

from __future__ import annotations

from math import atanh, sqrt, tanh
from statistics import correlation, stdev

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.rules.uses import UNANSWERED, Met, Papers, pooled, use_of

# share earned, share earned on the rest, options chosen
ROWS = [
    (1, 0.9, [0]), (1, 0.8, [0]), (1, 0.8, [0]), (0, 0.6, [1]), (1, 0.5, [0]), (0, 0.5, [2]),
    (1, 0.4, [0]), (0, 0.3, [1]), (0, 0.2, [1]), (0, 0.1, None),
]  # fmt: skip


def met(rows):
    chosen = [UNANSWERED if one is None else sum(1 << n for n in one) for _e, _r, one in rows]
    shares = (np.array([row[n] for row in rows], float) for n in (0, 1))
    return Met(*shares, np.array(chosen, int))


def test_one_use_counts_papers_answers_and_options():
    use = use_of(met(ROWS), 4)
    assert (use.papers, use.answered, use.total, use.squares) == (10, 9, 5, 5)
    assert [one.chosen for one in use.options] == [5, 3, 1, 0]
    assert use.discrimination == pytest.approx(
        correlation([row[0] for row in ROWS], [row[1] for row in ROWS])
    )


def test_papers_are_read_place_by_place_and_a_case_counts_once():
    """Two papers: a choice and a case of two places, the choice withdrawn from the second one."""
    papers = Papers()
    papers.add(0, [7, 9, 9], ([200, 300, 0], [200, 300, 100]), ([0b10, 0, 0], [4, 0, 0]))
    papers.add(1, [7, 9, 9], ([0, 300, 100], [0, 300, 100]), ([0b10, UNANSWERED, 0], [4, 0, 0]))
    uses = papers.uses()
    assert (uses[7].papers, uses[7].total) == (1, 1)
    assert [one.chosen for one in uses[7].options] == [0, 1, 0, 0]
    assert (uses[9].papers, uses[9].answered, uses[9].total) == (2, 2, 0.75 + 1)
    assert Papers().uses() == {}


def test_the_thirds_take_in_whoever_stands_on_their_edge():
    """The tertiles of the ten rests are 0.4 and 0.6, whichever third the edge itself is put in."""
    use = use_of(met(ROWS), 4)
    assert (use.upper, use.lower) == (4, 4)
    assert [one.upper for one in use.options] == [3, 1, 0, 0]
    assert [one.lower for one in use.options] == [1, 2, 0, 0]


@given(st.permutations(ROWS))
def test_the_order_of_candidates_does_not_matter(rows):
    one, other = use_of(met(rows), 4), use_of(met(ROWS), 4)
    assert one.options == other.options
    assert one.discrimination == pytest.approx(other.discrimination)


def test_several_uses_are_pooled_by_their_sums_and_by_fishers_z():
    one, other = use_of(met(ROWS * 2), 4), use_of(met(ROWS + ROWS[:5]), 4)
    whole = pooled([one, other])
    shares = [row[0] for row in ROWS * 3 + ROWS[:5]]
    assert (whole.uses, whole.papers) == (2, 35)
    assert whole.facility == pytest.approx(sum(shares) / 35)
    assert whole.standard_error == pytest.approx(stdev(shares) / sqrt(35))
    z = (17 * atanh(one.discrimination) + 12 * atanh(other.discrimination)) / 29
    assert whole.discrimination == pytest.approx(tanh(z))
    assert [one.chosen for one in whole.options] == [19, 10, 3, 0]
    assert pooled([other, one]) == whole


@pytest.mark.parametrize(
    ("papers", "has_facility", "has_discrimination"),
    [(0, False, False), (9, False, False), (10, True, False), (29, True, False), (30, True, True)],
)
def test_a_small_group_gives_no_figure(papers, has_facility, has_discrimination):
    whole = pooled([use_of(met((ROWS * 3)[:papers]), 4)])
    assert (whole.facility is not None) == has_facility
    assert (whole.standard_error is not None) == has_facility
    assert bool(whole.options) == has_facility
    assert (whole.discrimination is not None) == has_discrimination


def test_where_all_earn_the_same_there_is_no_discrimination():
    whole = pooled([use_of(met([(1, n / 40, [0]) for n in range(40)]), 4)])
    assert (whole.facility, whole.discrimination) == (1, None)
