"""A year's training and exams as the duty answer warns about them, read from their rooms."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from qualifications.models.exams import absent_by
from qualifications.rules.facts import YearFact
from training.models import officers_among
from training.rules import Standing

WORTH_A_WARNING = frozenset({Standing.AT_RISK, Standing.BEHIND})


def years_of(person_ids: Iterable[int], on: date) -> dict[int, tuple[YearFact, ...]]:
    """What each person still owes of the hours of the day's year, and whether an exam was missed,
    for `facts_of(years=…)`.

    Only those at risk or behind, by the training room's own measure of the day, or absent from an
    exam that they have not made up for. Eight queries.
    """
    ids = list(person_ids)
    owed, absent = _owed(ids, on), absent_by(ids, on)
    return {
        pk: (YearFact(year=on.year, hours_owed=owed.get(pk), exam_missed=pk in absent),)
        for pk in owed.keys() | absent
    }


def _owed(ids: list[int], on: date) -> dict[int, int]:
    found = officers_among(ids, on)
    return {one.person_id: one.owed_credit for one in found if one.standing in WORTH_A_WARNING}
