"""Statistics of a test and of its questions: marks in, numbers out.

The formulas are those published for the quiz report of Moodle ("Quiz statistics calculations",
docs.moodle.org/dev), written anew over numpy. Notation: S candidates, P questions, x the mark of
one question, T a candidate's total, X = T − x the rest; V and C are variance and covariance with
S − 1 below the line. A figure that cannot be had (nobody differs, too few candidates) is None.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float64]
Table = NDArray[np.float64]  # candidates × questions


@dataclass(frozen=True)
class TestFigures:
    """A test as a whole. `mean`, `median`, `standard_deviation` and `standard_error` are in marks;
    `internal_consistency` and `error_ratio` in per cent."""

    candidates: int
    questions: int
    mean: float
    median: float
    standard_deviation: float | None
    skewness: float | None
    kurtosis: float | None
    internal_consistency: float | None
    error_ratio: float | None
    standard_error: float | None


@dataclass(frozen=True)
class ItemFigures:
    """One question in a test, in per cent; `mean` and `standard_error` (of the mean) in marks."""

    mean: float
    standard_error: float | None
    facility: float | None
    standard_deviation: float | None
    discrimination_index: float | None
    discriminative_efficiency: float | None
    intended_weight: float | None
    effective_weight: float | None


def test_figures(marks: Table) -> TestFigures:
    """The figures of the whole test from a full table of marks.

    Source of skewness k3 ÷ k2^1.5 and kurtosis k4 ÷ k2²: Fisher's k-statistics, as Moodle has them.
    Internal consistency is Cronbach's α, 100 · P ÷ (P − 1) · (1 − ΣV(x) ÷ V(T)), which for marks of
    0 and 1 is KR-20; the error ratio is 100 · √(1 − α ÷ 100), the standard error that share of the
    standard deviation. Raises ValueError for an empty table.
    """
    candidates, questions = (int(n) for n in marks.shape)
    if not candidates or not questions:
        raise ValueError("no marks")
    totals = marks.sum(axis=1)
    spread = _variance(totals)
    alpha = _alpha(marks, spread)
    ratio = None if alpha is None else 100 * sqrt(max(0.0, 1 - alpha / 100))
    deviation = None if spread is None else sqrt(spread)
    skewness, kurtosis = _shape(totals)
    return TestFigures(
        candidates=candidates,
        questions=questions,
        mean=float(totals.mean()),
        median=float(np.median(totals)),
        standard_deviation=deviation,
        skewness=skewness,
        kurtosis=kurtosis,
        internal_consistency=alpha,
        error_ratio=ratio,
        standard_error=None if ratio is None or deviation is None else ratio * deviation / 100,
    )


def _variance(values: Column) -> float | None:
    """V with S − 1; None for a single value."""
    return float(values.var(ddof=1)) if len(values) > 1 else None


def _alpha(marks: Table, spread: float | None) -> float | None:
    questions = int(marks.shape[1])
    if questions < 2 or not spread:
        return None
    shares = float(marks.var(axis=0, ddof=1).sum()) / spread
    return 100 * questions / (questions - 1) * (1 - shares)


def _shape(totals: Column) -> tuple[float | None, float | None]:
    """Skewness and kurtosis by k-statistics: k2 = S ÷ (S−1) · m2, k3 = S² ÷ ((S−1)(S−2)) · m3,
    k4 = S² ÷ ((S−1)(S−2)(S−3)) · ((S+1) · m4 − 3 · (S−1) · m2²), m the central moments."""
    s = len(totals)
    off = totals - totals.mean()
    m2, m3, m4 = (float((off**power).mean()) for power in (2, 3, 4))
    k2 = s * m2 / (s - 1) if s > 1 else 0.0
    if s < 3 or k2 <= 0:
        return None, None
    k3 = s**2 * m3 / ((s - 1) * (s - 2))
    skewness: float = k3 / k2**1.5
    if s < 4:
        return skewness, None
    k4: float = s**2 * ((s + 1) * m4 - 3 * (s - 1) * m2**2) / ((s - 1) * (s - 2) * (s - 3))
    return skewness, k4 / k2**2


def item_figures(marks: Table, maxima: Column) -> list[ItemFigures]:
    """The figures of every question, in order; `maxima` are the marks that each can earn.

    Facility 100 · mean(x) ÷ max; standard deviation 100 · √V(x) ÷ max; discrimination index
    100 · C(x, X) ÷ √(V(x) · V(X)), so the question itself is not in the rest that it is held
    against; discriminative efficiency 100 · C(x, X) ÷ the covariance that both columns would have
    if each were sorted; intended weight 100 · max ÷ Σmax; effective weight 100 · √C(x, T) ÷ Σ√C,
    without those of negative covariance, which have none.
    """
    totals = marks.sum(axis=1)
    roots = [_root(_covariance(column, totals)) for column in marks.T]
    weight = sum(root for root in roots if root is not None)
    full = float(maxima.sum())
    return [
        _item(column, totals, float(most), (root, weight, full))
        for column, most, root in zip(marks.T, maxima, roots, strict=True)
    ]


def _item(
    x: Column, totals: Column, most: float, weights: tuple[float | None, float, float]
) -> ItemFigures:
    root, weight, full = weights
    spread, rest = _variance(x), totals - x
    return ItemFigures(
        mean=float(x.mean()),
        standard_error=None if spread is None else sqrt(spread / len(x)),
        facility=100 * float(x.mean()) / most if most else None,
        standard_deviation=None if spread is None or not most else 100 * sqrt(spread) / most,
        discrimination_index=_percent(correlation(x, rest)),
        discriminative_efficiency=_percent(_efficiency(x, rest)),
        intended_weight=100 * most / full if full else None,
        effective_weight=None if root is None or not weight else 100 * root / weight,
    )


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _covariance(x: Column, y: Column) -> float | None:
    if len(x) < 2:
        return None
    return float(((x - x.mean()) * (y - y.mean())).sum() / (len(x) - 1))


def _root(covariance: float | None) -> float | None:
    return None if covariance is None or covariance < 0 else sqrt(covariance)


def correlation(x: Column, y: Column) -> float | None:
    """Pearson's r; None where one of them does not vary."""
    together, a, b = _covariance(x, y), _varies(x), _varies(y)
    if together is None or a is None or b is None:
        return None
    return max(-1.0, min(1.0, together / sqrt(a * b)))


def _varies(values: Column) -> float | None:
    """V, or None where all values are the same; `ptp` is exact where a variance has rounded."""
    return _variance(values) if len(values) > 1 and np.ptp(values) > 0 else None


def _efficiency(x: Column, rest: Column) -> float | None:
    if _varies(x) is None or _varies(rest) is None:
        return None
    together, most = _covariance(x, rest), _covariance(np.sort(x), np.sort(rest))
    return together / most if together is not None and most else None
