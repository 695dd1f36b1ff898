"""A save in two statements on PostgreSQL: read and judge, then write if nothing happened meanwhile.

Every change of an attempt adds a link to its chain: a save, a take-over, time given, the close. So
a verdict that was found while the chain ended in one link still holds while it ends there. The
second statement moves the chain's end from that link to the next one and stores operations and
event along with it, or does nothing; it is a transaction of its own, durable when it returns. What
it could not do is done under the attempt's lock, by `saving.save`, with the same rule.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from django.db import IntegrityError, connection, transaction

from exams.actions.chaining import next_link
from exams.actions.judging import (
    Batch,
    BatchRefused,
    Fresh,
    Held,
    StoredRow,
    event_data,
    judge,
    note_stored,
)
from exams.models import Paper
from exams.rules.keeping import State

# What stands before a batch: the attempt, what is stored under the same ids or numbers, and the
# newest applied operation of each place. {…} are written out for as many operations as there are.
READ = """
SELECT a.id, a.epoch, a.deadline_at, a.head_n, a.head_hash, a.paper_id, x.grace_seconds,
       (SELECT json_agg(json_build_array(op_id, payload_hash, disposition, epoch, seq, place))
          FROM exams_operation o
         WHERE o.attempt_id = a.id
           AND (o.op_id IN ({ids}) OR {numbers}
                OR (o.disposition = 'applied' AND o.place IN ({places})
                    AND o.epoch = a.epoch AND o.seq > $3::int)))
  FROM exams_attempt a
  JOIN exams_exam x ON x.id = a.exam_id
  JOIN people_user u ON u.person_id = a.person_id AND u.is_active
 WHERE a.ref = $1 AND a.person_id = $2::bigint AND a.state = 'open'"""

WRITE = """
WITH held AS (
  UPDATE exams_attempt SET head_n = $2::int, head_hash = $3
   WHERE id = $1::bigint AND state = 'open' AND epoch = $4::int
     AND deadline_at = $5::timestamptz AND head_n = $2::int - 1 AND head_hash = $6
  RETURNING id),
stored AS (
  INSERT INTO exams_operation (attempt_id, op_id, epoch, seq, place, choices, flag, payload_hash,
                               client_mono_ms, disposition, arrival_at, recorded_at)
  SELECT held.id, o.*, $7::timestamptz, $8::timestamptz FROM held, (VALUES {rows}) AS o)
