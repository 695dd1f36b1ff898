"""The attempt's own chain of events."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from exams.models import Attempt, Event
from journal.rules import link


def append_event(
    attempt: Attempt, type_: str, data: dict[str, Any], *, actor_id: int | None, now: datetime
) -> Event:
    """Add one link and move the head in memory; the caller holds the lock and saves the attempt."""
    previous = attempt.head_hash if attempt.head_n else attempt.base_hash
    event = Event(
        attempt=attempt,
        n=attempt.head_n + 1,
        type=type_,
        at=now.astimezone(UTC),
        actor_id=actor_id,
        data=data,
        previous=previous,
    )
    event.hash = link(previous, event.n, event.body())
    event.save(force_insert=True)
    attempt.head_n, attempt.head_hash = event.n, event.hash
    return event
