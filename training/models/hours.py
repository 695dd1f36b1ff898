"""Hours of persons: sums of the ledger, and one person's state explained."""

from __future__ import annotations

from datetime import date

from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from people.models import Person, PersonQuerySet
from training import rules
from training.models.board import demand_of
from training.models.ledger import LedgerEntry


def with_hours(persons: PersonQuerySet, on: date) -> PersonQuerySet:
    """Add `credit` and `days` (hundredths) of the year up to the day to every person; 0 without a
    line."""
    lines = LedgerEntry.objects.filter(person=OuterRef("pk"), year=on.year, day__lte=on).order_by()
    grouped = lines.values("person")
    return persons.annotate(
        credit=Coalesce(Subquery(grouped.annotate(sum=Sum("credit")).values("sum")), 0),
        days=Coalesce(Subquery(grouped.annotate(sum=Sum("days")).values("sum")), 0),
    )


def category_of(person: Person, on: date) -> str | None:
    """The kind of the person's main post on the day; None without one."""
    known = Person.objects.filter(pk=person.pk).with_main_post(on).get()
    return known.post_kind  # type: ignore[attr-defined,no-any-return]  # annotated


def state_of(person: Person, on: date, *, whole_year: bool = False) -> rules.State:
    """One person's state on a day by the pure rule, every step explained. At most five queries.

    `whole_year` tells the state at the end of the year of `on`, for a year that is past.
    """
    day = date(on.year, 12, 31) if whole_year else on
    demand = demand_of(person, category_of(person, day), day)
    entries = LedgerEntry.objects.of_year(person.pk, day.year)
    lines = (entry.line() for entry in entries)
    return rules.state(lines, demand.target if demand else None, day)
