"""Saving answers: the one function behind the page, the hand-in and the invigilator's adoption.

An operation is acknowledged only after a durable commit, is applied at most once, and keeps its
disposition for ever. `docs/exam-core.md` gives the reasons. This is the site's busiest path, so it
speaks SQL itself: composing the same statements with the ORM costs four times the CPU.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import OperationalError, connection, transaction

from exams.actions import outages, unlocked
from exams.actions.chaining import append_event
from exams.actions.judging import (
    Batch,
    BatchRefused,
    Fresh,
    Held,
    Saved,
    checked,
    checked_adoption,
    dispositions_of,
    event_data,
    judge,
    note_stored,
)
from exams.rules import keeping
from exams.rules.keeping import Disposition, State

LOCK = """
SELECT a.id, a.state, a.epoch, a.deadline_at, a.head_n, a.head_hash, a.person_id,
       a.last_seq, x.grace_seconds, p.tokens
  FROM exams_attempt a
  JOIN exams_exam x ON x.id = a.exam_id
  JOIN exams_paper p ON p.id = a.paper_id
  JOIN people_user u ON u.person_id = a.person_id AND u.is_active
 WHERE a.ref = %s AND a.person_id = %s AND a.state IN ('open', 'closed')"""

# What is stored under the same ids or numbers, and the newest applied operation of each place.
LOOK_UP = """
SELECT op_id, payload_hash, disposition, epoch, seq, place
  FROM exams_operation
 WHERE attempt_id = %s
   AND (op_id IN ({ids}) OR {numbers}
        OR (disposition = 'applied' AND place IN ({places}) AND epoch = %s AND seq > %s))"""

ADD_OPERATION = """
INSERT INTO exams_operation (attempt_id, op_id, epoch, seq, place, choices, flag, payload_hash,
                             client_mono_ms, arrival_at, recorded_at, disposition)
VALUES """


class AttemptUnknown(Exception):
    """There is no such attempt for this person, or the account is no longer active."""


def save(
    ref: str,
    person_id: int,
    operations: Sequence[keeping.Operation],
    *,
    arrival: datetime,
    now: datetime,
) -> Saved:
    """Store a batch of operations of one attempt and say what became of each.

    `arrival` is when the request reached the edge: it alone decides whether it was in time. A
    repeated operation gets its first disposition again and changes nothing. Raises AttemptUnknown;
    BatchRefused for a batch that is malformed, or that reuses an id or sequence with other content.
    """
    if unlocked.is_possible():
        saved = _save_unlocked(ref, person_id, checked(operations), arrival, now)
        if saved:
            return saved
    batch = checked(operations)
    try:
        with transaction.atomic(durable=True):
            held = hold(ref, person_id)
            if arrival >= held.deadline_at:
                settle_outages(held, now=now)
            dispositions = store(held, batch, arrival=arrival, now=now, actor_id=person_id)
    except BatchRefused as refused:
        note_forgery(ref, person_id, batch, refused, now=now)
        raise
    return _saved(held, dispositions)


def _save_unlocked(
    ref: str, person_id: int, batch: Batch, arrival: datetime, now: datetime
) -> Saved | None:
    """The same in one statement; None where it must be done under the lock."""
    try:
        return unlocked.store(ref, person_id, batch, arrival=arrival, now=now)
    except OperationalError:
        connection.close()  # a connection that broke meanwhile; a repeat has no effect
        return None


def _saved(held: Held, dispositions: dict[str, Disposition]) -> Saved:
    return Saved(
        dispositions, held.state, held.epoch, held.head_n, held.head_hash, held.deadline_at
    )


def note_forgery(
    ref: str, person_id: int, batch: Batch, refused: BatchRefused, *, now: datetime
) -> None:
    """Leave an event when a known operation came again with other content (threat 26)."""
    if refused.why != "altered":
        return
    with transaction.atomic(durable=True):
        held = hold(ref, person_id)
        data = {"ops": [[op.op_id, batch.hashes[op.op_id]] for op in batch.operations]}
        append_event(held, "altered", data, actor_id=person_id, now=now)


def hold(ref: str, person_id: int) -> Held:
    """The started attempt of an active person under lock: the first lock of every deed."""
    lock = " FOR UPDATE OF a" if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(LOCK + lock, [ref, person_id])
        row = cursor.fetchone()
    if row is None:
        raise AttemptUnknown(ref)
    pk, state, epoch, deadline_at, head_n, head_hash, person, last_seq, grace, tokens = row
    return Held(
        pk,
        State(state),
        epoch,
        deadline_at if deadline_at.tzinfo else deadline_at.replace(tzinfo=UTC),
        head_n,
        head_hash,
        person,
        timedelta(seconds=grace),
        tokens,
        last_seq,
    )


def settle_outages(held: Held, *, now: datetime) -> None:
    """Give back what outages owe before anything is judged as late. Raises `outages.PulseStale`."""
    if held.state is State.OPEN:
        attempt = outages.settle(held.pk, now=now)
        held.head_n, held.head_hash = attempt.head_n, attempt.head_hash
        held.deadline_at = attempt.deadline_at or held.deadline_at


def store(
    held: Held, batch: Batch, *, arrival: datetime, now: datetime, actor_id: int | None
) -> dict[str, Disposition]:
    """Store what is new of a batch under the attempt's lock and append one event for it."""
    _look_up(held, batch)
    fresh = judge(held, batch, keeping.is_on_time(arrival, held.deadline_at, held.grace))
    if fresh:
        _add_operations(held, fresh, batch, arrival, now)
        data, moved = event_data(fresh, batch), _number(held, fresh)
        append_event(held, "save", data, actor_id=actor_id, now=now, moved=moved)
    return dispositions_of(batch)


