"""Saving answers: the one function behind the page, the hand-in and the invigilator's adoption.

An operation is acknowledged only after a durable commit, is applied at most once, and keeps its
disposition for ever. `docs/exam-core.md` gives the reasons.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from exams.actions.chaining import append_event
from exams.models import Attempt, Operation
from exams.rules import keeping
from exams.rules.keeping import Disposition, State
from journal.rules import digest


class BatchRefused(Exception):
    """A batch that no honest client sends; nothing of it was stored. `why` is a code."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class AttemptUnknown(Exception):
    """There is no such attempt for this person, or the account is no longer active."""


@dataclass(frozen=True)
class Saved:
    """What the server answers: nothing in it depends on an answer's being right."""

    dispositions: dict[str, Disposition]
    state: State
    epoch: int
    head_n: int
    head_hash: str
    deadline_at: datetime | None


@dataclass
class Batch:
    """The operations of one request, sorted by sequence, and what is stored already."""

    operations: list[keeping.Operation]
    hashes: dict[str, str] = field(default_factory=dict)
    stored: dict[str, tuple[str, Disposition]] = field(default_factory=dict)
    taken: dict[tuple[int, int], str] = field(default_factory=dict)
    newest: dict[int, tuple[int, int]] = field(default_factory=dict)


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
    batch = checked(operations)
    with transaction.atomic(durable=True):
        attempt, tokens = _lock(ref, person_id)
        dispositions = store(attempt, tokens, batch, arrival=arrival, now=now)
    return _reply(attempt, dispositions)


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


def _lock(ref: str, person_id: int) -> tuple[Attempt, str]:
    """The attempt under lock, the first lock of every deed, with its paper's tokens."""
    row = (
        Attempt.objects.select_for_update(of=("self",))
        .filter(ref=ref, person_id=person_id, person__user__is_active=True)
        .select_related("paper", "exam")
        .only(
            "ref", "state", "epoch", "deadline_at", "head_n", "head_hash", "base_hash",
            "person_id", "paper__tokens", "exam__grace_seconds",
        )
        .first()
    )  # fmt: skip
    if row is None or row.state == State.READY:
        raise AttemptUnknown(ref)
    return row, row.paper.tokens


def store(
    attempt: Attempt,
    tokens: str,
    batch: Batch,
    *,
    arrival: datetime,
    now: datetime,
    actor_id: int | None = None,
) -> dict[str, Disposition]:
    """Store what is new of a batch under the attempt's lock and append one event for it."""
    _look_up(attempt, batch)
    paper = keeping.questions_of(tokens)
    grace = timedelta(seconds=attempt.exam.grace_seconds)
    on_time = attempt.deadline_at is not None and keeping.is_on_time(
        arrival, attempt.deadline_at, grace
    )
    fresh = []
    for op in batch.operations:
        if op.op_id in batch.stored:
            continue
        try:
            verdict = keeping.disposition(
                op,
                state=State(attempt.state),
                epoch=attempt.epoch,
                on_time=on_time,
                newest=batch.newest.get(op.place),
                paper=paper,
            )
        except ValueError:
            raise BatchRefused("epoch") from None
        if verdict is Disposition.APPLIED:
            batch.newest[op.place] = op.order
        batch.stored[op.op_id] = (batch.hashes[op.op_id], verdict)
        fresh.append(_row(attempt, op, batch, verdict, arrival, now))
    if fresh:
        Operation.objects.bulk_create(fresh)
        data = {"ops": [[row.op_id, row.payload_hash, row.disposition] for row in fresh]}
        append_event(attempt, "save", data, actor_id=actor_id or attempt.person_id, now=now)
        attempt.save(update_fields=["head_n", "head_hash"])
    return {op.op_id: batch.stored[op.op_id][1] for op in batch.operations}


def _look_up(attempt: Attempt, batch: Batch) -> None:
    """Find repeats, clashes and the newest applied operation of each place, in one query."""
    places = {op.place for op in batch.operations}
    orders = Q()
    for op in batch.operations:
        orders |= Q(epoch=op.epoch, seq=op.seq)
    rows = Operation.objects.filter(
        Q(op_id__in=batch.hashes)
        | orders
        | Q(place__in=places, epoch=attempt.epoch, disposition=Disposition.APPLIED),
        attempt_id=attempt.pk,
    ).values_list("op_id", "payload_hash", "disposition", "epoch", "seq", "place")
    for op_id, payload_hash, verdict, epoch, seq, place in rows:
        batch.taken[(epoch, seq)] = op_id
        if op_id in batch.hashes:
            if batch.hashes[op_id] != payload_hash:
                raise BatchRefused("altered")
            batch.stored[op_id] = (payload_hash, Disposition(verdict))
        if verdict == Disposition.APPLIED:
            batch.newest[place] = max(batch.newest.get(place, (0, 0)), (epoch, seq))
    for op in batch.operations:
        if batch.taken.get(op.order, op.op_id) != op.op_id:
            raise BatchRefused("altered")


def _row(
    attempt: Attempt,
    op: keeping.Operation,
    batch: Batch,
    verdict: Disposition,
    arrival: datetime,
    now: datetime,
) -> Operation:
    return Operation(
        attempt_id=attempt.pk,
        op_id=op.op_id,
        epoch=op.epoch,
        seq=op.seq,
        place=op.place,
        choices=sorted(op.choices),
        flag=op.flag,
        payload_hash=batch.hashes[op.op_id],
        client_mono_ms=op.mono_ms,
        arrival_at=arrival,
        recorded_at=now,
        disposition=verdict,
    )


def _reply(attempt: Attempt, dispositions: dict[str, Disposition]) -> Saved:
    return Saved(
        dispositions=dispositions,
        state=State(attempt.state),
        epoch=attempt.epoch,
        head_n=attempt.head_n,
        head_hash=attempt.head_hash,
        deadline_at=attempt.deadline_at,
    )
