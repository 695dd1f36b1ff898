"""The competent organ deals with a result that was lowered, voided or withdrawn after the fact."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from journal.actions import record
from people.models import Person
from qualifications.actions.refused import Refused, refuse_own
from qualifications.models import Matter, MatterChoice, MatterRuling
from qualifications.rules.deeds import Refusal


@transaction.atomic
def decide_matter(
    matter: Matter, *, ruling: MatterChoice, reason: str, actor: Person, now: datetime
) -> MatterRuling:
    """Say what becomes of such a result, once, with a reason. No qualification moves by it.

    Raises Refused: OWN_MATTER, NO_LONGER_CURRENT (dealt with already).
    """
    person = Person.objects.select_for_update().get(pk=matter.person.pk)
    refuse_own(person, actor)
    if MatterRuling.objects.filter(**matter.source).exists():
        raise Refused(Refusal.NO_LONGER_CURRENT, person)
    made = MatterRuling.objects.create(
        ruling=ruling, reason=reason, decided_by=actor, decided_at=now, **matter.source
    )
    facts = {"attempt": matter.ref, "ruling": ruling, "reason": reason}
    subject = f"people.person:{person.pk}"
    act = "qualifications.decide_matter"
    record(actor.pk, act, subject, facts, agency_id=person.agency_id, now=now)
    return made
