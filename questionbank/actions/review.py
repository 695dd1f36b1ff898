"""A reviewer, never the author, approves or returns; what is in use is retired with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from journal import actions as journal
from people.models import Person
from questionbank.actions import storing
from questionbank.actions.refused import Refused
from questionbank.models import Question, Revision, State
from questionbank.rules import review

BATCH = 500


@transaction.atomic
def approve(revision: Revision, *, reviewer: Person, now: datetime, note: str = "") -> Revision:
    """Take a submitted revision into use. Raises Refused: NOT_SUBMITTED, OWN_WORK."""
    return _decide(revision, State.APPROVED, reviewer=reviewer, note=note, now=now)


@transaction.atomic
def approve_many(
    revisions: Iterable[Revision], *, reviewer: Person, now: datetime, note: str = ""
) -> list[Revision]:
    """Approve all or none, a few queries for every `BATCH`; each has its own entry in the journal.

    Raises Refused naming the first question that cannot be approved.
    """
    rows = sorted(revisions, key=lambda revision: revision.question_id)
    approved: list[Revision] = []
    for start in range(0, len(rows), BATCH):
        approved += _approved(rows[start : start + BATCH], reviewer, note, now)
    journal.record_many([_act("approve", row, reviewer) for row in approved], now=now)
    return approved


def _approved(
    revisions: Sequence[Revision], reviewer: Person, note: str, now: datetime
) -> list[Revision]:
    """The revisions as they stand, their questions locked in order, approved by one statement."""
    ids = [revision.pk for revision in revisions]
    locked = Question.objects.select_for_update(of=("self",))
    list(locked.filter(revisions__in=ids).order_by("pk").values_list("pk", flat=True))
    held = Revision.objects.filter(pk__in=ids).select_related("question__agency")
    rows = list(held.order_by("question_id"))
    for row in rows:
        _refuse_decision(row, reviewer)
        row.state, row.decision_note = State.APPROVED, note
        row.decided_by_id, row.decided_at = reviewer.pk, now
    Revision.objects.filter(pk__in=ids).update(
        state=State.APPROVED, decided_by_id=reviewer.pk, decided_at=now, decision_note=note
    )
    return rows


@transaction.atomic
def send_back(revision: Revision, *, reviewer: Person, note: str, now: datetime) -> Revision:
    """Return a submitted revision to its author, saying what to mend.

    Raises Refused: NO_REASON, NOT_SUBMITTED, OWN_WORK.
    """
    refusal = review.return_refusal(note)
    if refusal:
        raise Refused(refusal)
    return _decide(revision, State.RETURNED, reviewer=reviewer, note=note, now=now)


@transaction.atomic
def retire(revision: Revision, *, reviewer: Person, reason: str, now: datetime) -> Revision:
    """Take a question out of use. Papers that hold the revision are not touched.

    Raises Refused: NOT_APPROVED, STILL_OPEN, NO_REASON.
    """
    revision = _held(revision)
    newest = revision.question.revisions.latest("n")
    refusal = review.retire_refusal(state=revision.state, newest_state=newest.state, reason=reason)
    if refusal:
        raise Refused(refusal, revision.question.code)
    revision.state = State.RETIRED
    revision.retired_by_id, revision.retired_at = reviewer.pk, now
    revision.retired_reason = reason
    revision.save(update_fields=["state", "retired_by_id", "retired_at", "retired_reason"])
    _record("retire", revision, reviewer, now=now)
    return revision


@transaction.atomic
def suspend(revision: Revision, *, reviewer: Person, reason: str, now: datetime) -> Revision:
    """Hold a question in use back until somebody has looked into it; papers are not touched.

    Raises Refused: NOT_IN_USE, NO_REASON.
    """
    revision = _held(revision)
    refusal = review.suspend_refusal(state=revision.state, reason=reason)
    if refusal:
        raise Refused(refusal, revision.question.code)
    revision.state = State.SUSPENDED
    revision.suspended_by_id, revision.suspended_at = reviewer.pk, now
    revision.suspended_reason = reason
    revision.save(update_fields=["state", "suspended_by_id", "suspended_at", "suspended_reason"])
    _record("suspend", revision, reviewer, now=now)
    return revision


@transaction.atomic
def resume(revision: Revision, *, reviewer: Person, now: datetime) -> Revision:
    """Take a suspended question into use again. Raises Refused: NOT_SUSPENDED, OWN_WORK."""
    revision = _held(revision)
    refusal = review.resume_refusal(state=revision.state)
    if refusal is None and revision.author_id == reviewer.pk:
        refusal = review.Refusal.OWN_WORK
    if refusal:
        raise Refused(refusal, revision.question.code)
    revision.state = State.APPROVED
    revision.save(update_fields=["state"])
    _record("resume", revision, reviewer, now=now)
    return revision


def _held(revision: Revision) -> Revision:
    """The revision as it stands, its question locked."""
    storing.lock(revision.question)
    return Revision.objects.select_related("question__agency").get(pk=revision.pk)


def _decide(
    revision: Revision, state: State, *, reviewer: Person, note: str, now: datetime
) -> Revision:
    revision = _held(revision)
    _refuse_decision(revision, reviewer)
    revision.state = state
    revision.decided_by_id = reviewer.pk
    revision.decided_at = now
    revision.decision_note = note
    revision.save(update_fields=["state", "decided_by_id", "decided_at", "decision_note"])
    _record("approve" if state == State.APPROVED else "send_back", revision, reviewer, now=now)
    return revision


def _refuse_decision(revision: Revision, reviewer: Person) -> None:
    refusal = review.decide_refusal(
        state=revision.state, author_id=revision.author_id, reviewer_id=reviewer.pk
    )
    if refusal:
        raise Refused(refusal, revision.question.code)


def _record(act: str, revision: Revision, reviewer: Person, *, now: datetime) -> None:
    journal.record_many([_act(act, revision, reviewer)], now=now)


def _act(act: str, revision: Revision, reviewer: Person) -> journal.Act:
    facts = {
        "question": revision.question.code,
        "n": revision.n,
        "content": revision.content_sha256,
        "author": revision.author_id,
    }
    subject = f"questionbank.revision:{revision.pk}"
    agency_id = revision.question.agency_id
    return journal.Act(reviewer.pk, f"questionbank.{act}", subject, facts, agency_id)
