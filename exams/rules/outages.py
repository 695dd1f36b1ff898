"""When the site was away while somebody sat, and how much time every open attempt gets back.

Every process that serves pages gives a sign of life every `BEAT` seconds by a real, durable write.
A gap between two signs of the whole site is an outage: it can only be longer than the time for
which answers could not be saved, never shorter. Times are aware datetimes. Source: house rules,
`docs/exam-core.md` 3.
"""

from __future__ import annotations

import math
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
