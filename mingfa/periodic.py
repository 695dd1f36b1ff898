"""What happens by the clock: the jobs that `PERIODIC` names, each in its own turn.

A job is a function that takes `now`. Deadlines never depend on these jobs: they only tidy up what
the rules have already decided. One job's failure is logged and keeps no other from its turn.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.utils.module_loading import import_string

from mingfa import actions
from mingfa.models import PeriodicRun

log = structlog.get_logger("mingfa.periodic")


def run_due(clock: Callable[[], datetime]) -> list[str]:
    """Run every job that is due; the names of those run."""
    begun = dict(PeriodicRun.objects.values_list("job", "begun_at"))
    ran = []
    for path, seconds in settings.PERIODIC:
        every, now = timedelta(seconds=seconds), clock()
        waits = path in begun and now < begun[path] + every
        if not waits and _run_one(path, every, now):
            ran.append(path)
    return ran


def _run_one(path: str, every: timedelta, now: datetime) -> bool:
    try:
        if not actions.take_turn(path, every, now=now):
            return False
        job: Callable[..., Any] = import_string(path)
        job(now=now)
    except Exception:  # whatever it is, the other jobs must have their turn
        log.exception("job failed", job=path)
    return True
