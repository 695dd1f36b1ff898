"""Month by month: who had met the year's demand, and who will by the classes they are in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import ExtractMonth
from django.utils import timezone

from people.models import Agency, Person, Post
from training import rules
from training.models.board import Scope, officers_within
from training.models.classes import Enrolment, Session
from training.models.crowds import main_posts, scope_of, special_among
from training.models.ledger import LedgerEntry
from training.models.policies import Conversion, Requirement
from training.rules import ClassState, Gain, Month, Officer, Unit

NEVER_SHORT = -(10**9)  # hundredths: what a kind of post does not ask for is met
# For each month the officers of whom every test was met by its end; the tests of a kind of post
# stand beside it as a row of their own. Both inner questions are the product's own querysets.
MEETING = """
SELECT COUNT(*), {counts}
FROM ({posts}) AS posts JOIN ({targets}) AS target ON target.kind = posts.kind
LEFT JOIN ({hours}) AS hours ON hours.person_id = posts.person_id
"""


def months_of(
    agency: Agency, on: date, now: datetime, *, category: str = "", own_only: bool = False
) -> list[Month]:
    """The year of `on`, month by month, as the ledger and the rosters have it; for officers of the
    category, or of all. A year that is past has no forecast. Few queries, however many they are."""
    known = Requirement.objects.by_category(on)
    known = {kind: row for kind, row in known.items() if category in ("", kind)}
    this_month = on.month if on.year == timezone.localdate(now).year else 13
    if not known:
        return rules.months([], {}, this_month)
    scope = scope_of(agency, own_only)
    special = Q(pk__in=special_among(scope, known, on)) | Q(pk__in=_expected(on, now))
    apart = Person.objects.filter(special, scope("")).order_by().values("pk")
    told = _one_by_one(lambda way: scope(way) & Q(**{f"{way}pk__in": apart}), known, on, now)
    total, met = _counted(agency, scope, main_posts(scope, apart, known, on), known, on)
    last = met[max(met)]
    months = rules.months(*told, this_month)
    return [
        Month(one.month, one.met + met.get(one.month, last), one.total + total, one.is_forecast)
        for one in months
    ]


def _to_come(on: date, now: datetime) -> QuerySet[Session]:
    """The half-days still to come within the year."""
    year_end = timezone.make_aware(datetime.combine(date(on.year + 1, 1, 1), time()))
    return Session.objects.filter(
        training_class__state=ClassState.OPEN, starts_at__gt=now, starts_at__lt=year_end
    ).order_by()


def _expected(on: date, now: datetime) -> QuerySet[Enrolment, Any]:
    """Persons who are to come to them; their months are reckoned one by one."""
    classes = _to_come(on, now).values("training_class")
    rows = Enrolment.objects.standing().filter(training_class__in=classes)
    return rows.order_by().values("person")


def _one_by_one(
    scope: Scope, known: dict[str, Requirement], on: date, now: datetime
) -> tuple[list[Officer], dict[int, list[Gain]]]:
    """These officers, with what each earned and will earn."""
    officers = officers_within(scope, on, known)
    if not officers:
        return [], {}
    gains = _booked(scope, on)
    for person_id, some in _coming(scope, on, now).items():
        gains[person_id] += some
    return officers, gains


def _booked(scope: Scope, on: date) -> dict[int, list[Gain]]:
    lines = LedgerEntry.objects.filter(scope("person__"), year=on.year, day__lte=on)
    by_month = lines.order_by().annotate(month=ExtractMonth("day"))
    sums = by_month.values_list("person", "month", "subject").annotate(Sum("credit"), Sum("days"))
    gains: dict[int, list[Gain]] = defaultdict(list)
    for person_id, month, subject, credit, days in sums:
        gains[person_id].append(Gain(month, credit, days, subject))
    return gains


def _coming(scope: Scope, on: date, now: datetime) -> dict[int, list[Gain]]:
    """What the half-days to come would give to those who are on their rosters."""
    rates = {
        row.kind: row.rate for row in Conversion.objects.in_force(on).filter(unit=Unit.HALF_DAY)
    }
    of_class: dict[int, list[Gain]] = defaultdict(list)
    for one in _to_come(on, now).select_related("training_class"):
        rate = rates.get(one.training_class.kind)
        if rate is not None:
            value = rules.worth(1, rate)
            gain = Gain(one.day.month, value.credit, value.days, one.subject)
            of_class[one.training_class_id].append(gain)
    rows = Enrolment.objects.standing().filter(scope("person__"), training_class__in=of_class)
    coming: dict[int, list[Gain]] = defaultdict(list)
    for person_id, class_id in rows.values_list("person_id", "training_class_id"):
        coming[person_id] += of_class[class_id]
    return coming


def _counted(
    agency: Agency,
    scope: Scope,
    posts: QuerySet[Post, Any],
    known: Mapping[str, Requirement],
    on: date,
) -> tuple[int, dict[int, int]]:
    """Of everybody else, how many there are, and how many had met every test by the end of each
    month up to the present one. One statement."""
    lines = LedgerEntry.objects.filter(year=on.year, day__lte=on).order_by()
    if not agency.is_root():
        lines = lines.filter(scope("person__"))
    tests = _tests(known)
    sums = {
        f"{test}_{month}": Sum(
            "days" if test == "days" else "credit", filter=_until(test, month, on)
        )
        for test in tests
        for month in range(1, on.month + 1)
    }
    hours, hours_with = lines.values("person_id").annotate(**sums).query.sql_with_params()
    people, people_with = posts.query.sql_with_params()
    counts = [
        " AND ".join(f"COALESCE(hours.{test}_{month}, 0) >= target.{test}" for test in tests)
        for month in range(1, on.month + 1)
    ]
    asked = MEETING.format(
        posts=people,
        hours=hours,
        targets=" UNION ALL ".join([_row(tests)] * len(known)),
        counts=", ".join(f"SUM(CASE WHEN {met} THEN 1 ELSE 0 END)" for met in counts),
    )
    wanted: list[Any] = [
        value for kind, row in known.items() for value in (kind, *_wanted(row, tests))
    ]
    with connection.cursor() as cursor:
        cursor.execute(asked, (*people_with, *wanted, *hours_with))
        total, *met = cursor.fetchone()
    return total, {month: n or 0 for month, n in enumerate(met, 1)}


def _tests(known: Mapping[str, Requirement]) -> list[str]:
    """What has to be met: the total, the days, and the subjects that any kind of post asks for."""
    subjects = {name for row in known.values() for name, _least in row.target.subjects}
    return ["credit", "days", *sorted(subjects)]


def _wanted(row: Requirement, tests: list[str]) -> list[int]:
    least = {"credit": row.target.credit, "days": row.target.days} | dict(row.target.subjects)
    return [least.get(test) or NEVER_SHORT for test in tests]


def _until(test: str, month: int, on: date) -> Q:
    """The lines that count for a test at the end of a month."""
    whose = Q() if test in ("credit", "days") else Q(subject=test)
    if month == on.month:
        return whose & Q(year=on.year)
    return whose & Q(day__lt=date(on.year, month + 1, 1))


def _row(tests: list[str]) -> str:
    """One kind of post and what it asks for, as a row of a table that nobody keeps."""
    columns = ", ".join(f"CAST(%s AS bigint) AS {test}" for test in tests)
    return f"SELECT CAST(%s AS varchar(12)) AS kind, {columns}"  # names of our own
