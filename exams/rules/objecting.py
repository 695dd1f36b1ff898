"""To what a candidate may object, and when no longer."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from exams.rules.conduct import ActRefusal

WHOLE_PAPER = 0  # the place that stands for the total
PROPOSED_DAYS = 5  # house default, where no policy holds


def filing_refusal(
    places: Collection[int],
    *,
    asked: Collection[int],
    waiting: Collection[int],
    until: date,
    today: date,
) -> ActRefusal | None:
    """Why objections to `places` cannot be filed, or None.

    `asked` are the places of the paper (the whole paper may always be named), `waiting` those to
    which an objection of the candidate has not been answered yet.
    """
    if today > until:
        return ActRefusal.OBJECTION_LATE
    if not places or not set(places) <= {WHOLE_PAPER, *asked}:
        return ActRefusal.NO_PLACE
    return ActRefusal.OBJECTION_WAITS if set(places) & set(waiting) else None
