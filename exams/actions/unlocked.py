"""A save in one statement on PostgreSQL: what comes in order needs nothing to be looked up.

An honest page numbers its operations upwards, so nearly every batch is newer than all that is
stored of its epoch (`Attempt.last_seq`): whether the rule applies it can be told from the batch and
the paper alone. The statement takes the attempt's row, and where it still is as the verdict assumed
(open, this epoch, before the deadline, numbers higher than the last, an active account) it stores
operations and event and moves the chain; else it does nothing. It is a transaction of its own,
durable when it returns. What it could not do is done by `saving.save` under the attempt's lock,
with the same rule: repeats, what comes out of order, late, fenced or malformed.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from django.db import IntegrityError, connection, transaction

from exams.actions.chaining import event_body
from exams.actions.judging import Batch, Saved, event_data
from exams.models import Attempt
from exams.rules import keeping
from exams.rules.keeping import Disposition, State
from journal.rules import ALGORITHM, canonical

# The hash is `journal.rules.link`, reckoned where the chain's end is known: $10 is the event's
# canonical body.
SAVE = """
WITH held AS (
  SELECT id, head_n + 1 AS n, head_hash AS previous, deadline_at,
         encode(sha256(convert_to($9 || E'\\n' || head_hash || E'\\n' || (head_n + 1)::text
                                  || E'\\n' || $10, 'UTF8')), 'hex') AS hash
    FROM exams_attempt
   WHERE id = $1::bigint AND person_id = $2::bigint AND paper_id = $3::bigint AND state = 'open'
     AND epoch = $4::int AND last_seq < $5::int AND deadline_at > $7::timestamptz
     AND EXISTS (SELECT FROM people_user u WHERE u.person_id = $2::bigint AND u.is_active)
     FOR NO KEY UPDATE),
moved AS (
  UPDATE exams_attempt a SET head_n = held.n, head_hash = held.hash, last_seq = $6::int
    FROM held WHERE a.id = held.id),
stored AS (
  INSERT INTO exams_operation (attempt_id, op_id, epoch, seq, place, choices, flag, payload_hash,
                               client_mono_ms, disposition, arrival_at, recorded_at)
  SELECT held.id, o.*, $7::timestamptz, $8::timestamptz FROM held, (VALUES {rows}) AS o),
chained AS (
  INSERT INTO exams_event (attempt_id, n, type, at, actor_id, data, previous, hash)
  SELECT id, n, 'save', $8::timestamptz, $2::bigint, $11::jsonb, previous, hash FROM held)
SELECT n, hash, deadline_at FROM held"""
TYPES = ("text", "int", "int", "int", "jsonb", "bool", "text", "bigint", "text")
FIRST_OF_ROWS = 12

GIVEN_UP = b"26000"  # there is no prepared statement of this name
SEATS_KEPT = 4000  # about 12 KB each for a paper of 100 places
KNOWN: WeakKeyDictionary[object, set[int]] = WeakKeyDictionary()  # by connection, sizes prepared


@dataclass(frozen=True)
class Seat:
    """What never changes of an open attempt: its keys, and what each place of its paper allows."""

    attempt_id: int
    person_id: int
    paper_id: int
    places: Mapping[int, tuple[str, str]]  # kind, tokens with a space between

    def questions(self, places: Sequence[int]) -> dict[int, keeping.Question]:
        found = ((place, self.places.get(place)) for place in places)
        return {
            place: keeping.Question(row[0], frozenset(row[1].split()))
            for place, row in found
            if row
        }


class _Seats:
    """The seats that this process has served lately, by the attempt's ref."""

    def __init__(self) -> None:
        self._seats: OrderedDict[str, Seat] = OrderedDict()
        self._lock = Lock()

    def of(self, ref: str) -> Seat | None:
        """The seat of an open attempt, or None."""
        with self._lock:
            seat = self._seats.get(ref)
        if seat is None:
            seat = _look_up(ref)
            if seat is None:
                return None
            with self._lock:
                self._seats[ref] = seat
                if len(self._seats) > SEATS_KEPT:
                    self._seats.popitem(last=False)
        return seat

    def forget(self, ref: str) -> None:
        with self._lock:
            self._seats.pop(ref, None)


SEATS = _Seats()


def _look_up(ref: str) -> Seat | None:
    rows = Attempt.objects.open().filter(ref=ref)
    row = rows.values_list("pk", "person_id", "paper_id", "paper__tokens").first()
    if row is None or row[2] is None:
        return None
    paper = json.loads(row[3]).items()
    places = {int(place): (kind, " ".join(tokens)) for place, (kind, tokens) in paper}
    return Seat(row[0], row[1], row[2], places)


def is_possible() -> bool:
    """Whether this engine can write in several tables by one statement."""
    return connection.vendor == "postgresql"


