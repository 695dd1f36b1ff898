"""An officer sits: start, take over at another computer, hand in; and what closes by itself."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

import structlog
from django.db import connection, transaction
from django.db.models import Exists, Model, OuterRef

from exams.actions import outages
from exams.actions.chaining import Along, append_along, append_event, stored
from exams.actions.giving import give_in_advance
from exams.actions.outbox import marking_asked
from exams.actions.saving import (
    AttemptUnknown,
    BatchRefused,
    checked,
    hold,
    note_forgery,
    settle_outages,
    store,
)
from exams.actions.signing import refuse_if
from exams.models import (
    HALL_TEXTS,
    Accommodation,
    Attempt,
    ExamSession,
    Lease,
    Receipt,
    TakeoverCode,
    entry_ends_at,
    kept_out,
)
from exams.proof import deadline_of
from exams.rules import conduct, keeping
from exams.rules.keeping import State
from journal import vault
from journal.composed import Composed, ComposedInsert
from journal.rules import canonical
from people.models import Person

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 8
CODE_MINUTES = 10
NOTHING: Mapping[str, int] = {}
M = TypeVar("M", bound=Model)
log = structlog.get_logger(__name__)


class SittingRefused(Exception):
    """A deed of the candidate was refused; `reason` is a `keeping.StartRefusal` or a code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def device_hash(device: str) -> str:
    """What is kept of a browser's device key."""
    return hashlib.sha256(f"device {device}".encode()).hexdigest()


# What all candidates ask at the same moment, at the start and at the end, is composed once.
SAMPLE = 9_000_000_000_001
LOCKED = Composed(
    lambda pk: (
        Attempt.objects.select_for_update(of=("self",))
        .select_related("exam", "session", "candidate", "paper")
        .defer(*HALL_TEXTS)
        .filter(pk=pk)
    ),
    SAMPLE,
)
ALONE = Composed(lambda pk: Attempt.objects.select_for_update().filter(pk=pk), SAMPLE)
GIVEN = Accommodation.objects.filter(candidate=OuterRef("candidate"))
IN_ADVANCE = {"is_given_time": Exists(GIVEN)}
STANDING = Composed(
    lambda pk: Attempt.objects.select_related("session__exam").annotate(**IN_ADVANCE).filter(pk=pk),
    SAMPLE,
)
ADD_RECEIPT = ComposedInsert(Receipt)
ADD_LEASE = """
INSERT INTO exams_lease (attempt_id, epoch, device_hash, opened_by, at, reason)
VALUES (%s, %s, %s, %s, %s, %s)"""


def _locked(attempt_id: int) -> Attempt:
    return _sole(LOCKED.all(attempt_id))


def _sole(found: list[M]) -> M:
    """The one row of a key that exists."""
    (row,) = found
    return row


@transaction.atomic(durable=True)
def start(attempt: Attempt, *, device: str, now: datetime) -> Attempt:
    """Open the attempt for this device, or return it as it is when the device holds it already.

    The paper was made before; starting is a change of state. Raises SittingRefused with the
    rule's reason, `elsewhere` when another device holds the pen.
    """
    held = _sole(ALONE.all(attempt.pk))
    if held.state == State.OPEN:
        return _held_here(held, device)
    session, is_given_time = _as_it_stands(held)
    own = session.opens_at + timedelta(minutes=session.exam.entry_minutes)
    refusal = keeping.start_refusal(
        now=now,
        opens_at=session.opens_at,
        entry_ends_at=own if now <= own else entry_ends_at(session, now),
        window_end=session.closes_at + timedelta(seconds=kept_out(session, now)),
        state=State(held.state),
        has_paper=held.paper_id is not None,
    )
    if refusal:
        raise SittingRefused(refusal)
    begin(held, device, now=now, is_given_time=is_given_time)
    return held


def begin(held: Attempt, device: str, *, now: datetime, is_given_time: bool = True) -> None:
    """Open an attempt that is ready and under lock, for a device: state, pen, deadline, and the
    time given in advance, unless the caller has seen under the lock that there is none."""
    held.state, held.started_at = State.OPEN, now
    kept = 0 if held.exam.full_duration else kept_out(held.session, now)
    held.deadline_at = deadline_of(held, granted=0, kept=kept)
    moved = ("state", "started_at", "deadline_at")
    _open_epoch(held, device, "start", now, moved=moved, more={"kept_out": kept} if kept else {})
    if is_given_time:
        give_in_advance(held, now=now)


def _as_it_stands(attempt: Attempt) -> tuple[ExamSession, bool]:
    """Session and exam read under the attempt's lock, for an amendment takes all of these locks;
    and whether time was given in advance."""
    standing = _sole(STANDING.all(attempt.pk))
    attempt.session, attempt.exam = standing.session, standing.session.exam
    return standing.session, standing.is_given_time


