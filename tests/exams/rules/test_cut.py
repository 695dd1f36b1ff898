"""How sure a verdict at the pass mark is, against examples worked by hand."""

from __future__ import annotations

import random
from fractions import Fraction
from math import comb, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.rules.cut import at_cut, consistency, effective_length, wilson


def test_two_questions_and_true_scores_spread_evenly():
    """By hand: with α = β = 1 the true share t is even on 0…1. Passing takes one of two questions,
    so p(t) = 1 − u², u = 1 − t. ∫ p² = 1 − 2/3 + 1/5 = 8/15, ∫ (1 − p)² = 1/5: they agree in 11/15.
    Two in three pass, so chance agrees in 4/9 + 1/9 = 5/9, and κ = (11/15 − 5/9) ÷ (4/9) = 2/5."""
    agreement, kappa = consistency(0.5, 2, 0.5, 0.5)
    assert agreement == pytest.approx(11 / 15)
    assert kappa == pytest.approx(2 / 5)


def test_the_effective_length_by_hand():
    """(50 · 50 − 0.5 · 5000/3) ÷ (5000/3 · 0.5) = (2500 − 2500/3) ÷ (2500/3) = 2."""
    assert effective_length(50, 5000 / 3, 0.5, 100) == 2


def test_all_together_and_the_error_at_the_cut():
    """Lord: 100 · √(0.5 · 0.5 ÷ (2 − 1)) = 50."""
    found = at_cut(mean=50, variance=5000 / 3, reliability=0.5, full=100, cut=50)
    assert (found.length, found.standard_error) == (2, pytest.approx(50))
    assert found.agreement == pytest.approx(11 / 15)


def test_a_simulation_agrees_with_the_formula():
    """20 questions, α = β = 3: two tests of each of forty thousand candidates."""
    chance = random.Random(7)  # noqa: S311  # a simulation

    def passes(true):
        return sum(chance.random() < true for _n in range(20)) >= 12

    trues = [chance.betavariate(3, 3) for _n in range(40_000)]
    same = sum(passes(true) == passes(true) for true in trues) / len(trues)
    agreement, _kappa = consistency(0.5, 20, 20 / 26, 0.6)
    assert agreement == pytest.approx(same, abs=0.01)


def test_exact_fractions_for_whole_parameters():
    """α = 2, β = 2, n = 3, two to pass: every beta function is a ratio of factorials."""

    def beta(a, b):
        return Fraction(1, (a + b - 1) * comb(a + b - 2, a - 1))

    passed = (2, 3)
    once = sum(comb(3, k) * beta(2 + k, 5 - k) for k in passed) / beta(2, 2)
    twice = sum(
        comb(3, j) * comb(3, k) * beta(2 + j + k, 8 - j - k) for j in passed for k in passed
    ) / beta(2, 2)
    agreement, _kappa = consistency(0.5, 3, 3 / 7, 0.6)
    assert agreement == pytest.approx(float(1 + 2 * (twice - once)))


@pytest.mark.parametrize("reliability", [-0.2, 0.0, 1.0])
def test_without_a_usable_alpha_nothing_is_said(reliability):
    assert at_cut(mean=50, variance=100, reliability=reliability, full=100, cut=60) is None


@pytest.mark.parametrize(("mean", "variance"), [(0, 0), (100, 0), (50, 0)])
def test_without_spread_nothing_is_said(mean, variance):
    assert at_cut(mean=mean, variance=variance, reliability=0.8, full=100, cut=60) is None


@given(st.floats(5, 95), st.floats(0.05, 0.95), st.floats(0.1, 0.95), st.floats(1, 100))
def test_shares_stay_shares(mean, spread, reliability, cut):
    found = at_cut(
        mean=mean, variance=spread * mean * (100 - mean), reliability=reliability, full=100, cut=cut
    )
    if found is not None:
        assert 0 <= found.agreement <= 1
        assert found.kappa is None or found.kappa <= 1 + 1e-9


def test_wilson_as_published():
    """8 of 10: 0.490 to 0.943; 0 of 10: 0 to 0.278 (Brown, Cai and DasGupta 2001, formula 4)."""
    assert wilson(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert wilson(0, 10) == pytest.approx((0, 0.2775), abs=1e-4)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_the_rate_and_narrows(counts):
    passed, of = counts
    low, high = wilson(passed, of)
    assert 0 <= low <= passed / of <= high <= 1
    assert high - low <= 2 / sqrt(of)
