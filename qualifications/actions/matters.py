"""The competent organ deals with a result that was lowered after the fact."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from exams.models import ResultChange
from journal.actions import record
from people.models import Person
from qualifications.actions.refused import Refused, refuse_own
from qualifications.models import LoweredResult, MatterChoice
from qualifications.rules.deeds import Refusal


@transaction.atomic
def decide_matter(
    change: ResultChange, *, ruling: MatterChoice, reason: str, actor: Person, now: datetime
) -> LoweredResult:
    """Say what becomes of a lowered result, once, with a reason. No qualification moves by it.

    Raises Refused: OWN_MATTER, NO_LONGER_CURRENT (dealt with already).
    """
    person = Person.objects.select_for_update().get(pk=change.attempt.person_id)
    refuse_own(person, actor)
    if LoweredResult.objects.filter(change=change).exists():
        raise Refused(Refusal.NO_LONGER_CURRENT, person)
    matter = LoweredResult.objects.create(
        change=change, ruling=ruling, reason=reason, decided_by=actor, decided_at=now
    )
    facts = {"attempt": change.attempt.ref, "ruling": ruling, "reason": reason}
    subject = f"people.person:{person.pk}"
    act = "qualifications.decide_matter"
    record(actor.pk, act, subject, facts, agency_id=person.agency_id, now=now)
    return matter
