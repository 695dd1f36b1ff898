"""Where a missed half-day can be made up: open classes to come with the same content."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from people.models import Person
from training.models.classes import Session, TrainingClass
from training.models.hours import category_of
from training.rules import ClassState, Taught


def taught_in(session: Session) -> Taught:
    """What a half-day teaches. Needs its class."""
    return Taught(session.training_class.course_id or 0, session.statute_id or 0, session.topic)


def makeups_among(
    missed: Iterable[Session], classes: Iterable[int], now: datetime
) -> dict[int, list[Session]]:
    """By missed half-day, those to come in the classes that make up for it, soonest first. One
    query; an overview for many persons narrows the classes first."""
    missed = list(missed)
    rows = Session.objects.filter(training_class__in=list(classes), starts_at__gt=now)
    rows = rows.exclude(training_class__in={one.training_class_id for one in missed})
    coming = list(rows.select_related("training_class__audience").order_by("starts_at"))
    lessons = [(one, taught_in(one)) for one in coming]
    found = {}
    for one in missed:
        lost = taught_in(one)
        fits = [other for other, lesson in lessons if lesson.makes_up_for(lost)]
        if fits:
            found[one.pk] = fits
    return found


def makeups_of(
    person: Person, missed: Iterable[Session], now: datetime
) -> dict[int, list[Session]]:
    """The same in classes that this person may still join."""
    missed = list(missed)
    if not missed:
        return {}
    category = category_of(person, timezone.localdate(now))
    open_ones = TrainingClass.objects.open_for(person, category).not_begun(now)
    mine = person.enrolments.standing().values("training_class")
    return makeups_among(missed, open_ones.exclude(pk__in=mine).values_list("pk", flat=True), now)


def classes_to_come(now: datetime) -> list[int]:
    """Open classes that have not begun."""
    rows = TrainingClass.objects.filter(state=ClassState.OPEN).not_begun(now)
    return list(rows.values_list("pk", flat=True))
