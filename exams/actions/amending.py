"""Changing a sealed exam for all who will sit it: two persons, and only before it begins."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from exams.actions.signing import ActRefused, countersign, refuse_if
from exams.models import Attempt, Exam, ExamAmendment, ExamSession
from exams.proof import head_of, seal_body
from exams.rules import amending, conduct
from exams.rules.replacing import QUESTIONS, RESERVE
from journal.actions import record
from journal.rules import digest
from people.models import Person


@transaction.atomic
def amend(
    exam: Exam, *, change: Mapping[str, Any], reason: str, actor: Person, now: datetime
) -> ExamAmendment | None:
    """Put other values in the place of sealed ones, for every candidate alike.

    `change` names values as the seal does (`seal_body`); which may change, and why no others, says
    `amending.amendment_refusal`. The first call signs, a second person's equal call amends. Every
    earlier value stays readable: a row is added, the columns hold what is in force. All attempts
    are locked first, so that nobody opens a paper meanwhile. Raises ActRefused: a draft, no
    reason, nothing changed, begun already, a window that does not fit, the same person twice.
    """
    held = hold(exam)
    if held.state != conduct.ExamState.SEALED:
        raise ActRefused(conduct.ActRefusal.WRONG_STATE)
    if not reason.strip():
        raise ActRefused(conduct.ActRefusal.REASON_MISSING)
    standing = seal_body(held)
    wished = {name: value for name, value in _plain(change).items() if standing.get(name) != value}
    underway = _underway_locked(held)
    refuse_if(amending.amendment_refusal(standing, wished, underway=underway, now=now))
    before = {name: standing[name] for name in wished}
    body = body_of(held, before, wished, reason)
    first = countersign(conduct.Act.AMEND, held.ref, body, actor=actor, now=now, reason=reason)
    if first is None:
        note(actor, "exams.sign_amend", held, {"digest": digest(body)}, now)
        return None
    amendment = store(held, body, first.person_id, actor, now)
    facts = {"n": amendment.n, "digest": amendment.digest, "first_by": first.person_id}
    note(actor, "exams.amend", held, facts, now)
    return amendment


def hold(exam: Exam) -> Exam:
    """The exam under lock, after its sessions, in the order in which papers are made.

    Keys are left free: a start holds its attempt and asks at the commit whether exam and session
    are still there, while we wait for the attempt.
    """
    list(ExamSession.objects.select_for_update(no_key=True).filter(exam=exam.pk).order_by("pk"))
    return Exam.objects.select_for_update(no_key=True).get(pk=exam.pk)


def store(
    exam: Exam, body: dict[str, Any], first_by_id: int, second_by: Person, now: datetime
) -> ExamAmendment:
    """Keep what two persons signed, and put it in force."""
    amendment = ExamAmendment.objects.create(
        exam=exam,
        n=body["n"],
        body=body,
        digest=digest(body),
        first_by_id=first_by_id,
        second_by=second_by,
        at=now,
    )
    _put_in_force(exam, amendment)
    return amendment


def body_of(
    exam: Exam, before: Mapping[str, Any], after: Mapping[str, Any], reason: str
) -> dict[str, Any]:
    """What both persons sign: the change, why, and the digest of what it rests on."""
    return {
        "exam": exam.ref,
        "n": exam.amendments.count() + 1,
        "previous": head_of(exam),
        "before": before,
        "after": after,
        "reason": reason,
    }


def _plain(change: Mapping[str, Any]) -> dict[str, Any]:
    """The wish with its windows written as the seal writes them, in UTC."""
    if amending.SESSIONS not in change:
        return dict(change)
    sessions = [
        row | {name: _stamp(row[name]) for name in ("opens_at", "closes_at")}
        for row in change[amending.SESSIONS]
    ]
    return {**change, amending.SESSIONS: sessions}


def _stamp(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone(UTC).isoformat()


def _underway_locked(exam: Exam) -> amending.Underway:
    """Which sessions have begun or are published, every attempt being locked from here on."""
    attempts = Attempt.objects.select_for_update(of=("self",)).filter(exam=exam).order_by("pk")
    begun = {row.session_id for row in attempts.only("session_id", "started_at") if row.started_at}
    sessions = list(exam.sessions.all())
    published = conduct.SessionState.PUBLISHED
    return amending.Underway(
        frozenset(session.ref for session in sessions if session.pk in begun),
        frozenset(session.ref for session in sessions if session.state == published),
    )


def _put_in_force(exam: Exam, amendment: ExamAmendment) -> None:
    """Write what stands from now on into the columns; the database lets it pass with the row."""
    after = dict(amendment.body["after"])
    for name in (QUESTIONS, RESERVE):  # they stand in the amendment alone; papers are drawn by it
        after.pop(name, None)
    by_ref = {row["ref"]: row for row in after.pop(amending.SESSIONS, ())}
    for session in exam.sessions.filter(ref__in=by_ref):
        row = by_ref[session.ref]
        session.place = row["place"]
        session.opens_at = datetime.fromisoformat(row["opens_at"])
        session.closes_at = datetime.fromisoformat(row["closes_at"])
        session.save(update_fields=["place", "opens_at", "closes_at"])
    for name, value in after.items():
        setattr(exam, name, value)
    exam.amendment = amendment
    exam.save(update_fields=[*after, "amendment"])


def note(actor: Person, act: str, exam: Exam, facts: dict[str, Any], now: datetime) -> None:
    """Record an act on the exam."""
    record(actor.pk, act, f"exams.exam:{exam.pk}", facts, agency_id=exam.agency_id, now=now)
