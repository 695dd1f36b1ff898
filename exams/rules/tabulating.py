"""The statistics of one session: every candidate's marks in, figures by place, question and group
out.

Papers are drawn at random, so a test's place holds other questions for each candidate: the figures
of the test rest on places, those of a question on the candidates who met it. A case is one place.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from exams.rules.cut import FEWEST_AT_CUT, AtCut, at_cut, wilson
from exams.rules.statistics import (
    Column,
    ItemFigures,
    Table,
    TestFigures,
    item_figures,
    test_figures,
)
from exams.rules.uses import FEWEST_FOR_DISCRIMINATION, FEWEST_FOR_SHARES

Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Sat:
    """What all candidates of a session did: three tables of candidates × places, in marks.

    `of` may be 0 where a question was taken out of the marking.
    """

    revisions: Whole
    earned: Table
    of: Table

    @property
    def totals(self) -> Column:
        """What counts: marks taken off never bring a total below nothing."""
        return np.asarray(np.maximum(0, self.earned.sum(axis=1)))

    @property
    def full(self) -> float:
        """What a paper is worth: the mean, where a question taken out leaves some worth less."""
        return float(self.of.sum(axis=1).mean())


@dataclass(frozen=True)
class QuestionFigures:
    """A question over those who met it. Shares from 0 to 1; None where they are too few."""

    papers: int
    facility: float | None
    standard_error: float | None
    deviation: float | None
    discrimination: float | None
    efficiency: float | None


@dataclass(frozen=True)
class GroupFigures:
    """A group of candidates: how many passed, the rate with its 95 % interval, mean and deviation
    in marks. All but the numbers of people are None where the group is too small."""

    candidates: int
    passed: int
    rate: float | None
    low: float | None
    high: float | None
    mean: float | None
    deviation: float | None


@dataclass(frozen=True)
class SubjectFigures:
    """How well the questions of one statute or topic were answered: the mean of the shares that the
    candidates earned on theirs, and its standard error."""

    questions: int
    candidates: int
    share: float | None
    standard_error: float | None


def whole_test(sat: Sat) -> TestFigures | None:
    """The test's figures; None below the smallest group of which shares are told."""
    return test_figures(sat.earned) if len(sat.earned) >= FEWEST_FOR_SHARES else None


def pass_mark(sat: Sat, cut: float) -> AtCut | None:
    """How sure the verdicts are; None for a small group, or where α says nothing."""
    if len(sat.earned) < FEWEST_AT_CUT:
        return None
    found = test_figures(sat.earned)
    if found.internal_consistency is None or found.standard_deviation is None:
        return None
    return at_cut(
        mean=found.mean,
        variance=found.standard_deviation**2,
        reliability=found.internal_consistency / 100,
        full=sat.full,
        cut=cut,
    )


def places(sat: Sat) -> list[ItemFigures]:
    """The figures of every place, in order; none below the smallest group."""
    if len(sat.earned) < FEWEST_FOR_DISCRIMINATION:
        return []
    return item_figures(sat.earned, np.asarray(sat.of.mean(axis=0)))


def asked_at(sat: Sat) -> list[list[int]]:
    """Which questions stood at each place of somebody's paper, by revision."""
    return [[int(pk) for pk in np.unique(column)] for column in sat.revisions.T]


def questions(sat: Sat) -> dict[int, QuestionFigures]:
    """The figures of every question on the papers, by revision: each in shares of its own marks,
    held against the share earned on the rest of the same paper."""
    totals, worth = sat.earned.sum(axis=1)[:, None], sat.of.sum(axis=1)[:, None]
    counted = sat.of > 0
    left = worth - sat.of
    rest = np.divide(totals - sat.earned, left, out=np.zeros_like(left), where=left > 0)
    share = np.divide(sat.earned, sat.of, out=np.zeros_like(sat.of), where=counted)
    ids = sat.revisions[counted]
    order = np.argsort(ids, kind="stable")
    ids, share, rest = ids[order], share[counted][order], rest[counted][order]
    found, starts = np.unique(ids, return_index=True)
    bounds = [*(int(n) for n in starts), len(ids)]
    return {
        int(revision): _question(share[a:b], rest[a:b])
        for revision, a, b in zip(found, bounds, bounds[1:], strict=False)
    }


def _question(share: Column, rest: Column) -> QuestionFigures:
    papers = len(share)
    if papers < FEWEST_FOR_SHARES:
        return QuestionFigures(papers, None, None, None, None, None)
    deviation = float(share.std(ddof=1))
    held, efficiency = None, None
    if papers >= FEWEST_FOR_DISCRIMINATION and np.ptp(share) > 0 and np.ptp(rest) > 0:
        held = _covariance(share, rest) / (deviation * float(rest.std(ddof=1)))
        held = max(-1.0, min(1.0, held))
        most = _covariance(np.sort(share), np.sort(rest))
        efficiency = _covariance(share, rest) / most if most else None
    return QuestionFigures(
        papers, float(share.mean()), deviation / sqrt(papers), deviation, held, efficiency
    )


def _covariance(x: Column, y: Column) -> float:
    return float(((x - x.mean()) * (y - y.mean())).sum() / (len(x) - 1))


def group(totals: Column, passed: Sequence[bool] | NDArray[np.bool_]) -> GroupFigures:
    """The figures of some candidates; no order matters."""
    count, through = len(totals), int(np.sum(passed))
    if count < FEWEST_FOR_SHARES:
        return GroupFigures(count, through, None, None, None, None, None)
    low, high = wilson(through, count)
    return GroupFigures(
        count,
        through,
        through / count,
        low,
        high,
        float(totals.mean()),
        float(totals.std(ddof=1)),
    )


def subject(sat: Sat, revisions: Collection[int]) -> SubjectFigures:
    """How the questions of one subject were answered by those who met at least one of them."""
    theirs = np.isin(sat.revisions, list(revisions)) & (sat.of > 0)
    worth = np.where(theirs, sat.of, 0).sum(axis=1)
    met = worth > 0
    asked = len(np.unique(sat.revisions[theirs]))
    count = int(met.sum())
    if count < FEWEST_FOR_SHARES:
        return SubjectFigures(asked, count, None, None)
    shares = np.where(theirs, sat.earned, 0).sum(axis=1)[met] / worth[met]
    return SubjectFigures(
        asked, count, float(shares.mean()), float(shares.std(ddof=1)) / sqrt(count)
    )
