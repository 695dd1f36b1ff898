"""What stands in one person's calendar: the half-days of the classes that they are or were in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from people.models import Person
from training import rules
from training.models.classes import Enrolment, Session
from training.models.makeups import MakeUp
from training.rules import ClassState

BACK = timedelta(days=120)  # so far back events stay in the feed


def events_of(person: Person, host: str, now: datetime) -> list[rules.Event]:
    """One event for each half-day, cancelled ones among them. Three queries."""
    mine: dict[int, list[Enrolment]] = defaultdict(list)
    rows = Enrolment.objects.filter(person=person).exclude(training_class__state=ClassState.PLANNED)
    for row in rows.order_by("id"):
        mine[row.training_class_id].append(row)
    sessions = Session.objects.filter(training_class__in=mine, starts_at__gte=now - BACK)
    found = sessions.select_related("training_class").order_by("starts_at", "id")
    events = [_event(one, mine[one.training_class_id], host, now) for one in found]
    return [*events, *_made_up(person, set(mine), host, now)]


def _made_up(person: Person, classes: set[int], host: str, now: datetime) -> list[rules.Event]:
    """The half-days of other classes where one makes something up, or gave that up. One query."""
    seats: dict[int, list[MakeUp]] = defaultdict(list)
    rows = MakeUp.objects.filter(person=person, session__starts_at__gte=now - BACK)
    rows = rows.exclude(session__training_class__in=classes).order_by("session__starts_at", "id")
    for row in rows.select_related("session__training_class"):
        seats[row.session_id].append(row)
    return [_event(some[0].session, some, host, now) for some in seats.values()]


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
