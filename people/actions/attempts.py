"""Counting attempts that may fail, so that guessing becomes slow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction

from journal import vault
from people import rules
from people.models import FailedAttempts
from people.rules import Axis, Count

Counted = Sequence[tuple[Axis, str]]
KEEP = timedelta(days=1)  # longer than any axis remembers

# Whoever signs in waits for these, and a whole exam room signs in at the same moment.
HOLD = """
INSERT INTO people_failedattempts (key, failures, last_at) VALUES {places}
ON CONFLICT (key) DO UPDATE SET failures = people_failedattempts.failures
RETURNING id, key, failures, last_at"""
COUNT_ON = """
UPDATE people_failedattempts SET failures = failures + 1, last_at = %s WHERE id IN ({places})"""
BEGIN_ANEW = """
UPDATE people_failedattempts SET failures = 1, last_at = %s WHERE id IN ({places})"""
TAKE_BACK = """
UPDATE people_failedattempts SET failures = CASE {owned} ELSE failures - 1 END
WHERE failures > 0 AND id IN (
SELECT id FROM people_failedattempts WHERE key IN ({places}) ORDER BY key {lock})"""


def _key(axis: Axis, about: str) -> str:
    return vault.lookup(f"{axis.name}\n{about}", purpose="people.attempts")


def _locked(counted: Counted, now: datetime) -> list[tuple[Axis, FailedAttempts]]:
    """The counts, made where there are none, locked in one order: nobody waits in a circle."""
    axes = {_key(axis, about): axis for axis, about in counted}
    at = connection.ops.adapt_datetimefield_value(now)
    new = [value for key in sorted(axes) for value in (key, 0, at)]
    places = ", ".join(["(%s, %s, %s)"] * len(axes))
    rows = FailedAttempts.objects.raw(HOLD.format(places=places), new)
    return [(axes[row.key], row) for row in rows]


@transaction.atomic
def begin_attempt(counted: Counted, *, now: datetime) -> timedelta:
    """How long to wait; zero lets the attempt go ahead and counts it as failed until it succeeds.

    Counting first means that a hundred attempts at the same instant are a hundred, not one.
    """
    rows = _locked(counted, now)
    wait = max(
        (rules.wait_left(axis, Count(row.failures, row.last_at), now=now) for axis, row in rows),
        default=timedelta(0),
    )
    if wait > timedelta(0):
        return wait
    quiet: list[int] = []
    counting: list[int] = []
    for axis, row in rows:
        is_quiet = rules.is_forgotten(axis, Count(row.failures, row.last_at), now=now)
        (quiet if is_quiet else counting).append(row.pk)
    _count(quiet, BEGIN_ANEW, now)
    _count(counting, COUNT_ON, now)
    return timedelta(0)


def _count(rows: Sequence[int], how: str, now: datetime) -> None:
    if rows:
        values = [connection.ops.adapt_datetimefield_value(now), *rows]
        with connection.cursor() as cursor:
            cursor.execute(how.format(places=_places(rows)), values)


def end_attempt(counted: Counted, *, now: datetime) -> None:
    """The attempt succeeded: what is counted of one owner starts anew, of many is taken back."""
    keys = sorted(_key(axis, about) for axis, about in counted)
    owned = [_key(axis, about) for axis, about in counted if axis.one_owner]
    statement = TAKE_BACK.format(
        owned="WHEN key IN (" + _places(owned) + ") THEN 0" if owned else "WHEN FALSE THEN 0",
        places=_places(keys),
        lock="FOR UPDATE" if connection.features.has_select_for_update else "",
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*owned, *keys])


def _places(values: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(values))


def forget_attempts(*, now: datetime) -> int:
    """Delete the counts that no axis remembers; how many."""
    return FailedAttempts.objects.filter(last_at__lt=now - KEEP).delete()[0]
