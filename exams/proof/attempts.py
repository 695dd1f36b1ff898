"""One attempt's record: its chain, and what lies beside it and must say the same."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from exams.models import Attempt, Event, Logged, kept_out, logs_of
from exams.rules import keeping
from exams.rules.keeping import State
from exams.rules.purposes import Purpose
from journal import vault
from journal.rules import Fault, Row, digest, first_fault


def base_hash(ref: str, paper: str, seal: str) -> str:
    """What the first event of an attempt's chain stands on: paper, sealed exam and attempt."""
    return digest({"attempt": ref, "paper": paper, "exam": seal})


def base_of(attempt: Attempt) -> str:
    """The same of an attempt that is stored; a rehearsal is not sealed."""
    is_sealed = attempt.exam.purpose != Purpose.REHEARSAL
    seal = attempt.exam.seal.digest if is_sealed else ""
    return base_hash(attempt.ref, attempt.sat.digest, seal)


def chain_fault(attempt: Attempt) -> Fault | None:
    """The first broken link of an attempt's chain, or None."""
    return _chain_fault(attempt, rows_of(attempt))


def _chain_fault(attempt: Attempt, rows: Iterable[Row]) -> Fault | None:
    return first_fault(
        rows,
        base=base_of(attempt),
        head_n=attempt.head_n,
        head_hash=attempt.head_hash,
    )


def rows_of(attempt: Attempt) -> Iterator[Row]:
    """The attempt's events in order, as the verifier takes them."""
    events = Event.objects.filter(attempt_id=attempt.pk).order_by("n")
    for event in events.iterator(chunk_size=500):
        yield _row(event)


def _row(event: Event) -> Row:
    return Row(event.n, event.body(), event.previous, event.hash)


def attempt_fault(attempt: Attempt, log: Sequence[Logged] | None = None) -> str | None:
    """Why the record of an attempt does not hold together, or None when it does.

    The chain first; then what lies beside it must say the same: operations, admissions, times,
    receipts. Many are read faster `with_evidence`, their operations as `log` from `logs_of`.
    """
    events = sorted(attempt.events.all(), key=lambda event: event.n)
    if broken := _chain_fault(attempt, map(_row, events)):
        return f"event {broken.n} {broken.why}"
    return (
        _log_fault(logs_of([attempt.pk])[attempt.pk] if log is None else log, events)
        or _admission_fault(attempt, events)
        or _time_fault(attempt, events)
        or _receipt_fault(attempt, events)
        or _hand_fault(attempt, events)
    )


def _log_fault(log: Sequence[Logged], events: Sequence[Event]) -> str | None:
    """Every operation stands in the chain with its content and disposition, and none is gone."""
    noted = {
        op_id: (content, verdict)
        for event in events
        if event.type == "save"
        for op_id, content, verdict in event.data["ops"]
    }
    for row in log:
        op = keeping.Operation(
            row.op_id, row.epoch, row.seq, row.place, tuple(row.choices), row.flag
        )
        found = (digest(op.payload()), row.disposition)
        if noted.pop(row.op_id, None) != found or row.payload_hash != found[0]:
            return f"operation {row.op_id} is not as it was saved"
    return f"operation {min(noted)} is gone" if noted else None


def _admission_fault(attempt: Attempt, events: Sequence[Event]) -> str | None:
    noted = {op_id for event in events if event.type == "admit" for op_id in event.data["ops"]}
    stored = {admission.op_id for admission in attempt.admissions.all()}
    return None if noted == stored else "the admissions are not those of its chain"


def _hand_fault(attempt: Attempt, events: Sequence[Event]) -> str | None:
    """Every mark that a person gave, and every marking anew, stands in the chain as it was."""
    noted = [
        (*(event.data[name] for name in ("script", "marking_n", "n", "edition", "points")), actor)
        for event in events
        if event.type == "hand_mark"
        for actor in (event.actor_id,)
    ]
    scripts = list(attempt.scripts.all())
    stored = [
        (script.ref, mark.marking_n, mark.n, mark.edition, mark.points, mark.marker_id)
        for script in scripts
        for mark in script.hand_marks.all()
    ]
    if sorted(noted) != sorted(stored):
        return "the marks given by hand are not those of its chain"
    anew = [(e.data["script"], e.data["marking_n"]) for e in events if e.type == "remark"]
    opened = [(script.ref, row.marking_n) for script in scripts for row in script.remarkings.all()]
    return None if sorted(anew) == sorted(opened) else "its re-markings are not those of its chain"


