"""Signing in and out by a code on the room's screen: which code holds when. No database, no clock.

The screen shows a code that changes with every step of time; it names the half-day, whether one
comes or goes, and nothing of anybody. A code holds while it is shown and a little longer, so that
one that was passed on is worth nothing soon. All moments are the server's.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from training.rules.classes import Window

# House defaults, all of them.
STEP = timedelta(seconds=15)  # how long a code is shown
TOLERANCE = timedelta(seconds=10)  # how long it holds after that: the camera, the line
RESUME = timedelta(minutes=10)  # how long a scan waits for its officer to sign in to the site
OPENS = timedelta(minutes=30)  # how long before the half-day one may sign in
CLOSES = timedelta(minutes=30)  # how long after it one may sign out
GOING = timedelta(minutes=30)  # how long before the end the screen turns to signing out
KEPT = timedelta(hours=12)  # how long before the half-day a device may keep its roll
CODE_LENGTH = 20  # hexadecimal digits: eighty bits


class Direction(StrEnum):
    """Whether one comes or goes."""

    IN = "in"
    OUT = "out"


def step_at(at: datetime) -> int:
    """The step of time in which a moment lies."""
    return int(at.timestamp() // STEP.total_seconds())


def code(key: bytes, direction: Direction, step: int) -> str:
    """The code of a half-day (by its key) for one direction and one step of time."""
    text = f"{direction.value} {step}".encode()
    return hmac.digest(key, text, "sha256").hex()[:CODE_LENGTH]


def step_of(key: bytes, direction: Direction, given: str, at: datetime) -> int | None:
    """The step whose code arrived at `at`, or None where no code that holds then is this one.

    A code holds from the beginning of its step until `TOLERANCE` after its end, that instant
    included; codes of steps to come never hold.
    """
    first = step_at(at - TOLERANCE - timedelta(microseconds=1))
    for step in range(step_at(at), first - 1, -1):
        if hmac.compare_digest(code(key, direction, step).encode(), given.encode()):
            return step
    return None


def is_open(direction: Direction, window: Window, at: datetime) -> bool:
    """Whether one may sign in or out of a half-day at the moment; both ends included."""
    if direction is Direction.IN:
        return window.starts_at - OPENS <= at <= window.ends_at
    return window.starts_at <= at <= window.ends_at + CLOSES


def shown(window: Window, at: datetime) -> Direction | None:
    """What the screen offers by itself: signing in until the last half hour, then signing out."""
    if is_open(Direction.IN, window, at) and at < max(window.starts_at, window.ends_at - GOING):
        return Direction.IN
    return Direction.OUT if is_open(Direction.OUT, window, at) else None


def kept_until(window: Window, at: datetime) -> datetime | None:
    """Until when a device that opened the roll at the moment may keep it, to open it without a
    line: as long as anybody may sign out. None: too early, or over."""
    last = window.ends_at + CLOSES
    return last if window.starts_at - KEPT <= at < last else None


def may_resume(scanned_at: datetime, at: datetime) -> bool:
    """Whether a scan still waits for its officer: what came in then counts for so long."""
    return timedelta(0) <= at - scanned_at <= RESUME


@dataclass(frozen=True)
class Count:
    """How many have signed in, how many sit there by the organiser's count (None: not counted)."""

    signed: int
    heads: int | None

    @property
    def surplus(self) -> int:
        """How many more signed in than sit there: a code that was passed on shows here."""
        return 0 if self.heads is None else max(0, self.signed - self.heads)

    @property
    def unsigned(self) -> int:
        """How many more sit there than have signed in."""
        return 0 if self.heads is None else max(0, self.heads - self.signed)
