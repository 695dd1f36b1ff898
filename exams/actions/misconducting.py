"""Misconduct: what two witnesses report, and the steps from notice to decision and review."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from exams.actions.signing import ActRefused, countersign, refuse_if
from exams.models import Candidate, Misconduct, MisconductStep
from exams.rules import conduct
from exams.rules.conduct import Act, ActRefusal
from exams.rules.misconduct import Concerned, Step, StepRefusal, Taken, step_refusal
from journal.actions import record
from notices.actions import Message, tell
from people.models import Person

TOLD = "exams.misconduct"  # the kind of the notice


class StepRefused(Exception):
    """A step was refused; `reason` is a `rules.misconduct.StepRefusal`."""

    def __init__(self, reason: StepRefusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


@transaction.atomic
def report_misconduct(
    candidate: Candidate, *, kind: str, facts: str, actor: Person, now: datetime
) -> Misconduct | None:
    """Say what one saw a candidate do. The second witness's equal report opens the case.

    Raises ActRefused: nothing said, the same witness twice, one's own conduct, a colleague's.
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
    if not facts.strip():
        raise ActRefused(ActRefusal.REASON_MISSING)
    body = {"kind": kind, "facts": facts, "before": held.misconducts.count()}
    first = countersign(Act.MISCONDUCT, held.ref, body, actor=actor, now=now, reason=kind)
    if first is None:
        _note(actor, "exams.witness_misconduct", held, {"kind": kind}, now)
        return None
    row = Misconduct.objects.create(
        candidate=held,
        kind=kind,
        facts=facts,
        first_by_id=first.person_id,
        second_by=actor,
        at=now,
    )
    seen = {"kind": kind, "case": row.ref, "first_by": first.person_id}
    _note(actor, "exams.report_misconduct", held, seen, now)
    return row


@transaction.atomic
def take_step(
    case: Misconduct,
    step: Step,
    *,
    words: str,
    actor: Person,
    now: datetime,
    effect: str = "",
) -> MisconductStep:
    """Take the next step of a case; it stays as it is written, a review stands above the decision.

    Raises StepRefused by the rule, and for a decision that does not state its effect.
    """
    held = Misconduct.objects.select_for_update().get(pk=case.pk)
    taken = [Taken(Step(row.kind), row.at, row.by_id) for row in held.steps.all()]
    about = Concerned(held.candidate.person_id, {held.first_by_id, held.second_by_id})
    refusal = step_refusal(step, taken, about, by=actor.pk, now=now)
    decides = step in (Step.DECISION, Step.REVIEW)
    if refusal is None and decides != bool(effect):
        refusal = StepRefusal.NO_EFFECT
    if refusal is not None:
        raise StepRefused(refusal)
    row = MisconductStep.objects.create(
        misconduct=held,
        n=len(taken) + 1,
        kind=step.value,
        words=words,
        effect=effect,
        by=actor,
        at=now,
    )
    facts = {"case": held.ref, "step": step.value, "effect": effect}
    _note(actor, "exams.take_misconduct_step", held.candidate, facts, now)
    if actor.pk != held.candidate.person_id:
        about_exam = {"exam": held.candidate.session.exam.title}
        page = reverse("exams:misconduct", args=[held.ref])
        message = Message(TOLD, about_exam, page)
        tell([held.candidate.person_id], message, now=now)
    return row


def _note(
    actor: Person, act: str, candidate: Candidate, facts: dict[str, Any], now: datetime
) -> None:
    subject, agency_id = f"exams.candidate:{candidate.ref}", candidate.session.exam.agency_id
    record(actor.pk, act, subject, facts, agency_id=agency_id, now=now)
