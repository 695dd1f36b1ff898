"""Which figures about cases may be shown: none from which one person could be told.

Source: house default, as in official statistics: nothing below five.
"""

from __future__ import annotations

LEAST = 5


def shown(count: int, group: int) -> int | None:
    """The count where neither it nor what remains of its group is of fewer than five persons."""
    if group < LEAST:
        return None
    rest = group - count
    return count if all(part == 0 or part >= LEAST for part in (count, rest)) else None
