"""Until when a candidate may object, and to what."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from exams.rules.conduct import ActRefusal

WHOLE_PAPER = 0  # the place that stands for the total
PROPOSED_DAYS = 5  # house default, where no policy holds
WORKING_DAYS_A_WEEK = 5


def last_day(published_on: date, working_days: int) -> date:
    """The last day on which an objection may be filed, itself included.

    Counted are Mondays to Fridays after the day of publication. Public holidays are not known
    here: where they fall into the time, the city lays down more days. Source: house default.
    """
    day, left = published_on, working_days
    while left:
        day += timedelta(days=1)
        left -= day.isoweekday() <= WORKING_DAYS_A_WEEK
    return day


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
