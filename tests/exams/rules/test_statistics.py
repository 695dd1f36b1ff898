"""The statistics of tests: worked by hand, and held against pandas and plain sums."""

from __future__ import annotations

import statistics as plain
from dataclasses import asdict
from fractions import Fraction
from math import sqrt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.rules.statistics import item_figures
from exams.rules.statistics import test_figures as whole_test

# five candidates, four questions; the totals are 4, 3, 2, 1, 0 and the whole is worked on paper:
# V(T) = 2.5; V of the questions 0.2, 0.3, 0.3, 0.2; α = 4/3 · (1 − 1/2.5) = 0.8
GUTTMAN = np.array([[1, 1, 1, 1], [1, 1, 1, 0], [1, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 0]], float)
ONES = np.ones(4)


def test_a_test_worked_by_hand():
    figures = whole_test(GUTTMAN)
    assert (figures.mean, figures.median) == (2, 2)
    assert figures.standard_deviation == pytest.approx(sqrt(2.5))
    alpha = 100 * 4 / 3 * (1 - (0.2 + 0.3 + 0.3 + 0.2) / 2.5)
    assert figures.internal_consistency == pytest.approx(alpha) == pytest.approx(80)
    assert figures.error_ratio == pytest.approx(100 * sqrt(0.2))
    assert figures.standard_error == pytest.approx(sqrt(2.5 * 0.2))
    assert figures.skewness == pytest.approx(0)
    assert figures.kurtosis == pytest.approx(-1.2)  # of five equally spaced values


def test_a_question_worked_by_hand():
    """The second question: x = 1 1 1 0 0, rest = 3 2 1 1 0; C = 0.45, V(x) = 0.3, V(X) = 1.3."""
    second = item_figures(GUTTMAN, ONES)[1]
    assert second.facility == pytest.approx(60)
    assert second.standard_deviation == pytest.approx(100 * sqrt(0.3))
    assert second.discrimination_index == pytest.approx(100 * 0.45 / sqrt(0.3 * 1.3))
    assert second.discriminative_efficiency == pytest.approx(100)  # both columns are sorted alike
    assert second.intended_weight == 25


def test_efficiency_is_the_share_of_what_the_marks_allow():
    """x = 0 1 1 against X = 2 0 1: C = −0.5; sorted, C = 0.5."""
    marks = np.array([[0, 2], [1, 0], [1, 1]], float)
    assert item_figures(marks, np.array([1.0, 2.0]))[0].discriminative_efficiency == -100


def test_effective_weights_are_roots_of_covariances_and_a_negative_one_has_none():
    marks = np.array([[0, 3, 2], [1, 1, 2], [1, 0, 1], [0, 2, 3]], float)
    totals = marks.sum(axis=1)
    covariances = [plain.covariance(list(column), list(totals)) for column in marks.T]
    assert covariances[0] < 0 < covariances[1]
    roots = [sqrt(c) if c >= 0 else 0 for c in covariances]
    found = [item.effective_weight for item in item_figures(marks, marks.max(axis=0))]
    assert found[0] is None
    assert found[1:] == pytest.approx([100 * root / sum(roots) for root in roots[1:]])


def test_alpha_of_marks_of_nought_and_one_is_kr_20():
    marks = np.array([[1, 0, 1], [1, 1, 1], [0, 0, 1], [0, 1, 0], [1, 0, 0]])
    n = len(marks)
    shares = [Fraction(int(column.sum()), n) for column in marks.T]
    totals = [int(total) for total in marks.sum(axis=1)]
    spread = Fraction(sum(t * t for t in totals), n) - Fraction(sum(totals), n) ** 2
    kr_20 = Fraction(3, 2) * (1 - sum(p * (1 - p) for p in shares) / spread)
    assert whole_test(marks.astype(float)).internal_consistency == pytest.approx(100 * float(kr_20))


@given(st.lists(st.lists(st.integers(0, 8), min_size=3, max_size=3), min_size=4, max_size=30))
def test_shape_and_correlations_are_those_of_pandas(rows):
    marks = np.array(rows, float)
    frame = pd.DataFrame(marks)
    totals = frame.sum(axis=1)
    figures = whole_test(marks)
    if totals.nunique() > 1:
        assert figures.skewness == pytest.approx(totals.skew(), abs=1e-9)
        assert figures.kurtosis == pytest.approx(totals.kurt(), abs=1e-9)
    for n, item in enumerate(item_figures(marks, marks.max(axis=0))):
        rest = totals - frame[n]
        if frame[n].nunique() > 1 and rest.nunique() > 1:
            assert item.discrimination_index == pytest.approx(100 * frame[n].corr(rest), abs=1e-7)
        else:
            assert item.discrimination_index is None


@given(st.permutations(range(5)))
def test_the_order_of_candidates_does_not_matter(order):
    mixed, sorted_ = asdict(whole_test(GUTTMAN[order])), asdict(whole_test(GUTTMAN))
    assert mixed == pytest.approx(sorted_)
    for one, other in zip(
        item_figures(GUTTMAN[order], ONES), item_figures(GUTTMAN, ONES), strict=True
    ):
        assert one.discrimination_index == pytest.approx(other.discrimination_index)


def test_where_nobody_differs_there_is_no_figure():
    figures = whole_test(np.ones((3, 2)))
    assert (figures.skewness, figures.internal_consistency, figures.error_ratio) == (None,) * 3
    item = item_figures(np.ones((3, 2)), np.ones(2))[0]
    assert (item.facility, item.discrimination_index) == (100, None)
    assert (item.discriminative_efficiency, item.effective_weight) == (None, None)


def test_one_candidate_alone_has_no_spread():
    figures = whole_test(np.array([[1.0, 2.0]]))
    assert (figures.mean, figures.standard_deviation, figures.standard_error) == (3, None, None)
    assert item_figures(np.array([[1.0, 2.0]]), np.array([1.0, 2.0]))[0].standard_error is None


def test_an_empty_table_is_refused():
    with pytest.raises(ValueError, match="no marks"):
        whole_test(np.empty((0, 3)))