def store(
    ref: str, person_id: int, batch: Batch, *, arrival: datetime, now: datetime
) -> Saved | None:
    """Store a batch that is newer than all that is stored; the attempt as it stands then.

    None, and nothing stored, where anything is otherwise: then the lock must decide.
    """
    seat = SEATS.of(ref)
    if seat is None or seat.person_id != person_id or not _applies(batch, seat):
        return None
    try:
        row = _run(len(batch.operations), _parameters(seat, batch, arrival, now))
    except IntegrityError:  # an id that is stored already
        row = None
    if row is None:
        SEATS.forget(ref)
        return None
    n, hashed, deadline_at = row
    return Saved(
        {op.op_id: Disposition.APPLIED for op in batch.operations},
        State.OPEN,
        batch.operations[0].epoch,
        int(n),
        hashed,
        datetime.fromisoformat(deadline_at),
    )


def _applies(batch: Batch, seat: Seat) -> bool:
    """Whether the rule applies every operation, if the attempt is open in the batch's epoch, in
    time, and all that is stored is older: the statement asks for these."""
    ops = batch.operations
    paper = seat.questions([op.place for op in ops])
    newest: dict[int, tuple[int, int]] = {}
    for op in ops:
        verdict = keeping.disposition(
            op,
            state=State.OPEN,
            epoch=ops[-1].epoch,
            on_time=True,
            newest=newest.get(op.place),
            paper=paper,
        )
        if verdict is not Disposition.APPLIED:
            return False
        newest[op.place] = op.order
    return True


def _parameters(seat: Seat, batch: Batch, arrival: datetime, now: datetime) -> list[object]:
    ops = batch.operations
    data = event_data([(op, Disposition.APPLIED) for op in ops], batch)
    body = event_body("save", data, actor_id=seat.person_id, now=now)
    told: list[object] = [
        *(seat.attempt_id, seat.person_id, seat.paper_id, ops[0].epoch, ops[0].seq, ops[-1].seq),
        *(arrival.astimezone(UTC).isoformat(), now.astimezone(UTC).isoformat()),
        *(ALGORITHM, canonical(body).decode(), json.dumps(data)),
    ]
    for op in ops:
        told += [
            *(op.op_id, op.epoch, op.seq, op.place, json.dumps(sorted(op.choices)), op.flag),
            *(batch.hashes[op.op_id], op.mono_ms, Disposition.APPLIED.value),
        ]
    return told


# --- the statement that the server keeps prepared ---------------------------------------------


def _run(size: int, parameters: Sequence[object]) -> list[Any] | None:
    """The one row of the statement for so many operations as text, or None.

    It is a transaction of its own: within another one it would not be durable (refused, but for
    the one in which a test runs; what had to be prepared anew would break that one off).
    """
    values = [str(value).encode() for value in parameters]
    if not connection.in_atomic_block:
        return _prepared(size, values)
    with transaction.atomic(durable=True), connection.wrap_database_errors:
        server = connection.connection.pgconn
        return _checked(server.exec_params(_save_statement(size).encode(), values))


def _prepared(size: int, values: list[bytes]) -> list[Any] | None:
    """Straight through the driver: by way of a cursor every statement costs as much again.

    A connection that broke meanwhile is opened anew by the locked way. The driver gives up all that
    the server has prepared now and then (after a transaction that was rolled back): it is prepared
    anew.
    """
    connection.ensure_connection()
    with connection.wrap_database_errors:
        session, name = connection.connection, b"save_%d" % size
        known = KNOWN.setdefault(session, set())
        if size in known:
            reply = session.pgconn.exec_prepared(name, values)
            if reply.error_field(_driver().pq.DiagnosticField.SQLSTATE) != GIVEN_UP:
                return _checked(reply)
            known.clear()
        _checked(session.pgconn.prepare(name, _save_statement(size).encode()))
        known.add(size)
        return _checked(session.pgconn.exec_prepared(name, values))


def _driver() -> Any:
    """psycopg: this is PostgreSQL alone."""
    return connection.Database  # type: ignore[attr-defined]


def _save_statement(size: int) -> str:
    rows = []
    for first in range(FIRST_OF_ROWS, FIRST_OF_ROWS + size * len(TYPES), len(TYPES)):
        rows.append(", ".join(f"${first + n}::{type_}" for n, type_ in enumerate(TYPES)))
    return SAVE.format(rows=", ".join(f"({row})" for row in rows))


def _checked(reply: Any) -> list[Any] | None:
    """The first row of a reply. Raises what the driver would raise for it."""
    driver = _driver()
    if reply.status not in (driver.pq.ExecStatus.TUPLES_OK, driver.pq.ExecStatus.COMMAND_OK):
        state = reply.error_field(driver.pq.DiagnosticField.SQLSTATE)
        fault = driver.errors.lookup(state.decode()) if state else driver.OperationalError
        raise fault(reply.get_error_message())
    if not reply.ntuples:
        return None
    return [reply.get_value(0, column).decode() for column in range(reply.nfields)]
