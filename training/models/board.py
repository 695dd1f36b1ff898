"""The officers of a subtree with what they have earned: three queries, however many they are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Min, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from people.models import Agency, Person, Post, within
from training import rules
from training.models.classes import Enrolment
from training.models.ledger import LedgerEntry
from training.models.policies import Requirement
from training.rules import ClassState, Officer

NOTHING = (0, 0)


def officers_of(agency: Agency, on: date) -> list[Officer]:
    """Everybody in the agency's subtree of whom the year of `on` demands something, as on the day.

    Sums come from the ledger, standings from the pure rule. In order of agency and number.
    """
    targets = Requirement.objects.targets(on)
    kinds = _kinds(agency, on)
    earned = _earned(agency, on)
    persons = Person.objects.filter(within((agency.path,), "agency__path"))
    rows = persons.order_by("agency__path", "staff_number").values_list(
        "pk", "name", "staff_number", "agency__path"
    )
    found = []
    for pk, name, number, path in rows:
        kind = kinds.get(pk, "")
        target = targets.get(kind)
        if target is None:
            continue
        credit, days = earned.get(pk, NOTHING)
        reached = rules.progress(credit, days, target)
        standing = rules.standing(reached, on)
        found.append(Officer(pk, name, number, path, kind, credit, days, target, reached, standing))
    return found


def _kinds(agency: Agency, on: date) -> dict[int, str]:
    """The kind of everybody's main post on the day; the later of two (see `with_main_post`)."""
    posts = Post.objects.in_force(on).filter(
        within((agency.path,), "person__agency__path"), is_main=True
    )
    return dict(posts.order_by("valid_from", "id").values_list("person_id", "kind"))


def _earned(agency: Agency, on: date) -> dict[int, tuple[int, int]]:
    """Credit and days of the year by person; lines dated after the day do not count yet."""
    lines = LedgerEntry.objects.filter(
        within((agency.path,), "person__agency__path"), year=on.year, day__lte=on
    )
    sums = lines.order_by().values_list("person").annotate(Sum("credit"), Sum("days"))
    return {person: (credit, days) for person, credit, days in sums}


def next_classes(person_ids: Iterable[int], now: datetime) -> dict[int, tuple[date, str]]:
    """The next class that each of the persons is enrolled in: its first day to come and title."""
    rows = (
        Enrolment.objects.standing()
        .filter(
            person__in=list(person_ids),
            training_class__state__in=[ClassState.PLANNED, ClassState.OPEN],
            training_class__sessions__ends_at__gt=now,
        )
        .values_list("person", "training_class__title")
        .annotate(
            day=Min(
                TruncDate(
                    "training_class__sessions__starts_at", tzinfo=timezone.get_current_timezone()
                )
            )
        )
        .order_by("-day")
    )
    return {person: (day, title) for person, title, day in rows}
