"""One act becomes one entry at the end of a chain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from journal import rules
from journal.models import Entry, Stream

CITY = "city"
CONFIDENTIAL = "confidential"
BATCH = 500


@dataclass(frozen=True)
class Act:
    """One of many acts that are recorded together; the fields of `record`."""

    actor_id: int | None
    act: str
    subject: str
    facts: dict[str, Any] = field(default_factory=dict)
    agency_id: int | None = None

    @property
    def stream(self) -> str:
        return CITY if self.agency_id is None else f"agency:{self.agency_id}"


def record(
    actor_id: int | None,
    act: str,
    subject: str,
    facts: dict[str, Any] | None = None,
    *,
    now: datetime,
    agency_id: int | None = None,
) -> Entry:
    """Append one act to the agency's chain (the city's, if none) in the caller's transaction.

    Call it last in an action: the chain's head is the last lock taken. `actor_id` is the person's
    id, None for the system itself. `act` is `room.verb_object`, `subject` is `room.model:key`.
    Several entries into several chains go in order of agency, so that two actions cannot wait for
    each other.
    Raises TransactionManagementError outside a transaction and TypeError for a float in `facts`.
    """
    act_done = Act(actor_id, act, subject, facts or {}, agency_id)
    return _append(act_done.stream, act_done, now)


def record_confidential(
    actor_id: int | None,
    act: str,
    subject: str,
    facts: dict[str, Any] | None = None,
    *,
    now: datetime,
) -> Entry:
    """Append one act to the confidential chain, which no page of the journal shows.

    Sealed and verified like every chain. Who may read an entry of it is for the room whose record
    it is about to decide. Call and errors as `record`.
    """
    return _append(CONFIDENTIAL, Act(actor_id, act, subject, facts or {}), now)


def _append(name: str, act_done: Act, now: datetime) -> Entry:
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(
            "record() belongs into an action's transaction"
        )
    stream = _locked(name)
    [entry] = _follow_on(stream, [act_done], now)
    entry.save(force_insert=True)
    stream.save(update_fields=["head_n", "head_hash"])
    return entry


def record_many(acts: Sequence[Act], *, now: datetime) -> None:
    """Append many acts of one action, each to its chain, a few queries for each chain.

    The chains are locked in order of agency. Raises as `record`.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(
            "record_many() belongs into an action's transaction"
        )
    by_stream: dict[str, list[Act]] = defaultdict(list)
    for act in acts:
        by_stream[act.stream].append(act)
    order = {act.stream: act.agency_id or 0 for act in acts}
    locked = [_locked(name) for name in sorted(order, key=order.__getitem__)]
    entries = [
        entry for stream in locked for entry in _follow_on(stream, by_stream[stream.name], now)
    ]
    Entry.objects.bulk_create(entries, batch_size=BATCH)
    Stream.objects.bulk_update(locked, ["head_n", "head_hash"], batch_size=BATCH)


def _follow_on(stream: Stream, acts: Sequence[Act], now: datetime) -> list[Entry]:
    """The entries that follow the chain's head, which moves along; nothing is saved."""
    entries = []
    for act in acts:
        entry = Entry(
            stream=stream,
            n=stream.head_n + 1,
            at=now.astimezone(UTC),
            actor_id=act.actor_id,
            agency_id=act.agency_id,
            act=act.act,
            subject=act.subject,
            facts=act.facts,
            previous=stream.head_hash,
        )
        entry.hash = rules.link(entry.previous, entry.n, entry.body())
        stream.head_n, stream.head_hash = entry.n, entry.hash
        entries.append(entry)
    return entries


def _locked(name: str) -> Stream:
    """The chain, locked until the transaction ends; made when this is its first entry.

    Of two transactions that make it at once the second waits and then finds it.
    """
    found = Stream.objects.select_for_update().filter(name=name).first()
    if found is not None:
        return found
    fresh = Stream(name=name, head_hash=rules.base_of(name))
    Stream.objects.bulk_create([fresh], ignore_conflicts=True)
    return Stream.objects.select_for_update().get(name=name)
