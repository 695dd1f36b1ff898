"""Where an article is to be looked for: laws are rewritten mostly in their old order."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence

NEAR = 3.0  # places; from there on nearness hardly counts
NEAR_SHARE = 0.01  # of all new places, where that is more


def rising(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs in which both numbers rise; the pairs come sorted by the first."""
    given = list(pairs)
    ends: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for n, (_old, new) in enumerate(given):
        place = bisect_left(ends, new)
        if place == len(ends):
            ends.append(new)
            at.append(n)
        else:
            ends[place], at[place] = new, n
        before.append(at[place - 1] if place else -1)
    chain, n = [], at[-1] if at else -1
    while n >= 0:
        chain.append(given[n])
        n = before[n]
    return chain[::-1]


class Order:
    """Where each old place is expected, between the sure pairs (anchors) around it."""

    def __init__(self, anchors: Iterable[tuple[int, int]], new_places: int) -> None:
        self.anchors = rising(anchors)
        self.old = [old for old, _new in self.anchors]
        self.end = new_places
        self.reach = max(NEAR, new_places * NEAR_SHARE)

    def window(self, old: int) -> tuple[int, int]:
        """The new places between which the old one should lie."""
        n = bisect_left(self.old, old)
        if n < len(self.old) and self.old[n] == old:
            return self.anchors[n][1], self.anchors[n][1]
        low = self.anchors[n - 1][1] if n else -1
        high = self.anchors[n][1] if n < len(self.old) else self.end
        return low, high

    def nearness(self, old: int, new: int) -> float:
        """1 inside the window, falling towards 0 with the distance from it."""
        low, high = self.window(old)
        return math.exp(-max(0, low - new, new - high) / self.reach)


def title_of(heading: str) -> str:
    """The innermost heading without its number: 行政复议范围 of 第二章 行政复议范围."""
    parts: Sequence[str] = heading.split(" ")
    return parts[-1] if len(parts) > 1 else ""
