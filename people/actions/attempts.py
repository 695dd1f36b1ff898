"""Counting attempts that may fail, so that guessing becomes slow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache

from django.db import transaction
from django.db.models import F

from journal import vault
from journal.composed import Composed
from people import rules
from people.models import FailedAttempts
from people.rules import Axis, Count

Counted = Sequence[tuple[Axis, str]]
KEEP = timedelta(days=1)  # longer than any axis remembers


def _key(axis: Axis, about: str) -> str:
    return vault.lookup(f"{axis.name}\n{about}", purpose="people.attempts")


def _make_missing(counted: Counted, now: datetime) -> None:
    """A count for whatever has none; in the order in which they are locked, and before."""
    keys = sorted(_key(axis, about) for axis, about in counted)
    made = [FailedAttempts(key=key, last_at=now) for key in keys]
    FailedAttempts.objects.bulk_create(made, ignore_conflicts=True)


@cache
def _lock_of(count: int) -> Composed[FailedAttempts]:
    """So many counts by their keys; whoever signs in asks it twice."""
    return Composed(
        lambda *keys: (
            FailedAttempts.objects.select_for_update().filter(key__in=keys).order_by("key")
        ),
        *(f"key {n}" for n in range(count)),
    )


def _locked(counted: Counted) -> list[tuple[Axis, FailedAttempts]]:
    """The counts there are, locked in one order so that nobody waits in a circle."""
    axes = {_key(axis, about): axis for axis, about in counted}
    return [(axes[row.key], row) for row in _lock_of(len(axes)).all(*axes)]


@transaction.atomic
def begin_attempt(counted: Counted, *, now: datetime) -> timedelta:
    """How long to wait; zero lets the attempt go ahead and counts it as failed until it succeeds.

    Counting first means that a hundred attempts at the same instant are a hundred, not one.
    """
    _make_missing(counted, now)
    rows = _locked(counted)
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
    _set(quiet, failures=1, last_at=now)
    _set(counting, failures=F("failures") + 1, last_at=now)
    return timedelta(0)


@transaction.atomic
def end_attempt(counted: Counted, *, now: datetime) -> None:
    """The attempt succeeded: what is counted of one owner starts anew, of many is taken back."""
    rows = _locked(counted)
    _set([row.pk for axis, row in rows if axis.one_owner], failures=0)
    shared = [row.pk for axis, row in rows if not axis.one_owner and row.failures]
    _set(shared, failures=F("failures") - 1)


def _set(rows: Sequence[int], **columns: object) -> None:
    if rows:
        FailedAttempts.objects.filter(pk__in=rows).update(**columns)


def forget_attempts(*, now: datetime) -> int:
    """Delete the counts that no axis remembers; how many."""
    return FailedAttempts.objects.filter(last_at__lt=now - KEEP).delete()[0]
