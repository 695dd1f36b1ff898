"""The web server's signs of life: each of its processes shows every few seconds that answers can be
saved, and gives time back as soon as it finds that for a while they could not.

`exams/actions/outages.py` has the deed, `docs/hall.md` the rule.
"""

from __future__ import annotations

import threading

import structlog
from django.db import Error, close_old_connections, connections

from exams import http
from exams.actions import outages
from exams.rules.outages import BEAT

AGAIN = 1.0  # seconds until the next try while the database is away
NEVER = threading.Event()  # waited for between two signs: no clock that is set disturbs it
log = structlog.get_logger("mingfa.pulse")


def start() -> None:
    """Begin to give signs of life, until the process ends."""
    threading.Thread(target=_beat_for_ever, name="pulse", daemon=True).start()


def _beat_for_ever() -> None:
    while True:
        NEVER.wait(BEAT.total_seconds() if beat_once() else AGAIN)


def beat_once() -> bool:
    """Give one sign of life, and time back for the outage that it ends; whether the database
    answered."""
    try:
        close_old_connections()
        if outage := http.HEART.beat(http.believed_now()):
            paid = outages.pay_back_due(now=http.believed_now())
            log.warning("the site was away", seconds=outage.seconds, attempts=paid)
    except Error:
        connections.close_all()
        return False
    return True
