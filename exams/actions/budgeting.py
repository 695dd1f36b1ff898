"""The decision that a session exceeds the budget of exposure, because the bank is too small."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from exams.actions.planning import open_roster
from exams.actions.signing import ActRefused
from exams.models import BudgetDecision, ExamSession
from exams.proof import overrun_of
from exams.rules.budget import WITHIN
from exams.rules.conduct import ActRefusal, ExamState
from journal.actions import record
from people.models import Person


@transaction.atomic
def exceed_budget(
    session: ExamSession, *, reason: str, actor: Person, now: datetime
) -> BudgetDecision:
    """Record that the session's questions may stand on more papers than allowed, as things stand.

    When roster or bank change the figures, it is decided anew. Raises ActRefused: the exam is not
    sealed, the roster is locked, no reason, the budget is kept.
    """
    held = open_roster(session)
    if held.exam.state != ExamState.SEALED:
        raise ActRefused(ActRefusal.WRONG_STATE)
    if not reason.strip():
        raise ActRefused(ActRefusal.REASON_MISSING)
    over = overrun_of(held)
    if over == WITHIN:
        raise ActRefused(ActRefusal.NOTHING_CHANGED)
    made = BudgetDecision.objects.create(
        session=held, **over.plain(), reason=reason.strip(), by=actor, at=now
    )
    facts = {**over.plain(), "reason": made.reason}
    subject = f"exams.examsession:{held.pk}"
    record(actor.pk, "exams.exceed_budget", subject, facts, agency_id=held.exam.agency_id, now=now)
    return made