def _held_here(attempt: Attempt, device: str) -> Attempt:
    lease = Lease.objects.get(attempt=attempt, epoch=attempt.epoch)
    if lease.device_hash != device_hash(device):
        raise SittingRefused(keeping.StartRefusal.ELSEWHERE)
    return attempt


def _open_epoch(
    attempt: Attempt,
    device: str,
    by: str,
    now: datetime,
    moved: Sequence[str] = (),
    more: Mapping[str, int] = NOTHING,
) -> None:
    """Hand the pen to a device: a new epoch, a lease and an event, stored with what else `moved`
    of the attempt."""
    attempt.epoch, attempt.last_seq = attempt.epoch + 1, 0
    hashed = device_hash(device)
    lease = [attempt.pk, attempt.epoch, hashed, by, stored(now), ""]
    data = {"epoch": attempt.epoch, "device": hashed, "by": by, "reason": "", **more}
    type_ = "start" if by == "start" else "take_over"
    along = Along((*moved, "epoch", "last_seq"), ((ADD_LEASE, lease),))
    append_along(attempt, type_, data, actor_id=attempt.person_id, now=now, along=along)


@transaction.atomic
def issue_takeover_code(attempt: Attempt, *, actor: Person, now: datetime) -> str:
    """A one-time code by which this candidate goes on at another computer; shown once.

    Valid for ten minutes; a new one ends the one before. Raises SittingRefused when not open,
    ActRefused for one's own attempt or a candidate of one's own unit.
    """
    held = _locked(attempt.pk)
    refuse_if(
        conduct.invigilator_refusal(
            actor=actor.pk,
            candidate=held.person_id,
            actor_agency=actor.agency_id,
            candidate_agency=held.candidate.agency_id,
        )
    )
    if held.state != State.OPEN:
        raise SittingRefused("not_open")
    TakeoverCode.objects.filter(attempt=held, used_at=None).update(expires_at=now)
    code = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
    TakeoverCode.objects.create(
        attempt=held,
        code_hash=_code_hash(held, code),
        issued_by=actor,
        issued_at=now,
        expires_at=now + timedelta(minutes=CODE_MINUTES),
    )
    append_event(held, "takeover_code", {}, actor_id=actor.pk, now=now)
    return code


def _code_hash(attempt: Attempt, code: str) -> str:
    plain = code.strip().upper().replace("-", "").replace(" ", "")
    return vault.lookup(f"{attempt.ref}\n{plain}", purpose="takeover code")


@transaction.atomic(durable=True)
def take_over(attempt: Attempt, *, device: str, code: str | None, now: datetime) -> Attempt:
    """Hand the pen to another device; the one before is fenced from now on.

    With an invigilator's `code`, or without one where the exam allows it and the caller has just
    proved the candidate's password anew. Raises SittingRefused: `not_open`, `paused`, `on_paper`,
    `too_late`, `code_wrong` or `code_needed`.
    """
    held = _locked(attempt.pk)
    if held.state != State.OPEN or held.deadline_at is None:
        raise SittingRefused("not_open")
    if held.pauses.running().exists():
        raise SittingRefused("paused")
    if held.leases.filter(opened_by="paper").exists():
        raise SittingRefused("on_paper")
    if now > held.deadline_at:
        raise SittingRefused("too_late")
    if code is None and not held.exam.own_takeover:
        raise SittingRefused("code_needed")
    if code is not None:
        _use_code(held, code, now)
    _open_epoch(held, device, "invigilator" if code is not None else "self", now)
    return held


def _use_code(attempt: Attempt, code: str, now: datetime) -> None:
    rows = TakeoverCode.objects.filter(
        attempt=attempt, used_at=None, expires_at__gt=now, code_hash=_code_hash(attempt, code)
    )
    if not rows.update(used_at=now):
        raise SittingRefused("code_wrong")


def hand_in(
    ref: str,
    person_id: int,
    operations: Sequence[keeping.Operation],
    *,
    arrival: datetime,
    now: datetime,
    epoch: int | None = None,
) -> Receipt:
    """Close the attempt for good and return its receipt; a second call returns the same receipt.

    Trailing operations are stored by the same rules as any save. `epoch` is the caller's lease:
    a fenced device cannot hand in for the one that holds the pen. Raises AttemptUnknown,
    BatchRefused, SittingRefused(`elsewhere`).
    """
    batch = checked(operations) if operations else None
    try:
        with transaction.atomic(durable=True):
            held = hold(ref, person_id)
            if held.state is State.OPEN and epoch is not None and epoch != held.epoch:
                raise SittingRefused(keeping.StartRefusal.ELSEWHERE)
            if arrival >= held.deadline_at:
                settle_outages(held, now=now)
            if batch:
                store(held, batch, arrival=arrival, now=now, actor_id=person_id)
            if held.state is not State.OPEN:
                return Receipt.objects.filter(attempt_id=held.pk).earliest("n")
            attempt = _locked(held.pk)
            return close_held(attempt, _reason(attempt, arrival), actor_id=person_id, now=now)
    except BatchRefused as refused:
        if batch:
            note_forgery(ref, person_id, batch, refused, now=now)
        raise


