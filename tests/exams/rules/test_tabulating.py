"""A session's marks become figures by place, question and group; small groups tell nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from exams.rules import tabulating
from exams.rules.statistics import item_figures
from exams.rules.tabulating import Sat

PLACES = 6


def sat(earned, revisions=None):
    earned = np.asarray(earned, dtype=float)
    asked = (
        np.tile(np.arange(earned.shape[1]), (len(earned), 1)) if revisions is None else revisions
    )
    return Sat(np.asarray(asked), earned, np.ones_like(earned))


@pytest.fixture
def fixed():
    """Forty candidates who all met the same six questions, of growing ability."""
    random = np.random.default_rng(3)
    ability = np.linspace(-2, 2, 40)[:, None]
    chance = 1 / (1 + np.exp(np.linspace(-1, 1, PLACES) - ability))
    return sat(random.random((40, PLACES)) < chance)


def test_where_all_meet_the_same_questions_place_and_question_agree(fixed):
    by_place = item_figures(fixed.earned, np.ones(PLACES))
    for n, found in tabulating.questions(fixed).items():
        assert found.facility == pytest.approx(by_place[n].facility / 100)
        assert found.deviation == pytest.approx(by_place[n].standard_deviation / 100)
        assert found.discrimination == pytest.approx(by_place[n].discrimination_index / 100)
        assert found.efficiency == pytest.approx(by_place[n].discriminative_efficiency / 100)


def test_a_question_is_told_by_those_who_met_it():
    """Ten met question 7 at the first place and got it right, ten others question 8 and did not."""
    earned = [[1, 1]] * 10 + [[0, 1]] * 10
    asked = [[7, 9]] * 10 + [[8, 9]] * 10
    found = tabulating.questions(sat(earned, asked))
    assert {n: (f.papers, f.facility) for n, f in found.items()} == {
        7: (10, 1),
        8: (10, 0),
        9: (20, 1),
    }


@settings(max_examples=25)
@given(arrays(float, (35, PLACES), elements=st.sampled_from([0.0, 0.5, 1.0])), st.randoms())
def test_no_figure_depends_on_the_order_of_candidates_or_places(earned, chance):
    base = sat(earned)
    rows = chance.sample(range(35), 35)
    columns = chance.sample(range(PLACES), PLACES)
    turned = Sat(
        base.revisions[rows][:, columns], base.earned[rows][:, columns], base.of[rows][:, columns]
    )
    one, other = tabulating.questions(base), tabulating.questions(turned)
    for n, found in one.items():
        assert other[n].facility == pytest.approx(found.facility)
        assert other[n].discrimination == pytest.approx(found.discrimination)
    assert tabulating.whole_test(turned).mean == pytest.approx(tabulating.whole_test(base).mean)


@pytest.mark.parametrize(
    ("people", "shares", "held"), [(9, False, False), (10, True, False), (30, True, True)]
)
def test_small_groups_tell_nothing(people, shares, held):
    some = sat([[n % 2, n % 3 > 0, 1] for n in range(people)])
    found = tabulating.questions(some)[0]
    assert (found.facility is not None) == shares
    assert (found.discrimination is not None) == held
    assert (tabulating.whole_test(some) is not None) == shares
    assert bool(tabulating.places(some)) == held
    group = tabulating.group(some.totals, [True] * people)
    assert (group.candidates, group.passed) == (people, people)
    assert (group.rate is not None, group.low is not None) == (shares, shares)
    assert (tabulating.subject(some, {0}).share is not None) == shares


def test_the_pass_mark_needs_thirty_and_a_consistent_test(fixed):
    assert 0.5 < tabulating.pass_mark(fixed, 3.6).agreement < 1
    few = Sat(fixed.revisions[:29], fixed.earned[:29], fixed.of[:29])
    assert tabulating.pass_mark(few, 3.6) is None
    alike = sat(np.ones((40, PLACES)))
    assert tabulating.pass_mark(alike, 3.6) is None


def test_a_question_taken_out_of_the_marking_counts_nowhere(fixed):
    of = fixed.of.copy()
    of[:, 0] = 0
    out = Sat(fixed.revisions, np.where(of > 0, fixed.earned, 0), of)
    assert 0 not in tabulating.questions(out)
    assert out.full == PLACES - 1
    assert tabulating.subject(out, {0}).questions == 0


def test_a_subject_is_the_mean_of_shares(fixed):
    found = tabulating.subject(fixed, {0, 1, 99})
    assert (found.questions, found.candidates) == (2, 40)
    assert found.share == pytest.approx(fixed.earned[:, :2].mean())
