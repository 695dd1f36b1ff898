"""Counting attempts that may fail, so that guessing becomes slow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from journal import vault
from people import rules
from people.models import FailedAttempts
from people.rules import Axis, Count

Counted = Sequence[tuple[Axis, str]]
KEEP = timedelta(days=1)  # longer than any axis remembers


def _key(axis: Axis, about: str) -> str:
    return vault.lookup(f"{axis.name}\n{about}", purpose="people.attempts")


def _locked(counted: Counted, now: datetime) -> list[tuple[Axis, FailedAttempts]]:
    """The counts, made where missing, locked in one order so that nobody waits in a circle."""
    keys = sorted((_key(axis, about), axis.name, axis) for axis, about in counted)
    for key, _name, _axis in keys:
        FailedAttempts.objects.get_or_create(key=key, defaults={"last_at": now})
    rows = (
        FailedAttempts.objects.select_for_update()
        .order_by("key")
        .in_bulk([key for key, _name, _axis in keys], field_name="key")
    )
    return [(axis, rows[key]) for key, _name, axis in keys]


@transaction.atomic
def begin_attempt(counted: Counted, *, now: datetime) -> timedelta:
    """How long to wait; zero lets the attempt go ahead and counts it as failed until it succeeds.

    Counting first means that a hundred attempts at the same instant are a hundred, not one.
    """
    FailedAttempts.objects.filter(last_at__lt=now - KEEP).delete()
    rows = _locked(counted, now)
    wait = max(
        (rules.wait_left(axis, Count(row.failures, row.last_at), now=now) for axis, row in rows),
        default=timedelta(0),
    )
    if wait > timedelta(0):
        return wait
    for axis, row in rows:
        stale = rules.is_forgotten(axis, Count(row.failures, row.last_at), now=now)
        row.failures = 1 if stale else row.failures + 1
        row.last_at = now
        row.save(update_fields=["failures", "last_at"])
    return timedelta(0)


@transaction.atomic
def end_attempt(counted: Counted, *, now: datetime) -> None:
    """The attempt succeeded: what is counted of one owner starts anew, of many is taken back."""
    for axis, row in _locked(counted, now):
        row.failures = 0 if axis.one_owner else max(0, row.failures - 1)
        row.save(update_fields=["failures"])
