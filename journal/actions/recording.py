"""One act becomes one entry at the end of a chain."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from journal import rules
from journal.models import Entry, Stream

CITY = "city"


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
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(
            "record() belongs into an action's transaction"
        )
    stream = _locked(CITY if agency_id is None else f"agency:{agency_id}")
    entry = Entry(
        stream=stream,
        n=stream.head_n + 1,
        at=now.astimezone(UTC),
        actor_id=actor_id,
        agency_id=agency_id,
        act=act,
        subject=subject,
        facts=facts or {},
        previous=stream.head_hash,
    )
    entry.hash = rules.link(entry.previous, entry.n, entry.body())
    entry.save(force_insert=True)
    stream.head_n, stream.head_hash = entry.n, entry.hash
    stream.save(update_fields=["head_n", "head_hash"])
    return entry


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