INSERT INTO exams_event (attempt_id, n, type, at, actor_id, data, previous, hash)
SELECT held.id, $2::int, 'save', $8::timestamptz, $9::bigint, $10::jsonb, $6, $3 FROM held
RETURNING n"""
TYPES = ("text", "int", "int", "int", "jsonb", "bool", "text", "bigint", "text")

PAPERS_KEPT = 4000  # about 10 KB each
KNOWN: WeakKeyDictionary[object, set[str]] = WeakKeyDictionary()  # by connection, what is prepared


class _Papers:
    """The short texts of papers by id, in this process: a paper is never changed."""

    def __init__(self) -> None:
        self._texts: OrderedDict[int, str] = OrderedDict()
        self._lock = Lock()

    def tokens(self, paper_id: int) -> str:
        with self._lock:
            text = self._texts.get(paper_id)
        if text is None:
            text = Paper.objects.values_list("tokens", flat=True).get(pk=paper_id)
            with self._lock:
                self._texts[paper_id] = text
                if len(self._texts) > PAPERS_KEPT:
                    self._texts.popitem(last=False)
        return text


PAPERS = _Papers()


def is_possible() -> bool:
    """Whether this engine can write in several tables by one statement."""
    return connection.vendor == "postgresql"


def store(
    ref: str, person_id: int, batch: Batch, *, arrival: datetime, now: datetime
) -> Held | None:
    """Store what is new of a batch; the attempt as it stands then.

    None, and nothing stored, where the attempt is not open, its time may be over, the batch is
    refused, or somebody changed the attempt meanwhile: then the lock must decide.
    """
    found = _read(ref, person_id, batch)
    if found is None or arrival >= found[0].deadline_at:
        return None
    held, rows = found
    try:
        note_stored(batch, rows)
        fresh = judge(held, batch, on_time=True)
    except BatchRefused:
        return None
    return held if not fresh or _write(held, batch, fresh, (arrival, now)) else None


def _read(ref: str, person_id: int, batch: Batch) -> tuple[Held, list[StoredRow]] | None:
    ops = batch.operations
    numbers = [number for op in ops for number in op.order]
    row = _run(
        f"save_read_{len(ops)}",
        partial(_read_statement, len(ops)),
        [
            *(ref, person_id, ops[0].seq),
            *(op.op_id for op in ops),
            *numbers,
            *(op.place for op in ops),
        ],
    )
    if row is None:
        return None
    pk, epoch, deadline_at, head_n, head_hash, paper_id, grace, rows = row
    held = Held(
        pk=int(pk),
        state=State.OPEN,
        epoch=int(epoch),
        deadline_at=datetime.fromisoformat(deadline_at),
        head_n=int(head_n),
        head_hash=head_hash,
        person_id=person_id,
        grace=timedelta(seconds=int(grace)),
        tokens=PAPERS.tokens(int(paper_id)),
    )
    return held, json.loads(rows) if rows else []


def _read_statement(size: int) -> str:
    ids = range(4, 4 + size)
    epochs = range(4 + size, 4 + 3 * size, 2)
    places = range(4 + 3 * size, 4 + 4 * size)
    return READ.format(
        ids=", ".join(f"${n}::text" for n in ids),
        numbers=" OR ".join(f"(o.epoch = ${n}::int AND o.seq = ${n + 1}::int)" for n in epochs),
        places=", ".join(f"${n}::int" for n in places),
    )


def _write(held: Held, batch: Batch, fresh: Fresh, times: tuple[datetime, datetime]) -> bool:
    """Whether the operations and their event are stored; the head has moved in memory too."""
    arrival, now = (moment.astimezone(UTC) for moment in times)
    data = event_data(fresh, batch)
    n, hashed = next_link(held, "save", data, actor_id=held.person_id, now=now)
    written: list[Any] = [
        *(held.pk, n, hashed, held.epoch, held.deadline_at.isoformat(), held.head_hash),
        *(arrival.isoformat(), now.isoformat(), held.person_id, json.dumps(data)),
    ]
    for op, verdict in fresh:
        written += [
            *(op.op_id, op.epoch, op.seq, op.place, json.dumps(sorted(op.choices)), op.flag),
            *(batch.hashes[op.op_id], op.mono_ms, verdict.value),
        ]
    try:
        size = len(fresh)
        is_stored = _run(f"save_write_{size}", partial(_write_statement, size), written) is not None
    except IntegrityError:  # another request brought the same id or number at this moment
        return False
    if is_stored:
        held.head_n, held.head_hash = n, hashed
    return is_stored


def _write_statement(size: int) -> str:
    rows = []
    for first in range(11, 11 + size * len(TYPES), len(TYPES)):
        rows.append(", ".join(f"${first + n}::{type_}" for n, type_ in enumerate(TYPES)))
    return WRITE.format(rows=", ".join(f"({row})" for row in rows))


# --- the statements that the server keeps prepared --------------------------------------------


def _run(name: str, statement: Callable[[], str], parameters: Sequence[Any]) -> list[Any] | None:
    """The first row of a prepared statement as text, or None.

    Each is a transaction of its own: within another one it would not be durable (refused, but for
    the one in which a test runs).
    """
    if connection.in_atomic_block:
        with transaction.atomic(durable=True):
            return _prepared(name, statement, parameters)
    return _prepared(name, statement, parameters)


def _prepared(
    name: str, statement: Callable[[], str], parameters: Sequence[Any]
) -> list[Any] | None:
    """Straight through the driver: by way of a cursor every statement costs as much again.

    A connection that broke meanwhile is opened anew by the locked way.
    """
    connection.ensure_connection()
    with connection.wrap_database_errors:
        server, known = connection.connection.pgconn, KNOWN.setdefault(connection.connection, set())
        if name not in known:
            _checked(server.prepare(name.encode(), statement().encode()))
            known.add(name)
        values = [str(value).encode() for value in parameters]
        return _checked(server.exec_prepared(name.encode(), values))


def _checked(reply: Any) -> list[Any] | None:
    """The first row of a reply. Raises what the driver would raise for it."""
    driver: Any = connection.Database  # type: ignore[attr-defined]  # psycopg: PostgreSQL alone
    if reply.status not in (driver.pq.ExecStatus.TUPLES_OK, driver.pq.ExecStatus.COMMAND_OK):
        state = reply.error_field(driver.pq.DiagnosticField.SQLSTATE)
        fault = driver.errors.lookup(state.decode()) if state else driver.OperationalError
        raise fault(reply.get_error_message())
    if not reply.ntuples:
        return None
    found = (reply.get_value(0, column) for column in range(reply.nfields))
    return [value.decode() if value is not None else None for value in found]
