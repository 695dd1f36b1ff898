"""Totals that must agree, each difference by name; and a sample that anybody can draw again."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Total:
    """Two counts of the same thing. `only_left` and `only_right` name what stands on one side
    alone, in order; where the counts agree and the names do not, that is a difference too."""

    code: str
    left: int
    right: int
    only_left: tuple[str, ...] = ()
    only_right: tuple[str, ...] = ()

    @property
    def agrees(self) -> bool:
        return not self.only_left and not self.only_right


def total(code: str, left: Collection[str], right: Collection[str]) -> Total:
    """Hold two lists of names against each other; a name may come several times."""
    one, other = Counter(left), Counter(right)
    return Total(
        code,
        len(left),
        len(right),
        tuple(sorted((one - other).elements())),
        tuple(sorted((other - one).elements())),
    )


def sample(names: Iterable[str], size: int, *, seed: str, day: date) -> list[str]:
    """`size` of the names (all, where there are fewer), drawn by the auditor's seed and the day.

    Those with the smallest SHA-256 of "seed, line feed, day (2026-11-23), line feed, name" are
    taken, in that order: whoever knows seed, day and names draws the same, and no order of the
    names matters.
    """
    ranked = sorted(
        (hashlib.sha256(f"{seed}\n{day.isoformat()}\n{name}".encode()).hexdigest(), name)
        for name in set(names)
    )
    return [name for _rank, name in ranked[:size]]
