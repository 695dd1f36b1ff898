"""What stands in one person's calendar: the half-days of the classes that they are or were in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from people.models import Person
from training import rules
from training.models.classes import Enrolment, Session
from training.models.makeups import MakeUp
from training.rules import ClassState

BACK = timedelta(days=120)  # so far back events stay in the feed


def events_of(person: Person, host: str, now: datetime) -> list[rules.Event]:
    """One event for each half-day, cancelled ones among them: of the classes that one is or was on
    the roster of, and where one makes something up or gave that up. Who was one and then the other
    has one event, whose changes are counted together. Three queries."""
    mine: dict[int, list[Enrolment]] = defaultdict(list)
    rows = Enrolment.objects.filter(person=person).exclude(training_class__state=ClassState.PLANNED)
    for row in rows.order_by("id"):
        mine[row.training_class_id].append(row)
    seats: dict[int, list[MakeUp]] = defaultdict(list)
    for seat in MakeUp.objects.filter(person=person).order_by("id"):
        seats[seat.session_id].append(seat)
    found = Session.objects.filter(Q(training_class__in=mine) | Q(pk__in=seats))
    found = found.filter(starts_at__gte=now - BACK).select_related("training_class")
    return [
        _event(one, [*mine.get(one.training_class_id, ()), *seats.get(one.pk, ())], host, now)
        for one in found.order_by("starts_at", "id")
    ]


def _event(
    session: Session, mine: Sequence[Enrolment | MakeUp], host: str, now: datetime
) -> rules.Event:
    held = session.training_class
    off = [row for row in mine if _ended(row) is not None]
    return rules.Event(
        uid=f"{session.ref}@{host}",
        sequence=rules.sequence(session.sequence, held.sequence, len(mine), len(off)),
        starts_at=timezone.localtime(session.starts_at),
        ends_at=timezone.localtime(session.ends_at),
        title=f"{held.title}：{session.topic}",
        place=held.venue,
        text=session.trainer,
        cancelled=held.state == ClassState.CANCELLED or len(off) == len(mine),
        changed_at=now,
    )


def _ended(place: Enrolment | MakeUp) -> datetime | None:
    return place.withdrawn_at if isinstance(place, Enrolment) else place.given_up_at
