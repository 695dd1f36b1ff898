"""How long somebody must wait after failed attempts: growing, never for ever."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Axis:
    """One thing that attempts are counted by (an account, an address), and how it slows.

    The first `free` failures cost nothing; the next costs `first`, and each further one doubles
    the wait up to `longest`. After `forget` without an attempt the count starts anew.
    """

    name: str
    free: int
    first: timedelta
    longest: timedelta
    forget: timedelta
    one_owner: bool = False  # a success clears the count, because nobody else shares it


@dataclass(frozen=True)
class Count:
    """Failures so far, and the time of the last one."""

    failures: int
    last_at: datetime


def wait_left(axis: Axis, count: Count | None, *, now: datetime) -> timedelta:
    """How long to wait at `now` before the next attempt is looked at; zero when not at all.

    An attempt exactly at the end of the wait is looked at.
    """
    if count is None or is_forgotten(axis, count, now=now) or count.failures < axis.free:
        return timedelta(0)
    doublings = min(count.failures - axis.free, 32)
    wait: timedelta = min(axis.first * 2**doublings, axis.longest)
    return max(timedelta(0), count.last_at + wait - now)


def is_forgotten(axis: Axis, count: Count, *, now: datetime) -> bool:
    """Whether the count has been quiet for so long that it starts anew."""
    return now - count.last_at > axis.forget
