"""When the site was away while somebody sat, and how much time every open attempt gets back.

Every process that serves pages gives a sign of life every `BEAT` seconds by a real, durable write.
A gap between two signs of the whole site is an outage: it can only be longer than the time for
which answers could not be saved, never shorter. Times are aware datetimes. Source: house rules,
`docs/exam-core.md` 3.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

BEAT = timedelta(seconds=5)
SHORTEST = timedelta(seconds=10)  # a gap of exactly this length counts
STEP = 5  # seconds; what is given back is rounded up to it


def gap(last: datetime, now: datetime, awake: timedelta | None) -> timedelta:
    """How long nobody served, judged by whoever serves again at `now`; never below zero.

    `last` is the site's last sign of life. `awake` is the time since this process's own last sign
    by a clock that nobody can set, None for one that has just begun: it keeps a clock that was set
    forward from passing for an outage.
    """
    away = now - last if awake is None else min(now - last, awake)
    return max(away, timedelta(0))


def seconds_back(away: timedelta, most: timedelta) -> int:
    """What an outage of this length gives back, in whole seconds: 0 below `SHORTEST`, else the
    length rounded up to `STEP`, at most `most`; what lies beyond is for persons to decide."""
    if away < SHORTEST:
        return 0
    rounded = math.ceil(away.total_seconds() / STEP) * STEP
    return min(rounded, int(most.total_seconds()))


def is_owed(ended_at: datetime, *, started_at: datetime | None, closed_at: datetime | None) -> bool:
    """Whether an attempt gets an outage back that ended at `ended_at`: it was open then."""
    if started_at is None or started_at >= ended_at:
        return False
    return closed_at is None or closed_at > ended_at


@dataclass(frozen=True)
class Away:
    """An outage: from when until when, and what it gives back to whoever sat then, in seconds."""

    began_at: datetime
    ended_at: datetime
    seconds: int


def pause_back(began_at: datetime, ended_at: datetime, outages: Iterable[Away]) -> int:
    """What a pause of an attempt gives back beside the outages, in seconds, at least one.

    A time for which the attempt was paused and the site away as well is given back once: what an
    outage gives back of it is not given again. What it does not give back (beyond the most that is
    given without a person's decision) the pause gives.
    """
    seconds = math.ceil((ended_at - began_at).total_seconds())
    for away in outages:
        both = min(ended_at, away.ended_at) - max(began_at, away.began_at)
        seconds -= max(0, min(away.seconds, math.floor(both.total_seconds())))
    return max(1, seconds)


def entry_ends_at(opens_at: datetime, entry: timedelta, outages: Iterable[Away]) -> datetime:
    """Until when candidates may begin: for `entry` after the opening, longer by every outage that
    fell into it, because nobody could begin then.

    Of an outage that began before the opening only what came after it counts.
    """
    ends_at = opens_at + entry
    for away in sorted(outages, key=lambda away: away.began_at):
        if away.began_at < ends_at:
            ends_at += _lost(away, opens_at)
    return ends_at


def kept_out(opens_at: datetime, begun_at: datetime, outages: Iterable[Away]) -> int:
    """For how many seconds, rounded up, nobody could begin between the opening and `begun_at`.

    So much later the session ends for whoever begins only then: an outage at the entry must not cut
    the time of those whom it kept waiting. One that ended later is given back like any other.
    """
    lost = (_lost(away, opens_at) for away in outages if away.ended_at <= begun_at)
    return math.ceil(sum(lost, timedelta(0)).total_seconds())


def _lost(away: Away, opens_at: datetime) -> timedelta:
    """What of an outage came after the opening, at most what it gives back."""
    lost = away.ended_at - max(away.began_at, opens_at)
    return min(timedelta(seconds=away.seconds), max(timedelta(0), lost))