def _number(held: Held, fresh: Fresh) -> list[str]:
    """Note the highest number of the present epoch, which tells `unlocked` what is newer than all
    that is stored; what of the attempt changed by it."""
    last = max((op.seq for op, _verdict in fresh if op.epoch == held.epoch), default=0)
    if held.state is not State.OPEN or last <= held.last_seq:
        return []
    held.last_seq = last
    return ["last_seq"]


def _look_up(held: Held, batch: Batch) -> None:
    """Find repeats, clashes and the newest applied operation of each place, in one query.

    Of the applied only those of the present epoch that are newer than the batch's first can make
    one of the batch stale: a place's older answers need not be read.
    """
    ids = list(batch.hashes)
    places = list({op.place for op in batch.operations})
    numbers = [number for op in batch.operations for number in op.order]
    statement = LOOK_UP.format(
        ids=_marks(ids),
        numbers=" OR ".join(["(epoch = %s AND seq = %s)"] * len(batch.operations)),
        places=_marks(places),
    )
    first = batch.operations[0].seq
    with connection.cursor() as cursor:
        cursor.execute(statement, [held.pk, *ids, *numbers, *places, held.epoch, first])
        rows = cursor.fetchall()
    note_stored(batch, rows)


def _marks(values: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(values))


def _add_operations(
    held: Held,
    fresh: Fresh,
    batch: Batch,
    arrival: datetime,
    now: datetime,
) -> None:
    at = connection.ops.adapt_datetimefield_value
    parameters: list[Any] = []
    for op, verdict in fresh:
        parameters += [
            held.pk, op.op_id, op.epoch, op.seq, op.place, json.dumps(sorted(op.choices)),
            op.flag, batch.hashes[op.op_id], op.mono_ms, at(arrival), at(now), verdict.value,
        ]  # fmt: skip
    rows = ", ".join([f"({_marks(range(12))})"] * len(fresh))
    with connection.cursor() as cursor:
        cursor.execute(ADD_OPERATION + rows, parameters)


__all__ = [
    "AttemptUnknown",
    "BatchRefused",
    "Saved",
    "checked",
    "checked_adoption",
    "hold",
    "note_forgery",
    "save",
    "settle_outages",
    "store",
]
