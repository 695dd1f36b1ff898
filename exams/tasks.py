"""What the worker does for the exam room by the clock, as `PERIODIC` in the settings names it."""

from __future__ import annotations

from datetime import datetime

from exams.actions import sitting
from exams.http import clock_is_steady


def close_overdue(*, now: datetime) -> int:
    """Close what is overdue, unless the clock has just jumped; how many."""
    return sitting.close_overdue(now=now) if clock_is_steady() else 0
