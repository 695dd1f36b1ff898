"""Reminding officers of what they owe, one by one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from journal import actions as journal
from notices.actions import Message, tell
from notices.models import Notice
from people.models import Agency, Person
from training.rules import Officer

KIND = "training.reminder"
APART = timedelta(hours=20)  # nobody is reminded twice a day


@transaction.atomic
def send_reminder(
    agency: Agency, officers: Sequence[Officer], *, actor: Person, now: datetime
) -> int:
    """Tell each who still owes something what it is; how many were told. Who was reminded within
    the last day is left alone."""
    ids = [one.person_id for one in officers]
    lately = Notice.objects.filter(kind=KIND, person__in=ids, sent_at__gt=now - APART)
    told = set(lately.values_list("person_id", flat=True))
    due = [o for o in officers if o.person_id not in told and o.progress < 10_000]
    for one in due:
        words = {
            "credit": _plain(one.owed_credit),
            "days": _plain(one.owed_days),
            "due": f"{date(now.year, 12, 31):%Y-%m-%d}",
        }
        tell([one.person_id], Message(KIND, words, "/training/hours/"), now=now)
    if due:
        journal.record(
            actor.pk,
            "training.send_reminder",
            f"people.agency:{agency.pk}",
            {"persons": [one.person_id for one in due]},
            agency_id=agency.pk,
            now=now,
        )
    return len(due)


def _plain(hundredths: int) -> str:
    whole, part = divmod(hundredths, 100)
    return f"{whole}.{part:02d}".rstrip("0").rstrip(".")
