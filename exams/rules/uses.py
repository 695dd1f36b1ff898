"""How a question did in one exam and in all: from what candidates met, to a few numbers.

Where papers are drawn at random every candidate meets other questions. A question is therefore held
against the share of marks that each candidate earned on the rest of the own paper.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import atanh, sqrt, tanh
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from exams.rules.statistics import correlation

FEWEST_FOR_SHARES = 10  # below, one person changes the share by more than ten points: house default
FEWEST_FOR_DISCRIMINATION = 30  # below, the standard error of r is above 0.18: house default
SURE = 0.999  # an r of 1 has no finite z
UNANSWERED = -1
Whole = NDArray[np.int64]
Column = Sequence[int]  # one number for each place of a paper


class Met(NamedTuple):
    """What candidates did with one question: the share of its marks that each earned, the share
    earned on the rest of the paper, the options chosen (option n as 2ⁿ; -1 for no answer)."""

    earned: NDArray[np.float64]
    rest: NDArray[np.float64]
    chosen: NDArray[np.int64]


class Papers:
    """What all candidates of an exam did, paper by paper, in columns: a million places are no
    burden."""

    def __init__(self) -> None:
        self.paper, self.question, self.chosen = array("q"), array("q"), array("q")
        self.earned, self.of = array("q"), array("q")
        self.options: dict[int, int] = {}

    def add(
        self,
        paper: int,
        questions: Column,
        marks: tuple[Column, Column],
        answers: tuple[Column, Column],
    ) -> None:
        """All places of one paper, in columns: marks earned and possible, the options chosen as in
        `Met` and among how many. The places of a case have one question."""
        (earned, of), (chosen, options) = marks, answers
        self.paper.extend([paper] * len(questions))
        self.question.extend(questions)
        self.earned.extend(earned)
        self.of.extend(of)
        self.chosen.extend(chosen)
        self.options |= dict(zip(questions, options, strict=True))

    def uses(self) -> dict[int, Use]:
        """How every question did; one that was withdrawn from all papers is not there."""
        if not self.question:
            return {}
        met = _by_question(
            *(np.array(c) for c in (self.paper, self.question, self.earned, self.of, self.chosen))
        )
        return {pk: use_of(found, self.options[pk]) for pk, found in met}


def _by_question(
    paper: Whole, question: Whole, earned: Whole, of: Whole, chosen: Whole
) -> Iterator[tuple[int, Met]]:
    """The places of a case taken together, then all candidates who met a question."""
    _names, row = np.unique(paper, return_inverse=True)
    order = np.lexsort((question, row))
    row, question = row[order], question[order]
    is_first = np.r_[True, (row[1:] != row[:-1]) | (question[1:] != question[:-1])]
    starts = np.flatnonzero(is_first)
    row, question = row[starts], question[starts]
    earned, of = (np.add.reduceat(column[order], starts) for column in (earned, of))
    chosen = np.maximum.reduceat(chosen[order], starts)
    left = np.bincount(row, of)[row] - of
    rest = np.bincount(row, earned)[row] - earned
    rest = np.divide(rest, left, out=np.zeros(len(left)), where=left > 0)
    kept = np.flatnonzero(of > 0)
    kept = kept[np.argsort(question[kept], kind="stable")]
    share, rest, chosen = earned[kept] / of[kept], rest[kept], chosen[kept]
    found, at = np.unique(question[kept], return_index=True)
    for pk, first, last in zip(found, at, [*at[1:], len(kept)], strict=True):
        yield int(pk), Met(share[first:last], rest[first:last], chosen[first:last])


@dataclass(frozen=True)
class OptionUse:
    """How many chose an option: of all, of the upper third and of the lower third."""

    chosen: int
    upper: int
    lower: int


@dataclass(frozen=True)
class Use:
    """A question in one exam. `total` and `squares` are sums of shares earned and of their squares;
    `upper` and `lower` the sizes of the thirds."""

    papers: int
    answered: int
    total: float
    squares: float
    discrimination: float | None
    upper: int
    lower: int
    options: tuple[OptionUse, ...]


@dataclass(frozen=True)
class Pooled:
    """A question over all its uses. A figure is None where the group is too small for it."""

    uses: int
    papers: int
    answered: int
    facility: float | None
    standard_error: float | None
    discrimination: float | None
    upper: int
    lower: int
    options: tuple[OptionUse, ...]


def use_of(met: Met, options: int) -> Use:
    """Fold what the candidates of one exam did with a question of so many options.

    The thirds are those above and below the tertiles of the rest; who stands on a tertile is in, so
    they do not depend on any order. Discrimination is the corrected item-total correlation
    (Henrysson 1963): of the share earned with the share earned on the rest.
    """
    earned, rest, chosen = met
    low, high = np.quantile(rest, [1 / 3, 2 / 3]) if len(rest) else (0.0, 0.0)
    answered, upper, lower = chosen != UNANSWERED, rest >= high, rest <= low
    took = [answered & (chosen >> n & 1 == 1) for n in range(options)]
    return Use(
        papers=len(rest),
        answered=int(answered.sum()),
        total=float(earned.sum()),
        squares=float((earned**2).sum()),
        discrimination=correlation(earned, rest),
        upper=int(upper.sum()),
        lower=int(lower.sum()),
        options=tuple(
            OptionUse(int(who.sum()), int((who & upper).sum()), int((who & lower).sum()))
            for who in took
        ),
    )


def pooled(uses: Iterable[Use]) -> Pooled:
    """All uses of a question as one; their order does not matter.

    The mean of the shares and its standard error √(V ÷ n) come from the sums. Correlations of
    different exams are averaged as Fisher's z, each with weight n − 3 (Fisher 1921).
    """
    rows = [use for use in uses if use.papers]
    papers = sum(use.papers for use in rows)
    enough = papers >= FEWEST_FOR_SHARES
    mean = sum(use.total for use in rows) / papers if enough else None
    return Pooled(
        uses=len(rows),
        papers=papers,
        answered=sum(use.answered for use in rows),
        facility=mean,
        standard_error=_standard_error(rows, papers, mean),
        discrimination=_discrimination(rows, papers),
        upper=sum(use.upper for use in rows),
        lower=sum(use.lower for use in rows),
        options=_options(rows) if enough else (),
    )


def _standard_error(rows: Sequence[Use], papers: int, mean: float | None) -> float | None:
    if mean is None:
        return None
    spread = (sum(use.squares for use in rows) - papers * mean**2) / (papers - 1)
    return sqrt(max(0.0, spread) / papers)


def _discrimination(rows: Sequence[Use], papers: int) -> float | None:
    if papers < FEWEST_FOR_DISCRIMINATION:
        return None
    weighed = [
        (max(1, use.papers - 3), atanh(max(-SURE, min(SURE, use.discrimination))))
        for use in rows
        if use.discrimination is not None
    ]
    weight = sum(n for n, _z in weighed)
    return tanh(sum(n * z for n, z in weighed) / weight) if weight else None


def _options(rows: Sequence[Use]) -> tuple[OptionUse, ...]:
    count = max((len(use.options) for use in rows), default=0)
    return tuple(
        OptionUse(
            chosen=sum(use.options[n].chosen for use in rows if n < len(use.options)),
            upper=sum(use.options[n].upper for use in rows if n < len(use.options)),
            lower=sum(use.options[n].lower for use in rows if n < len(use.options)),
        )
        for n in range(count)
    )
