"""The officers of a subtree with what they have earned: a few queries, however many they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, Min, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from people.models import Agency, Person, Post, within
from training import rules
from training.models.classes import Enrolment
from training.models.exemptions import Exemption
from training.models.ledger import LedgerEntry
from training.models.policies import Requirement, SubjectChoice
from training.rules import ClassState, Officer, Target

NOTHING = (0, 0, ())
SUBJECTS = tuple(choice.value for choice in SubjectChoice)
Scope = Callable[[str], Q]  # the persons meant, asked through the way that leads to a person


@dataclass(frozen=True)
class Demand:
    """What a year asks of one person: the policy's target, the months of which they serve, what
    they are let off, and what is left of it all."""

    whole: Target
    months: int
    exempt_days: int
    exempt_credit: int

    @property
    def target(self) -> Target:
        share = self.whole if self.months == 12 else self.whole.prorated(self.months)
        return share.less(self.exempt_days, self.exempt_credit)

    @property
    def is_reduced(self) -> bool:
        return self.target != self.whole


def officers_of(
    agency: Agency, on: date, requirements: dict[str, Requirement] | None = None
) -> list[Officer]:
    """Everybody in the agency's subtree of whom the year of `on` demands something, as on the day.

    In order of agency and number. Without `requirements` those of the day are read.
    """
    return officers_within(
        lambda way: within((agency.path,), f"{way}agency__path"), on, requirements
    )


def officers_among(person_ids: Iterable[int], on: date) -> list[Officer]:
    """The same of these persons."""
    ids = list(person_ids)
    return officers_within(lambda way: Q(**{f"{way}pk__in": ids}), on)


def demand_of(person: Person, category: str | None, on: date) -> Demand | None:
    """What the year of the day asks of one person in a post of the kind; None: nothing."""
    requirements = Requirement.objects.by_category(on)
    if category not in requirements:
        return None
    scope: Scope = lambda way: Q(**{f"{way}pk": person.pk})  # noqa: E731
    return _demands(scope, {person.pk: category}, requirements, on)[person.pk]


def officers_within(
    scope: Scope, on: date, requirements: dict[str, Requirement] | None = None
) -> list[Officer]:
    """The same of whomever the scope names."""
    known = Requirement.objects.by_category(on) if requirements is None else requirements
    kinds = {pk: kind for pk, kind in _kinds(scope, on).items() if kind in known}
    demands, earned = _demands(scope, kinds, known, on), _earned(scope, on)
    apart = special_beside(scope, on).values_list("person").annotate(Sum("credit"))
    beside = dict(apart)
    targets = {pk: demand.target for pk, demand in demands.items()}
    rows = Person.objects.filter(scope("")).order_by("agency__path", "staff_number")
    found = []
    for pk, name, number, path in rows.values_list("pk", "name", "staff_number", "agency__path"):
        target = targets.get(pk)
        if target is None:
            continue
        credit, days, subjects = earned.get(pk, NOTHING)
        reached = rules.progress(credit, days, target, dict(subjects))
        standing = rules.standing(reached, on)
        found.append(
            Officer(
                pk,
                name,
                number,
                path,
                kinds[pk],
                credit,
                days,
                target,
                reached,
                standing,
                subjects,
                beside.get(pk, 0),
            )
        )
    return found


def _demands(
    scope: Scope, kinds: dict[int, str], requirements: dict[str, Requirement], on: date
) -> dict[int, Demand]:
    """What is asked of each person by the kind of their post."""
    whole = {kind: row.target for kind, row in requirements.items()}
    months = _months(scope, kinds, requirements, on)
    let_off = _let_off(scope, on.year)
    plain = {kind: Demand(target, 12, 0, 0) for kind, target in whole.items()}
    return {
        pk: plain[kind]
        if pk not in months and pk not in let_off
        else Demand(whole[kind], months.get(pk, 12), *let_off.get(pk, (0, 0)))
        for pk, kind in kinds.items()
    }


def _months(
    scope: Scope, kinds: dict[int, str], requirements: dict[str, Requirement], on: date
) -> dict[int, int]:
    """Of how many months those serve who came to a post of their kind within the year, where the
    policy asks; who came in January serves twelve and is left out."""
    shared = [kind for kind, row in requirements.items() if row.prorates]
    if not shared:
        return {}
    rows = Post.objects.current().filter(scope("person__"), kind__in=shared).order_by()
    firsts = rows.values_list("person_id", "kind").annotate(first=Min("valid_from"))
    late = firsts.filter(first__gt=date(on.year, 1, 31), first__lte=on)
    return {pk: 13 - first.month for pk, kind, first in late if kinds.get(pk) == kind}


def _let_off(scope: Scope, year: int) -> dict[int, tuple[int, int]]:
    rows = Exemption.objects.standing().filter(scope("person__"), year=year).order_by()
    sums = rows.values_list("person").annotate(Sum("days"), Sum("credit"))
    return {pk: (days, credit) for pk, days, credit in sums}


def _kinds(scope: Scope, on: date) -> dict[int, str]:
    """The kind of everybody's main post on the day; the later of two (see `with_main_post`)."""
    posts = Post.objects.in_force(on).filter(scope("person__"), is_main=True)
    return dict(posts.order_by("valid_from", "id").values_list("person_id", "kind"))


def _earned(scope: Scope, on: date) -> dict[int, tuple[int, int, tuple[tuple[str, int], ...]]]:
    """Credit, days and credit by subject of the year by person; lines dated after the day do not
    count yet."""
    lines = LedgerEntry.objects.filter(scope("person__"), year=on.year, day__lte=on).order_by()
    by_subject = {name: Sum("credit", filter=Q(subject=name)) for name in SUBJECTS}
    sums = lines.values_list("person").annotate(Sum("credit"), Sum("days"), **by_subject)
    return {
        person: (
            credit,
            days,
            tuple((name, n) for name, n in zip(SUBJECTS, amounts, strict=True) if n),
        )
        for person, credit, days, *amounts in sums
    }


def special_beside(scope: Scope, on: date) -> QuerySet[LedgerEntry]:
    """The lines of special law about a domain that none of the person's posts on the day names.
    Who has no domain at all has none beside it."""
    lines = LedgerEntry.objects.filter(scope("person__"), year=on.year, day__lte=on)
    lines = lines.filter(subject=SubjectChoice.SPECIAL, session__domain__gt="").order_by()
    posts = Post.objects.in_force(on).filter(person=OuterRef("person"))
    own = posts.filter(domains__holds=OuterRef("session__domain"))
    return lines.filter(Exists(posts.exclude(domains=[])), ~Exists(own))


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
