"""A year's training as the duty answer warns about it, read from the training room."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from people.models import Person
from qualifications.rules.facts import YearFact
from training.models import Requirement
from training.models.hours import with_progress
from training.rules import Standing, standing

WORTH_A_WARNING = frozenset({Standing.AT_RISK, Standing.BEHIND})


def years_of(person_ids: Iterable[int], on: date) -> dict[int, tuple[YearFact, ...]]:
    """What each person still owes of the hours of the day's year, for `facts_of(years=…)`.

    Only those at risk or behind, by the training room's own measure of the day. Two queries.
    """
    targets = Requirement.objects.targets(on)
    rows: Any = with_progress(Person.objects.filter(pk__in=list(person_ids)), on, targets)
    found: dict[int, tuple[YearFact, ...]] = {}
    for row in rows:
        target = targets.get(row.post_kind)
        if target is not None and standing(row.progress, on) in WORTH_A_WARNING:
            owed = max(0, target.credit - row.credit)
            found[row.pk] = (YearFact(year=on.year, hours_owed=owed),)
    return found
