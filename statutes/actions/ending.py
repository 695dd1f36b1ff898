"""A version ends: repealed without a text that takes its place."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from journal.actions import record
from statutes.actions.refused import Refused
from statutes.models import Version
from statutes.rules.refusals import Refusal


@transaction.atomic
def end_version(
    version: Version, day: date, *, basis: str, actor_id: int, now: datetime
) -> Version:
    """Enter the day on which a version stopped being in force, as a person states it.

    Questions that rest on it leave the pool from that day. Raises Refused: ENDED, BEFORE_START.
    """
    locked = Version.objects.select_for_update().get(pk=version.pk)
    if locked.repealed_on is not None:
        raise Refused(Refusal.ENDED)
    if day <= locked.effective_from:
        raise Refused(Refusal.BEFORE_START)
    locked.repealed_on = day
    locked.save(update_fields=["repealed_on"])
    facts = {"on": day.isoformat(), "basis": basis}
    record(actor_id, "statutes.end_version", f"statutes.version:{locked.pk}", facts, now=now)
    return locked