def _reason(attempt: Attempt, arrival: datetime) -> str:
    """What the record says of a hand-in: the candidate's own act, or the page's at the deadline."""
    overdue = attempt.deadline_at is not None and arrival >= attempt.deadline_at
    return "time_up" if overdue else "handed_in"


@transaction.atomic(durable=True)
def close_if_overdue(attempt: Attempt, *, now: datetime) -> Attempt:
    """Close this one attempt when its deadline and grace have passed, and return it as it is.

    A page asks for it, so that the deadline holds although the sweeper has not come by yet.
    """
    held = _locked(attempt.pk)
    outages.pay_back(held, now=now)
    if _is_overdue(held, outages.seen_alive(now)) and not held.pauses.running().exists():
        close_held(held, "time_up", actor_id=None, now=now)
    return held


def close_overdue(*, now: datetime) -> int:
    """Close every open attempt whose deadline and grace have passed; how many.

    Passed while the site was seen alive: during an outage nobody is closed, and after it every
    attempt first gets its time back. Each in its own transaction, so that one that fails keeps no
    other open; one that another worker holds is left to it, where the engine can tell.
    """
    until = outages.seen_alive(now)
    rows = Attempt.objects.overdue(until).order_by("deadline_at")
    candidates = rows.select_related("exam").only("state", "deadline_at", "exam__grace_seconds")
    closed = 0
    for attempt_id in [attempt.pk for attempt in candidates if _is_overdue(attempt, until)]:
        try:
            closed += _close_one(attempt_id, until, now)
        except Exception:  # whatever it is, the others must be closed
            log.exception("closing failed", job=attempt_id)
    return closed


@transaction.atomic
def _close_one(attempt_id: int, until: datetime, now: datetime) -> int:
    locked = Attempt.objects.select_for_update(
        of=("self",), skip_locked=connection.features.has_select_for_update_skip_locked
    )
    rows = locked.select_related("exam", "session", "candidate", "paper")
    attempt = rows.filter(pk=attempt_id).first()
    if attempt is None:
        return 0
    outages.pay_back(attempt, now=now)
    if not _is_overdue(attempt, until) or attempt.pauses.running().exists():
        return 0
    close_held(attempt, "time_up", actor_id=None, now=now)
    return 1


def _is_overdue(attempt: Attempt, now: datetime) -> bool:
    """Asked again under the lock: a grant may have moved the deadline meanwhile."""
    return (
        attempt.state == State.OPEN
        and attempt.deadline_at is not None
        and not keeping.is_on_time(
            now, attempt.deadline_at, timedelta(seconds=attempt.exam.grace_seconds)
        )
    )


def close_held(
    attempt: Attempt, reason: str, *, actor_id: int | None, now: datetime, **facts: Any
) -> Receipt:
    """The only way out of *open*, under the attempt's lock: state, event, marking job, receipt.

    `facts` stand in the event beside the reason. What an outage owes is given back first, so that
    the record is whole.
    """
    outages.pay_back(attempt, now=now)
    attempt.state, attempt.closed_at, attempt.close_reason = State.CLOSED, now, reason
    data, moved = {"reason": reason, **facts}, ("state", "closed_at", "close_reason")
    along = Along(moved, marking_asked(attempt, receipt_n=1, now=now))
    append_along(attempt, "close", data, actor_id=actor_id, now=now, along=along)
    return write_receipt(attempt, n=1, now=now)


def write_receipt(attempt: Attempt, *, n: int, now: datetime) -> Receipt:
    """Write the signed receipt of a closed attempt as its log stands now."""
    answers = keeping.fold(attempt.stored_log())
    body = {
        "receipt": n,
        "attempt": attempt.ref,
        "candidate": attempt.candidate.number,
        "exam": attempt.exam.title,
        "answered": keeping.answered(answers),
        "asked": len(attempt.sat.body["places"]),
        "closed_at": _stamp(attempt.closed_at),
        "reason": attempt.close_reason,
        "head_n": attempt.head_n,
        "head_hash": attempt.head_hash,
    }
    text = canonical(body)
    receipt = Receipt(attempt=attempt, n=n, body=text.decode(), signature=vault.sign(text), at=now)
    ADD_RECEIPT.add(receipt)
    return receipt


def _stamp(moment: datetime | None) -> str:
    return moment.isoformat(timespec="seconds") if moment else ""


__all__ = [
    "AttemptUnknown",
    "BatchRefused",
    "SittingRefused",
    "begin",
    "close_held",
    "close_if_overdue",
    "close_overdue",
    "device_hash",
    "hand_in",
    "issue_takeover_code",
    "start",
    "take_over",
]
