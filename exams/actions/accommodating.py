"""Time given in advance to a candidate who needs it, by two persons."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from exams.actions.giving import MAX_GRANT_SECONDS
from exams.actions.signing import countersign, refuse_if
from exams.models import Accommodation, Candidate
from exams.rules import conduct
from exams.rules.conduct import Act, ActRefusal
from journal.actions import record
from people.models import Person


@transaction.atomic
def accommodate(
    candidate: Candidate, *, seconds: int, reason: str, actor: Person, now: datetime
) -> Accommodation | None:
    """Give a candidate more time before the exam; it becomes part of the attempt at its start.

    The first call signs, a second person's equal call gives. Raises ActRefused: begun already, an
    amount outside 1 s to 4 h, no reason, one's own time, one's own unit's.
    """
    held = Candidate.objects.select_for_update().get(pk=candidate.pk)
    refuse_if(
        conduct.invigilator_refusal(
            actor=actor.pk,
            candidate=held.person_id,
            actor_agency=actor.agency_id,
            candidate_agency=held.agency_id,
        )
    )
    begun = held.attempts.filter(started_at__isnull=False).exists()
    refuse_if(ActRefusal.ALREADY_STARTED if begun else None)
    refuse_if(None if reason.strip() else ActRefusal.REASON_MISSING)
    refuse_if(None if 0 < seconds <= MAX_GRANT_SECONDS else ActRefusal.BAD_AMOUNT)
    body = {"seconds": seconds, "reason": reason, "before": held.accommodations.count()}
    first = countersign(Act.EXTRA, held.ref, body, actor=actor, now=now, reason=reason)
    subject, agency_id = f"exams.candidate:{held.ref}", held.session.exam.agency_id
    facts = {"seconds": seconds}
    if first is None:
        act = "exams.sign_accommodate"
        record(actor.pk, act, subject, facts, agency_id=agency_id, now=now)
        return None
    row = Accommodation.objects.create(
        candidate=held,
        seconds=seconds,
        reason=reason,
        first_by_id=first.person_id,
        second_by=actor,
        at=now,
    )
    facts |= {"first_by": first.person_id}
    record(actor.pk, "exams.accommodate", subject, facts, agency_id=agency_id, now=now)
    return row
