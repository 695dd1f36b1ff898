"""Whether roles of one person that are given apart may stand beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import combinations

from people.rules.entrants import overlap
from people.rules.rights import Grant, clashes

Days = tuple[date, date | None]  # both included; an open end never closes


def clash_among(held: Sequence[tuple[Grant, Days]]) -> bool:
    """Whether any two of the grants, each with its days, may not stand beside each other."""
    return any(
        bool(clashes([one], other)) and overlap(these, those)
        for (one, these), (other, those) in combinations(held, 2)
    )
