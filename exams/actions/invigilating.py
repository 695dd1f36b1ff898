"""What two persons may do to one attempt: give time, adopt what a fenced computer holds, admit
what came too late, close it. Each leaves the reason and both names."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from exams.actions.chaining import append_event
from exams.actions.giving import MAX_GRANT_SECONDS, Given, give_time
from exams.actions.outbox import ask_for_marking
from exams.actions.saving import checked_adoption, hold, store
from exams.actions.signing import ActRefused, countersign, refuse_if
from exams.actions.sitting import close_held, write_receipt
from exams.models import (
    Admission,
    Attempt,
    ExamSession,
    Operation,
    Receipt,
    TimeGrant,
    seconds_granted,
)
from exams.rules import conduct, keeping
from exams.rules.keeping import Disposition, State
from journal.actions import record
from people.models import Person

GRANT_KINDS = ("accommodation", "outage", "incident")


def _held(attempt: Attempt, actor: Person, reason: str) -> Attempt:
    """The attempt under lock, for an act by `actor` that states its reason."""
    held = (
        Attempt.objects.select_for_update(of=("self",))
        .select_related("exam", "session", "candidate", "paper")
        .get(pk=attempt.pk)
    )
    refuse_if(
        conduct.invigilator_refusal(
            actor=actor.pk,
            candidate=held.person_id,
            actor_agency=actor.agency_id,
            candidate_agency=held.candidate.agency_id,
        )
    )
    if not reason.strip():
        raise ActRefused(conduct.ActRefusal.REASON_MISSING)
    return held


@transaction.atomic
def grant_time(
    attempt: Attempt, *, seconds: int, kind: str, reason: str, actor: Person, now: datetime
) -> TimeGrant | None:
    """Give an open attempt more time; the deadline is reckoned anew here and nowhere else.

    The first call signs, a second person's equal call grants. Raises ActRefused for a closed
    attempt, an amount outside 1 s to 4 h, an unknown kind, no reason, one's own unit.
    """
    held = _held(attempt, actor, reason)
    if held.state != State.OPEN:
        raise ActRefused(conduct.ActRefusal.WRONG_STATE)
    if not 0 < seconds <= MAX_GRANT_SECONDS or kind not in GRANT_KINDS:
        raise ActRefused(conduct.ActRefusal.BAD_AMOUNT)
    given = seconds_granted(held)
    body = {"seconds": seconds, "kind": kind, "reason": reason, "before": given}
    first = countersign(conduct.Act.GRANT, held.ref, body, actor=actor, now=now, reason=reason)
    if first is None:
        return None
    sign = Given(seconds, kind, reason, first.person_id)
    grant = give_time(held, sign, second=actor, now=now)
    facts = {"seconds": seconds, "kind": kind, "first_by": first.person_id}
    _note(actor, "exams.grant_time", held, facts, now)
    return grant


@transaction.atomic
def adopt(
    attempt: Attempt, *, op_ids: Sequence[str], reason: str, actor: Person, now: datetime
) -> list[Operation] | None:
    """Let answers of a fenced computer count where the candidate has not answered since.

    They become new operations of the present epoch, numbered before anything that the present
    computer sends. What the candidate has answered since, on any computer, stays as it is, and so
    nothing is adopted twice. Two persons; only while the attempt is open.
    """
    held = _held(attempt, actor, reason)
    if held.state != State.OPEN:
        raise ActRefused(conduct.ActRefusal.WRONG_STATE)
    rows = _named(held, op_ids, {Disposition.FENCED})
    adopted = _still_newest(held, rows)
    if not adopted:
        raise ActRefused(conduct.ActRefusal.CHANGED_SINCE)
    body = {"ops": [row.op_id for row in rows], "reason": reason}
    first = countersign(conduct.Act.ADOPT, held.ref, body, actor=actor, now=now, reason=reason)
    if first is None:
        return None
    batch = checked_adoption(_renumbered(held, adopted))
    facts = {"ops": [row.op_id for row in adopted], "first_by": first.person_id}
    append_event(held, "adopt", facts, actor_id=actor.pk, now=now)
    pen = hold(held.ref, held.person_id)
    store(pen, batch, arrival=now, now=now, actor_id=actor.pk)
    _note(actor, "exams.adopt", held, facts, now)
    return list(Operation.objects.filter(attempt=held, op_id__in=batch.hashes))


def _still_newest(attempt: Attempt, rows: Sequence[Operation]) -> list[Operation]:
    """Of the fenced operations those not answered since; of several at one place the last."""
    standing = set(attempt.operations.not_answered_since().values_list("op_id", flat=True))
    return list({row.place: row for row in rows if row.op_id in standing}.values())


def _renumbered(attempt: Attempt, rows: Sequence[Operation]) -> list[keeping.Operation]:
    """The fenced operations as new ones of the present epoch."""
    reserved = Operation.objects.filter(
        attempt=attempt, epoch=attempt.epoch, seq__lt=keeping.FIRST_CLIENT_SEQ
    )
    last = reserved.aggregate(last=Max("seq"))["last"] or 0
    return [
        keeping.Operation(
            op_id=secrets.token_hex(16),
            epoch=attempt.epoch,
            seq=seq,
            place=row.place,
            choices=tuple(row.choices),
            flag=row.flag,
        )
        for seq, row in enumerate(rows, last + 1)
    ]


@transaction.atomic
def admit(
    attempt: Attempt, *, op_ids: Sequence[str], reason: str, actor: Person, now: datetime
) -> list[Admission] | None:
    """Let answers that came late, or after the close, count. Two persons; before publication.

    Dispositions and the first receipt stay; a second receipt supersedes, and marking is asked
    for anew. The session is locked first, so that a publication comes wholly before or after.
    """
    ExamSession.objects.select_for_update().get(pk=attempt.session_id)
    held = _held(attempt, actor, reason)
    published = held.session.state == conduct.SessionState.PUBLISHED
    if held.state != State.CLOSED or published:
        raise ActRefused(conduct.ActRefusal.WRONG_STATE)
    rows = _named(held, op_ids, {Disposition.LATE, Disposition.CLOSED})
    body = {"ops": [row.op_id for row in rows], "reason": reason}
    first = countersign(conduct.Act.ADMIT, held.ref, body, actor=actor, now=now, reason=reason)
    if first is None:
        return None
    admissions = Admission.objects.bulk_create(
        Admission(
            attempt=held,
            op_id=row.op_id,
            reason=reason,
            first_by_id=first.person_id,
            second_by=actor,
            at=now,
        )
        for row in rows
    )
    facts = {"ops": body["ops"], "first_by": first.person_id}
    append_event(held, "admit", facts, actor_id=actor.pk, now=now)
    receipt = write_receipt(held, n=held.receipts.count() + 1, now=now)
    ask_for_marking(held, receipt_n=receipt.n, now=now)
    _note(actor, "exams.admit", held, facts, now)
    return admissions


@transaction.atomic
def close(attempt: Attempt, *, reason: str, actor: Person, now: datetime) -> Receipt | None:
    """Close an open attempt before its time, for good: the candidate left, or was sent out.

    The first call signs, a second person's call with the same reason closes, by the way that every
    attempt is closed. What is saved counts; nothing can be answered afterwards. Raises ActRefused
    for an attempt that is not open, no reason, one's own attempt or unit.
    """
    held = _held(attempt, actor, reason)
    if held.state != State.OPEN:
        raise ActRefused(conduct.ActRefusal.WRONG_STATE)
    body = {"reason": reason}
    first = countersign(conduct.Act.CLOSE, held.ref, body, actor=actor, now=now, reason=reason)
    if first is None:
        return None
    facts = {"first_by": first.person_id}
    receipt = close_held(held, "invigilator", actor_id=actor.pk, now=now, **facts)
    _note(actor, "exams.close", held, facts, now)
    return receipt


def _named(attempt: Attempt, op_ids: Sequence[str], allowed: set[Disposition]) -> list[Operation]:
    """The named operations in order; ActRefused when one is missing or has another disposition."""
    rows = list(
        Operation.objects.filter(
            attempt=attempt, op_id__in=op_ids, disposition__in=allowed
        ).order_by("epoch", "seq")
    )
    admitted = attempt.admissions.filter(op_id__in=op_ids).exists()
    if not rows or len(rows) != len(set(op_ids)) or admitted:
        raise ActRefused(conduct.ActRefusal.CHANGED_SINCE)
    return rows


def _note(actor: Person, act: str, attempt: Attempt, facts: dict[str, Any], now: datetime) -> None:
    subject = f"exams.attempt:{attempt.ref}"
    record(actor.pk, act, subject, facts, agency_id=attempt.exam.agency_id, now=now)