def _time_fault(attempt: Attempt, events: Sequence[Event]) -> str | None:
    """Start, grants, deadline, pen and close are those of the chain."""
    by_type: dict[str, list[Event]] = {}
    for event in events:
        by_type.setdefault(event.type, []).append(event)
    if [event.at for event in by_type.get("start", [])] != [attempt.started_at][: len(events)]:
        return "its start is not that of its chain"
    granted = [event.data["seconds"] for event in by_type.get("grant", [])]
    stored_grants = sorted(attempt.time_grants.all(), key=lambda grant: grant.pk)
    if granted != [grant.seconds for grant in stored_grants]:
        return "the time granted is not that of its chain"
    back = {event.data["outage"]: event.data["seconds"] for event in by_type.get("pay_back", [])}
    if back != {paid.outage_id: paid.outage.seconds for paid in attempt.pay_backs.all()}:
        return "the time given back for outages is not that of its chain"
    kept = kept_out_of(attempt)
    if kept and attempt.started_at and kept > kept_out(attempt.session, attempt.started_at):
        return "it was kept from its start for longer than the site was away"
    given = sum(granted) + sum(back.values())
    if events and attempt.deadline_at != deadline_of(attempt, granted=given):
        return "its deadline is not start, duration and grants"
    if attempt.epoch != len(by_type.get("start", [])) + len(by_type.get("take_over", [])):
        return "the pen was handed over outside its chain"
    closed = [(event.at, event.data["reason"]) for event in by_type.get("close", [])]
    stored = [(attempt.closed_at, attempt.close_reason)] if attempt.state == State.CLOSED else []
    return None if closed == stored else "its close is not that of its chain"


def _receipt_fault(attempt: Attempt, events: Sequence[Event]) -> str | None:
    """Every receipt is the site's own and names a row of the chain; a closed attempt has one."""
    hashes = {event.n: event.hash for event in events}
    receipts = list(attempt.receipts.all())
    for receipt in receipts:
        body = json.loads(receipt.body)
        head = (body["attempt"], hashes.get(body["head_n"]))
        if head != (attempt.ref, body["head_hash"]):
            return f"receipt {receipt.n} does not fit its chain"
        if not vault.is_signed(receipt.body.encode(), receipt.signature):
            return f"receipt {receipt.n} does not bear the site's signature"
    is_missing = attempt.state == State.CLOSED and not receipts
    return "there is no receipt" if is_missing else None


def deadline_of(attempt: Attempt, *, granted: int, kept: int | None = None) -> datetime:
    """The attempt's deadline with `granted` seconds in all; it must have been started.

    `kept` is for how many seconds outages kept the candidate from beginning, where its start does
    not stand in the chain yet.
    """
    if attempt.started_at is None:
        raise ValueError("an attempt that has not started has no deadline")
    exam, session = attempt.exam, attempt.session
    allowed, closes_at = timedelta(minutes=exam.duration_minutes), session.closes_at
    is_cut = attempt.started_at + allowed > closes_at and not exam.full_duration
    if kept is None:
        kept = kept_out_of(attempt) if is_cut else 0
    return keeping.deadline(
        attempt.started_at,
        allowed=allowed,
        granted=timedelta(seconds=granted),
        window_end=closes_at + timedelta(seconds=kept),
        full_duration=exam.full_duration,
    )


def kept_out_of(attempt: Attempt) -> int:
    """For how many seconds outages kept the candidate from beginning, as the start says it."""
    start = next((event for event in attempt.events.all() if event.type == "start"), None)
    return int(start.data.get("kept_out", 0)) if start else 0
