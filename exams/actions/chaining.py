"""The attempt's own chain of events."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, Protocol

from django.db import connection

from journal.rules import link

ADD_EVENT = """
INSERT INTO exams_event (attempt_id, n, type, at, actor_id, data, previous, hash)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"""
MOVE_HEAD = "UPDATE exams_attempt SET head_n = %s, head_hash = %s WHERE id = %s"
# With the highest number of the present epoch, which tells `unlocked` what is newer than all of it.
MOVE_BOTH = """
UPDATE exams_attempt
   SET head_n = %s, head_hash = %s,
       last_seq = CASE WHEN state = 'open' AND last_seq < %s THEN %s ELSE last_seq END
 WHERE id = %s"""


class Chained(Protocol):
    """What has a chain: an attempt, or the part of it that a save holds."""

    pk: Any
    head_n: int
    head_hash: str


def event_body(
    type_: str, data: dict[str, Any], *, actor_id: int | None, now: datetime
) -> dict[str, Any]:
    """What the hash of an event covers; `Event.body` gives the same of a stored one."""
    at = now.astimezone(UTC).isoformat(timespec="microseconds")
    return {"type": type_, "at": at, "actor": actor_id, "data": data}


def _next_link(
    attempt: Chained, type_: str, data: dict[str, Any], *, actor_id: int | None, now: datetime
) -> tuple[int, str]:
    """Number and hash of the link that would come next."""
    n = attempt.head_n + 1
    return n, link(attempt.head_hash, n, event_body(type_, data, actor_id=actor_id, now=now))


def append_event(
    attempt: Chained,
    type_: str,
    data: dict[str, Any],
    *,
    actor_id: int | None,
    now: datetime,
    last_seq: int = 0,
) -> None:
    """Add one link and move the head, in the row and in memory; the caller holds the lock.

    `last_seq` is the highest number among the operations that the link stands for, if any.
    """
    previous = attempt.head_hash
    n, hashed = _next_link(attempt, type_, data, actor_id=actor_id, now=now)
    stamp = connection.ops.adapt_datetimefield_value(now.astimezone(UTC))
    with connection.cursor() as cursor:
        cursor.execute(
            ADD_EVENT, [attempt.pk, n, type_, stamp, actor_id, json.dumps(data), previous, hashed]
        )
        if last_seq:
            cursor.execute(MOVE_BOTH, [n, hashed, last_seq, last_seq, attempt.pk])
        else:
            cursor.execute(MOVE_HEAD, [n, hashed, attempt.pk])
    attempt.head_n, attempt.head_hash = n, hashed
