"""What papers of one's own will be like before any is drawn: how hard, and how much in common.

Papers are drawn as they will be, from made-up seeds; so the figures say what to expect, and nothing
about any real paper. Expected difficulty is the share of the marks, in thousandths, as for parallel
forms.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from exams.rules.allotting import Stock, portioned
from exams.rules.blueprint import Cell, PoolItem

MOST_SIMULATED = 200  # papers; more tell nothing new


@dataclass(frozen=True)
class Forecast:
    """The expected shares of simulated papers, and how many questions each two have in common."""

    shares: list[int]
    overlaps: list[int]

    @property
    def mean(self) -> float:
        return sum(self.shares) / len(self.shares)

    @property
    def deviation(self) -> float:
        """The standard deviation of the shares."""
        mean = self.mean
        return sqrt(sum((share - mean) ** 2 for share in self.shares) / len(self.shares))

    @property
    def common(self) -> float:
        """How many questions two papers have in common on average; 0 where there is but one."""
        return sum(self.overlaps) / len(self.overlaps) if self.overlaps else 0.0


def simulated(
    cells: Sequence[Cell],
    pool: Sequence[PoolItem],
    shares: Mapping[int, int],
    *,
    papers: int,
    portions: int = 1,
) -> Forecast:
    """So many papers, at most `MOST_SIMULATED`. Raises drawing.PaperInfeasible."""
    stocks = [Stock(cells, portion) for portion in portioned(cells, pool, portions, b"forecast")]
    expected: list[int] = []
    asked: list[frozenset[int]] = []
    for n in range(min(papers, MOST_SIMULATED)):
        seed = hashlib.sha256(f"forecast {n}".encode()).digest()
        found = stocks[n % len(stocks)].allotted(seed)
        lines = [
            (item, cell.marks) for cell, items in zip(cells, found, strict=True) for item in items
        ]
        whole = sum(marks for _item, marks in lines)
        expected.append(
            round(sum(shares[item.revision_id] * marks for item, marks in lines) / whole)
        )
        asked.append(frozenset(item.revision_id for item, _marks in lines))
    overlaps = [len(one & other) for n, one in enumerate(asked) for other in asked[n + 1 :]]
    return Forecast(expected, overlaps)
