"""The site's signs of life, and the time that every open attempt gets back after an outage."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction

from exams.actions.chaining import append_event
from exams.models import HALL_TEXTS, OWED, Attempt, Outage, PayBack, Pulse, owing, seconds_granted
from exams.proof import deadline_of
from exams.rules import outages
from exams.rules.keeping import State
from journal.actions import record

log = structlog.get_logger(__name__)


class PulseStale(Exception):
    """Nothing can be judged by the clock: nobody has said yet for how long the site was away."""


@transaction.atomic(durable=True)
def beat(*, now: datetime, awake: timedelta | None) -> Outage | None:
    """Show that answers can be saved; the outage that this ends, when attempts were open.

    `awake` is the time since the caller's own last sign by a clock that nobody can set.
    """
    pulse, is_first = Pulse.objects.select_for_update().get_or_create(pk=1, defaults={"at": now})
    if is_first:
        return None
    last, pulse.at = pulse.at, now
    pulse.save(update_fields=["at"])
    most = timedelta(minutes=settings.ENVIRONMENT.outage_minutes)
    seconds = outages.seconds_back(outages.gap(last, now, awake), most)
    if not seconds or not _is_missed(last, now):
        return None
    outage = Outage.objects.create(
        began_at=last, ended_at=now, most_seconds=int(most.total_seconds()), seconds=seconds
    )
    facts = {"from": last.isoformat(), "to": now.isoformat(), "seconds": seconds}
    record(None, "exams.note_outage", f"exams.outage:{outage.pk}", facts, now=now)
    return outage


def _is_missed(last: datetime, now: datetime) -> bool:
    """Whether somebody sat while the site was away, or could have begun to."""
    ready = Attempt.objects.filter(state=State.READY, session__opens_at__lt=now)
    return (
        Attempt.objects.open().filter(started_at__lt=now).exists()
        or ready.filter(session__closes_at__gt=last).exists()
    )


def seen_alive(now: datetime) -> datetime:
    """Until when the site is known to have served: nobody is closed by a later moment.

    Where no process gives signs of life (a single command), `now`.
    """
    last = Pulse.objects.values_list("at", flat=True).first()
    return now if last is None else min(now, last)


@transaction.atomic(durable=True)
def pay_back_one(ref: str, *, now: datetime) -> datetime | None:
    """Give one attempt back what it is owed, and say its deadline. Raises as `settle`."""
    held = Attempt.objects.select_for_update().only("pk").get(ref=ref)
    return settle(held.pk, now=now).deadline_at


def refuse_stale(now: datetime) -> None:
    """Raises PulseStale where the site has just come back and no process has said for how long it
    was away."""
    if now - seen_alive(now) >= outages.SHORTEST:
        raise PulseStale


def settle(attempt_id: int, *, now: datetime) -> Attempt:
    """The attempt, under the caller's lock, with every outage given back.

    Asked before anything is judged as too late. Raises PulseStale where the site has just come
    back and no process has said for how long it was away.
    """
    refuse_stale(now)
    rows = Attempt.objects.select_related("exam", "session", "candidate", "paper")
    attempt = rows.defer(*HALL_TEXTS).get(pk=attempt_id)
    pay_back(attempt, now=now)
    return attempt


def pay_back(attempt: Attempt, *, now: datetime) -> int:
    """Give an open attempt, under lock, every outage back that it is owed; the seconds."""
    if attempt.state != State.OPEN:
        return 0
    owed = OWED.all(attempt.pk, attempt.started_at)
    for outage in owed:
        PayBack.objects.create(attempt=attempt, outage=outage, at=now)
        facts = {"outage": outage.pk, "seconds": outage.seconds}
        append_event(attempt, "pay_back", facts, actor_id=None, now=now)
    if owed:
        attempt.deadline_at = deadline_of(attempt, granted=seconds_granted(attempt))
        attempt.save(update_fields=["deadline_at"])
    return sum(outage.seconds for outage in owed)


def pay_back_due(*, now: datetime) -> int:
    """Give every open attempt back what it is owed; how many. One that fails keeps no other."""
    paid = 0
    for attempt_id in list(owing().values_list("pk", flat=True)):
        try:
            paid += _pay_one(attempt_id, now)
        except Exception:  # whatever it is, the others must have their time
            log.exception("giving time back failed", job=attempt_id)
    return paid


@transaction.atomic
def _pay_one(attempt_id: int, now: datetime) -> int:
    rows = Attempt.objects.select_for_update(of=("self",)).select_related("exam", "session")
    return int(pay_back(rows.get(pk=attempt_id), now=now) > 0)
