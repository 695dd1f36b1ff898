"""What becomes of a batch: who holds the attempt, what is stored already, the rule's verdict.

The verdict is `exams.rules.keeping.disposition`, here as everywhere. How a batch gets into the
database says `saving.py` (under a lock) and `unlocked.py` (without one, on PostgreSQL).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from exams.rules import keeping
from exams.rules.keeping import Disposition, State
from journal.rules import digest

Fresh = list[tuple[keeping.Operation, Disposition]]
StoredRow = tuple[
    str, str, str, int, int, int
]  # op_id, payload hash, disposition, epoch, seq, place


class BatchRefused(Exception):
    """A batch that no honest client sends; nothing of it was stored. `why` is a code."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass
class Held:
    """An attempt under lock, with what a save needs of it."""

    pk: int
    state: State
    epoch: int
    deadline_at: datetime
    head_n: int
    head_hash: str
    person_id: int
    grace: timedelta
    tokens: str
    last_seq: int


@dataclass(frozen=True)
class Saved:
    """What the server answers: nothing in it depends on an answer's being right."""

    dispositions: dict[str, Disposition]
    state: State
    epoch: int
    head_n: int
    head_hash: str
    deadline_at: datetime


@dataclass
class Batch:
    """The operations of one request, sorted by sequence, and what is stored already."""

    operations: list[keeping.Operation]
    hashes: dict[str, str] = field(default_factory=dict)
    stored: dict[str, tuple[str, Disposition]] = field(default_factory=dict)
    newest: dict[int, tuple[int, int]] = field(default_factory=dict)


def checked(operations: Sequence[keeping.Operation]) -> Batch:
    """The batch in order of sequence; raises BatchRefused for what no honest client sends."""
    if not 0 < len(operations) <= keeping.MAX_BATCH:
        raise BatchRefused("batch_size")
    if any(op.seq < keeping.FIRST_CLIENT_SEQ for op in operations):
        raise BatchRefused("seq")
    return checked_adoption(operations)


def checked_adoption(operations: Sequence[keeping.Operation]) -> Batch:
    """The same for operations that the house itself numbers."""
    batch = Batch(sorted(operations, key=lambda op: op.order))
    batch.hashes = {op.op_id: digest(op.payload()) for op in batch.operations}
    orders = {op.order for op in batch.operations}
    if len(batch.hashes) != len(operations) or len(orders) != len(operations):
        raise BatchRefused("repeated")
    return batch


def note_stored(batch: Batch, rows: Iterable[StoredRow]) -> None:
    """Take up what is stored under the batch's ids or numbers, and the newest of its places.

    Rows that have nothing to do with the batch do no harm. Raises BatchRefused for a known id or
    number with other content.
    """
    orders = {op.order: op.op_id for op in batch.operations}
    for op_id, payload_hash, verdict, epoch, seq, place in rows:
        if (
            orders.get((epoch, seq), op_id) != op_id
            or batch.hashes.get(op_id, payload_hash) != payload_hash
        ):
            raise BatchRefused("altered")
        if op_id in batch.hashes:
            batch.stored[op_id] = (payload_hash, Disposition(verdict))
        if verdict == Disposition.APPLIED:
            batch.newest[place] = max(batch.newest.get(place, (0, 0)), (epoch, seq))


def judge(held: Held, batch: Batch, on_time: bool) -> Fresh:
    """The rule's verdict on every operation that is not stored yet."""
    paper = keeping.questions_of(held.tokens, {op.place for op in batch.operations})
    fresh: Fresh = []
    for op in batch.operations:
        if op.op_id in batch.stored:
            continue
        try:
            verdict = keeping.disposition(
                op,
                state=held.state,
                epoch=held.epoch,
                on_time=on_time,
                newest=batch.newest.get(op.place),
                paper=paper,
            )
        except ValueError:
            raise BatchRefused("epoch") from None
        if verdict is Disposition.APPLIED:
            batch.newest[op.place] = op.order
        batch.stored[op.op_id] = (batch.hashes[op.op_id], verdict)
        fresh.append((op, verdict))
    return fresh


def event_data(fresh: Fresh, batch: Batch) -> dict[str, object]:
    """What the chain's event says of the operations that are stored with it."""
    return {"ops": [[op.op_id, batch.hashes[op.op_id], verdict] for op, verdict in fresh]}


def dispositions_of(batch: Batch) -> dict[str, Disposition]:
    """What became of every operation of the batch, now or when it first came."""
    return {op.op_id: batch.stored[op.op_id][1] for op in batch.operations}
