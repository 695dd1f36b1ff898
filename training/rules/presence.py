"""What was seen of one person at a half-day, by rule: late, left early, away too much.

Minutes throughout. What the codes say is a proposal; the organiser's mark is what counts, and
where the two differ the organiser decides and says why.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from training.rules.classes import COUNTED, Mark, Window


@dataclass(frozen=True)
class Presence:
    """The policy of a day: from how many minutes on one is late, or leaves early; how much of a
    half-day (per cent) one must have been there for it to count; and the part of a class that one
    may miss, one half-day in so many.

    Source of the last: 干部教育培训工作条例 (2023), art. 15: 1/7. The others are house defaults.
    """

    late_after: int = 10
    early_before: int = 10
    least: int = 50
    one_in: int = 7


def minutes_there(window: Window, came: datetime, left: datetime) -> int:
    """Whole minutes of the half-day between coming and going; never more than it has."""
    begin, end = max(came, window.starts_at), min(left, window.ends_at)
    return max(0, int((end - begin) // timedelta(minutes=1)))


def seen(
    window: Window,
    came: datetime | None,
    left: datetime | None,
    policy: Presence,
    *,
    asks_out: bool,
) -> Mark | None:
    """The mark that the codes propose; None where somebody did not sign at all.

    `asks_out`: the half-day is over and people signed out of it; who then did not has left early.
    Who signed out alone came late. Who was there for less than the least was absent. Exactly
    `late_after` minutes after the beginning is not late yet, and likewise at the end.
    """
    if came is None:
        return None if left is None else Mark.LATE
    last = left or (None if asks_out else window.ends_at)
    if last is None:
        return Mark.LATE if _is_late(window, came, policy) else Mark.LEFT_EARLY
    whole = minutes_there(window, window.starts_at, window.ends_at)
    if minutes_there(window, came, last) * 100 < whole * policy.least:
        return Mark.ABSENT
    if _is_late(window, came, policy):
        return Mark.LATE
    is_early = last < window.ends_at - timedelta(minutes=policy.early_before)
    return Mark.LEFT_EARLY if is_early else Mark.PRESENT


def _is_late(window: Window, came: datetime, policy: Presence) -> bool:
    return came > window.starts_at + timedelta(minutes=policy.late_after)


def missed(marks: Iterable[Mark]) -> int:
    """How many half-days were missed, leave among them."""
    return sum(mark not in COUNTED for mark in marks)


def misses_too_much(half_days_missed: int, half_days: int, one_in: int) -> bool:
    """Whether somebody missed more of a class than one half-day in `one_in`; exactly that is
    still allowed. Source: 干部教育培训工作条例 (2023), art. 15."""
    return half_days_missed * one_in > half_days


class Became(StrEnum):
    """What became of a mark that was set on a device, perhaps without a line."""

    STORED = "stored"
    SAME = "same"
    CONFLICT = "conflict"
    CLOSED = "closed"
    UNKNOWN = "unknown"


def became(
    mark: Mark, current: Mark | None, *, knew: Mark | None, is_closed: bool, is_listed: bool
) -> Became:
    """What becomes of a mark that arrives: `knew` is what the device took to be the mark before.

    Where somebody else has set another mark meanwhile, neither wins: the organiser decides.
    """
    if not is_listed:
        return Became.UNKNOWN
    if is_closed:
        return Became.CLOSED
    if current is mark:
        return Became.SAME
    return Became.STORED if current is knew else Became.CONFLICT


@dataclass(frozen=True)
class Taught:
    """What a half-day teaches: the course of its class, a statute, a topic (0 and "": none)."""

    course: int
    statute: int
    topic: str

    def makes_up_for(self, missed: Taught) -> bool:
        """Whether it has the same content: the same topic of the same course, the same statute,
        or the same topic where neither names more. House default."""
        if self.statute and missed.statute:
            return self.statute == missed.statute
        same_topic = "".join(self.topic.split()) == "".join(missed.topic.split())
        if self.course and missed.course:
            return self.course == missed.course and same_topic
        return same_topic
