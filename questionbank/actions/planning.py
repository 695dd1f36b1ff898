"""The plan of what a bank shall hold."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from journal import actions as journal
from people.models import Agency
from questionbank.models import Target
from questionbank.rules.coverage import Place
from statutes.models import Statute


@transaction.atomic
def set_targets(
    statute: Statute,
    wanted: Mapping[Place, int],
    *,
    agency: Agency,
    actor_id: int | None,
    now: datetime,
) -> int:
    """Plan so many questions on the statute, place by place; 0 takes a place out of the plan.

    How many places changed; none leaves no trace.
    """
    Agency.objects.select_for_update().get(pk=agency.pk)
    before = {
        place: planned
        for place, planned in Target.objects.plan(agency).items()
        if place.statute == statute.title
    }
    changed = {place: n for place, n in wanted.items() if before.get(place, 0) != n}
    for place, planned in changed.items():
        there = Target.objects.filter(
            agency=agency, statute=statute, kind=place.kind, level=place.level
        )
        if not planned:
            there.delete()
        elif not there.update(planned=planned):
            Target.objects.create(
                agency=agency, statute=statute, kind=place.kind, level=place.level, planned=planned
            )
    if changed:
        facts = {
            f"{place.kind}/{place.level}": [before.get(place, 0), n] for place, n in changed.items()
        }
        subject = f"statutes.statute:{statute.pk}"
        journal.record(
            actor_id, "questionbank.set_targets", subject, facts, now=now, agency_id=agency.pk
        )
    return len(changed)
