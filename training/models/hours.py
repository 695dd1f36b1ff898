"""Hours asked of the database: sums of the ledger for many persons at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import (
    Case,
    Count,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.expressions import Combinable, Expression
from django.db.models.functions import Coalesce, Least

from people.models import Person, PersonQuerySet
from training import rules
from training.models.ledger import LedgerEntry
from training.models.policies import Requirement
from training.rules import Standing, Target


def with_hours(persons: PersonQuerySet, on: date) -> PersonQuerySet:
    """Add `credit` and `days` (hundredths) of the year up to the day to every person; 0 without a
    line."""
    lines = LedgerEntry.objects.filter(person=OuterRef("pk"), year=on.year, day__lte=on).order_by()
    grouped = lines.values("person")
    return persons.annotate(
        credit=Coalesce(Subquery(grouped.annotate(sum=Sum("credit")).values("sum")), 0),
        days=Coalesce(Subquery(grouped.annotate(sum=Sum("days")).values("sum")), 0),
    )


def with_progress(
    persons: PersonQuerySet, on: date, targets: Mapping[str, Target] | None = None
) -> PersonQuerySet:
    """Add `post_kind` on the day, `credit` and `days` of its year, and `progress`.

    `progress` is in ten-thousandths by the worse of the two tests, null without a requirement;
    ascending order is worst first. Without `targets` the requirements of the day are read. Twin in
    Python: `training.rules.progress`.
    """
    wanted = Requirement.objects.targets(on) if targets is None else targets
    known = with_hours(persons.with_main_post(on), on)
    reached: list[When] = [
        When(post_kind=category, then=_reached(target)) for category, target in wanted.items()
    ]
    nothing = Value(None, output_field=IntegerField())
    return known.annotate(progress=Case(*reached, default=nothing) if reached else nothing)


def _reached(target: Target) -> Expression:
    return Least(_part("credit", target.credit), _part("days", target.days))


def _part(column: str, wanted: int) -> Combinable:
    if wanted == 0:
        return Value(rules.WHOLE, output_field=IntegerField())
    return F(column) * Value(rules.WHOLE) / Value(wanted)


def in_standing(persons: PersonQuerySet, standing: str, on: date) -> PersonQuerySet:
    """Of persons `with_progress` on the day, those of one `Standing`."""
    return persons.filter(_range(Standing(standing), on))


def _range(standing: Standing, on: date) -> Q:
    on_track_from, at_risk_from = rules.thresholds(on)
    at_risk_to = min(on_track_from, rules.WHOLE)
    return {
        Standing.MET: Q(progress__gte=rules.WHOLE),
        Standing.ON_TRACK: Q(progress__gte=on_track_from, progress__lt=rules.WHOLE),
        Standing.AT_RISK: Q(progress__gte=at_risk_from, progress__lt=at_risk_to),
        Standing.BEHIND: Q(progress__lt=at_risk_from),
        Standing.NONE: Q(progress__isnull=True),
    }[standing]


def standing_counts(persons: PersonQuerySet, on: date) -> dict[Standing, int]:
    """How many of persons `with_progress` are of which standing. One query."""
    found = persons.aggregate(
        **{one.value: Count("pk", filter=_range(one, on)) for one in Standing}
    )
    return {one: found[one.value] for one in Standing}


def category_of(person: Person, on: date) -> str | None:
    """The kind of the person's main post on the day; None without one."""
    known = Person.objects.filter(pk=person.pk).with_main_post(on).get()
    return known.post_kind  # type: ignore[attr-defined,no-any-return]  # annotated


def state_of(person: Person, on: date, *, whole_year: bool = False) -> rules.State:
    """One person's state on a day by the pure rule, every step explained. Three queries.

    `whole_year` tells the state at the end of the year of `on`, for a year that is past.
    """
    day = date(on.year, 12, 31) if whole_year else on
    category = category_of(person, day)
    target = Requirement.objects.targets(day).get(category) if category else None
    entries = LedgerEntry.objects.of_year(person.pk, day.year)
    return rules.state((entry.line() for entry in entries), target, day)
