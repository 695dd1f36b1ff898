"""The decision that somebody who knows questions of the pool sits all the same."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from exams.actions.planning import open_roster
from exams.actions.signing import ActRefused, refuse_if
from exams.models import Candidate, Clearance
from exams.proof import acquainted_in
from exams.rules import conduct
from journal.actions import record
from people.models import Person


@transaction.atomic
def clear(candidate: Candidate, *, reason: str, actor: Person, now: datetime) -> Clearance:
    """Record that the candidate may sit although questions of the pool are known to them.

    Raises ActRefused: the roster is locked, the candidate himself, one who knows questions and
    sits too, no reason, nothing to decide.
    """
    held = open_roster(candidate.session)
    found = {each.candidate.person_id: each for each in acquainted_in(held)}
    this = found.get(candidate.person_id)
    refuse_if(
        conduct.clearance_refusal(
            is_known=this is not None and this.clearance is None,
            is_concerned=actor.pk == candidate.person_id or actor.pk in found,
            reason=reason,
        )
    )
    if this is None:
        raise ActRefused(conduct.ActRefusal.NOTHING_CHANGED)
    cleared = Clearance.objects.create(
        session=held,
        person_id=candidate.person_id,
        questions=this.questions,
        reason=reason.strip(),
        decided_by_id=actor.pk,
        decided_at=now,
    )
    facts = {"person": candidate.person_id, "questions": this.questions, "reason": cleared.reason}
    subject = f"exams.examsession:{held.pk}"
    record(actor.pk, "exams.clear", subject, facts, agency_id=held.exam.agency_id, now=now)
    return cleared
