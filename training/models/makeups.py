"""Where a missed half-day can be made up: open classes to come with the same content."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exchange.models import new_ref
from people.models import Agency, Person
from training.models.classes import Session, TrainingClass
from training.models.hours import category_of
from training.rules import ClassState, Taught


class MakeUpQuerySet(models.QuerySet["MakeUp"]):
    def standing(self) -> Self:
        """Seats that were not given up."""
        return self.filter(given_up_at__isnull=True)


class MakeUp(models.Model):
    """A seat for one person at one half-day of another class, to make up for one that they missed.
    Given up, the row stays."""

    ref = models.CharField(_("编号"), max_length=24, unique=True, default=new_ref)
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="makeups", verbose_name=_("人员")
    )
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("单位"))
    missed = models.ForeignKey(
        Session, models.PROTECT, related_name="made_up_by", verbose_name=_("缺课的课次")
    )
    session = models.ForeignKey(
        Session, models.PROTECT, related_name="guests", verbose_name=_("补训的课次")
    )
    asked_at = models.DateTimeField(_("预约时间"))
    given_up_at = models.DateTimeField(_("放弃时间"), null=True, blank=True)

    objects = MakeUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("补训")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "missed"],
                condition=Q(given_up_at__isnull=True),
                name="make_up_once_per_missed_half_day",
            ),
            models.UniqueConstraint(
                fields=["person", "session"],
                condition=Q(given_up_at__isnull=True),
                name="make_up_one_seat_at_a_half_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.session_id}"

    @property
    def training_class(self) -> TrainingClass:
        """The class where the seat is. Needs the half-day with its class."""
        return self.session.training_class


def guests_at(session: Session) -> models.QuerySet[MakeUp]:
    """Who makes something up at the half-day and is not on its class's roster."""
    roster = session.training_class.enrolments.standing().values("person")
    return MakeUp.objects.standing().filter(session=session).exclude(person__in=roster)


def guests_of(found: TrainingClass) -> list[MakeUp]:
    """The same of a whole class, in order of agency and number, person and agency loaded."""
    roster = found.enrolments.standing().values("person")
    rows = MakeUp.objects.standing().filter(session__training_class=found)
    rows = rows.exclude(person__in=roster).select_related("person", "agency")
    return list(rows.order_by("agency__path", "person__staff_number", "session__starts_at"))


def listed_at(session: Session) -> set[int]:
    """Everybody who is due at a half-day: the roster, and who makes something up. Two queries."""
    roster = session.training_class.enrolments.standing().values_list("person_id", flat=True)
    return set(roster) | set(guests_at(session).values_list("person_id", flat=True))


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
    """The same in open classes that are meant for this person, begun or not."""
    missed = list(missed)
    if not missed:
        return {}
    category = category_of(person, timezone.localdate(now))
    mine = person.enrolments.standing().values("training_class")
    open_ones = TrainingClass.objects.open_for(person, category).exclude(pk__in=mine)
    return makeups_among(missed, open_ones.values_list("pk", flat=True), now)


def open_classes() -> list[int]:
    """Classes that are open."""
    rows = TrainingClass.objects.filter(state=ClassState.OPEN)
    return list(rows.values_list("pk", flat=True))
