"""The attempt's own chain of events."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from django.db import connection

from journal.rules import link

ADD_EVENT = """
INSERT INTO exams_event (attempt_id, n, type, at, actor_id, data, previous, hash)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"""
MOVE_HEAD = "UPDATE exams_attempt SET head_n = %s, head_hash = %s{more} WHERE id = %s"


@dataclass(frozen=True)
class Along:
    """What is stored along with a link, in the same statement where the engine can: what `moved`
    of the attempt, and rows to insert."""

    moved: Sequence[str] = ()
    rows: Sequence[tuple[str, list[Any]]] = ()


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
    moved: Sequence[str] = (),
) -> None:
    """Add one link and move the head, in the row and in memory; the caller holds the lock.

    `moved` names what else of the attempt changed with the link: it is stored along with the head,
    in the same statement.
    """
    append_along(attempt, type_, data, actor_id=actor_id, now=now, along=Along(moved))


def append_along(
    attempt: Chained,
    type_: str,
    data: dict[str, Any],
    *,
    actor_id: int | None,
    now: datetime,
    along: Along,
) -> None:
    """Add one link as `append_event` does, and more along with it."""
    previous = attempt.head_hash
    n, hashed = _next_link(attempt, type_, data, actor_id=actor_id, now=now)
    link_: list[Any] = [
        attempt.pk,
        n,
        type_,
        stored(now),
        actor_id,
        json.dumps(data),
        previous,
        hashed,
    ]
    more = "".join(f", {name} = %s" for name in along.moved)
    values: list[Any] = [stored(getattr(attempt, name)) for name in along.moved]
    added = [(ADD_EVENT, link_), *along.rows]
    move, moves = MOVE_HEAD.format(more=more), [n, hashed, *values, attempt.pk]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # all at once
            all_added = ", ".join(f"added_{at} AS ({sql})" for at, (sql, _) in enumerate(added))
            rows = [value for _, row in added for value in row]
            cursor.execute(f"WITH {all_added} {move}", rows + moves)
        else:
            for statement in (*added, (move, moves)):
                cursor.execute(*statement)
    attempt.head_n, attempt.head_hash = n, hashed


def stored(value: object) -> Any:
    """A value as the engine keeps it; moments in UTC."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value.astimezone(UTC))
    return str(value) if isinstance(value, str) else value  # a word of an enumeration too
