"""Which days are not what their weekday says: entered with their basis, withdrawn with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from exams.actions.signing import ActRefused, refuse_if
from exams.models import SpecialDay
from exams.models.workdays import BETWEEN
from exams.rules import workdays
from exams.rules.conduct import ActRefusal
from journal.actions import record
from people.actions.agencies import lock_tree
from people.models import Person

AHEAD = timedelta(days=workdays.FURTHEST)


@dataclass(frozen=True)
class Entry:
    """A special day as somebody enters it."""

    day: date
    is_working: bool
    name: str
    basis: str


@transaction.atomic
def enter_special_day(entry: Entry, *, actor: Person, now: datetime) -> SpecialDay:
    """Enter a public holiday or a moved working day.

    Raises ActRefused: the day stands already, or is by its weekday what is entered.
    """
    lock_tree()
    if SpecialDay.objects.current().filter(day=entry.day).exists():
        raise ActRefused(ActRefusal.DAY_STANDS)
    is_plain = workdays.is_worked(entry.day, {}) is entry.is_working
    refuse_if(ActRefusal.NOTHING_CHANGED if is_plain else None)
    made = SpecialDay.objects.create(
        day=entry.day,
        is_working=entry.is_working,
        name=entry.name.strip(),
        basis=entry.basis.strip(),
        recorded_at=now,
        recorded_by_id=actor.pk,
    )
    facts = {"day": entry.day.isoformat(), "is_working": entry.is_working, "basis": made.basis}
    record(actor.pk, "exams.enter_special_day", f"exams.specialday:{made.pk}", facts, now=now)
    return made


@transaction.atomic
def withdraw_special_day(row: SpecialDay, *, reason: str, actor: Person, now: datetime) -> None:
    """Withdraw a special day that was entered by mistake; it stays readable.

    Raises ActRefused: withdrawn already, no reason.
    """
    held = SpecialDay.objects.select_for_update().get(pk=row.pk)
    refuse_if(ActRefusal.WRONG_STATE if held.superseded_at else None)
    refuse_if(None if reason.strip() else ActRefusal.REASON_MISSING)
    held.superseded_at, held.superseded_by_id, held.reason = now, actor.pk, reason.strip()
    held.save(update_fields=["superseded_at", "superseded_by_id", "reason"])
    facts = {"day": held.day.isoformat(), "reason": held.reason}
    record(actor.pk, "exams.withdraw_special_day", f"exams.specialday:{held.pk}", facts, now=now)


def last_working_day(begins_at: datetime, working_days: int) -> date:
    """The last of so many working days after the day of a moment.

    By the special days as they were known then, or as they are known now, whichever is later: what
    was told once is never shortened.
    """
    first = timezone.localdate(begins_at)
    rows = BETWEEN.all(first, first + AHEAD)
    then = {row.day: row.is_working for row in rows if row.was_known_at(begins_at)}
    now = {row.day: row.is_working for row in rows if row.superseded_at is None}
    return max(workdays.last_day(first, working_days, special) for special in (then, now))
