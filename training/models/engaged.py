"""Where persons are at a time: on a roster, making something up, or teaching."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from people.models import Agency, Person, within
from training.models.classes import Enrolment, Session, TrainingClass
from training.models.makeups import MakeUp
from training.rules import Window


@dataclass(frozen=True)
class Engaged:
    """Somebody is at a class at the time."""

    person: Person
    training_class: TrainingClass


def engaged_at(
    windows: Sequence[Window], person_ids: Sequence[int], *, but: TrainingClass
) -> list[Engaged]:
    """Which of the persons are at another class than `but` at one of the times, persons and classes
    loaded. Four queries."""
    if not windows or not person_ids:
        return []
    rows = Session.objects.taking_place().exclude(training_class=but)
    meeting = rows.filter(
        starts_at__lt=max(window.ends_at for window in windows),
        ends_at__gt=min(window.starts_at for window in windows),
    )
    hit = [one for one in meeting if any(one.window.overlaps(window) for window in windows)]
    classes, sessions = {one.training_class_id for one in hit}, [one.pk for one in hit]
    there = Q(person__in=person_ids)
    enrolled = Enrolment.objects.standing().filter(there, training_class__in=classes)
    guests = MakeUp.objects.standing().filter(there, session__in=sessions)
    teaching = Session.objects.filter(pk__in=sessions, lecturer__person__in=person_ids)
    return [
        *(
            Engaged(one.person, one.training_class)
            for one in enrolled.select_related("person", "training_class")
        ),
        *(
            Engaged(one.person, one.training_class)
            for one in guests.select_related("person", "session__training_class")
        ),
        *(
            Engaged(one.lecturer.person, one.training_class)  # type: ignore[union-attr,arg-type]
            for one in teaching.select_related("lecturer__person", "training_class")
        ),
    ]


def days_beside(agency: Agency, sessions: QuerySet[Session]) -> Iterator[tuple[int, str, date]]:
    """On which day who of an agency's subtree makes something up or teaches at one of the
    half-days: the person, the path of their agency, the day. Two queries."""
    under = (agency.path,)
    guests = MakeUp.objects.standing().filter(
        within(under, "person__agency__path"), session__in=sessions
    )
    teaching = sessions.filter(within(under, "lecturer__person__agency__path"))
    columns = ("person", "person__agency__path", "session__starts_at")
    taught = ("lecturer__person", "lecturer__person__agency__path", "starts_at")
    for found in (guests.values_list(*columns), teaching.values_list(*taught)):
        for person, path, starts_at in found:
            yield person, path, timezone.localdate(starts_at)
