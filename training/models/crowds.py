"""The officers of a large subtree as crowds of those who stand alike, counted by the database.

`crowds_of` tells of a hundred thousand officers what `officers_of` tells, without reading one of
them; whom a page shows is read for that page. Both follow the same rule, and a test holds them
together (`tests/training/test_crowds.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet, Sum

from people.models import Agency, Person, Post, within
from training import rules
from training.models.board import (
    SUBJECTS,
    Scope,
    officers_among,
    officers_within,
    special_beside,
)
from training.models.exemptions import Exemption
from training.models.ledger import LedgerEntry
from training.models.policies import Requirement
from training.rules import Crowd, Officer
from training.rules.board import WORST, Order

ANYBODY: Scope = lambda way: Q()  # noqa: E731
AT_ONCE = 200  # officers read at a time, where some of them are passed over

# Both inner questions are the product's own querysets; only their meeting is written out here.
MEETING = """
SELECT posts.path, posts.kind, COALESCE(hours.sum_credit, 0), COALESCE(hours.sum_days, 0),
       {subjects}, COALESCE(beside.sum_beside, 0), COUNT(*)
FROM ({posts}) AS posts LEFT JOIN ({hours}) AS hours ON hours.person_id = posts.person_id
LEFT JOIN ({beside}) AS beside ON beside.person_id = posts.person_id
GROUP BY posts.path, posts.kind, hours.sum_credit, hours.sum_days, {grouped}, beside.sum_beside
"""


def crowds_of(agency: Agency, on: date, *, own_only: bool = False) -> list[Crowd]:
    """Everybody in the agency's subtree, or of the agency alone, of whom the year of `on` demands
    something, as on the day. Few queries, however many they are."""
    scope = scope_of(agency, own_only)
    return crowds_within(scope, on, lines=ANYBODY if agency.is_root() else scope)


def crowds_within(scope: Scope, on: date, *, lines: Scope | None = None) -> list[Crowd]:
    """The same of whomever the scope names. `lines` says whose hours are looked at, where that is
    quicker than to ask whose they are."""
    known = Requirement.objects.by_category(on)
    if not known:
        return []
    special = special_among(scope, known, on)
    found = _alike(scope, lines or scope, special, known, on)
    if special.exists():
        of_their_own: Scope = lambda way: scope(way) & Q(**{f"{way}pk__in": special})  # noqa: E731
        found += [Crowd(one, 1) for one in officers_within(of_their_own, on, known)]
    return found


def scope_of(agency: Agency, own_only: bool) -> Scope:
    if own_only:
        return lambda way: Q(**{f"{way}agency": agency})
    return lambda way: within((agency.path,), f"{way}agency__path")


def special_among(scope: Scope, known: dict[str, Requirement], on: date) -> QuerySet[Person, Any]:
    """Persons whose demand is not their category's: let off, or come within the year where the
    policy asks for a share. Who is named too often is only reckoned apart, and rightly."""
    let_off = Exemption.objects.standing().filter(year=on.year).values("person")
    found = Q(pk__in=let_off)
    shared = [kind for kind, row in known.items() if row.prorates]
    if shared:
        posts = Post.objects.current().filter(scope("person__"), kind__in=shared).order_by()
        firsts = posts.values("person", "kind").annotate(first=Min("valid_from"))
        late = firsts.filter(first__gt=date(on.year, 1, 31), first__lte=on)
        found |= Q(pk__in=late.values("person"))
    return Person.objects.filter(found, scope("")).order_by().values("pk")


def _alike(
    scope: Scope,
    whose: Scope,
    special: QuerySet[Person, Any],
    known: dict[str, Requirement],
    on: date,
) -> list[Crowd]:
    lines = LedgerEntry.objects.filter(year=on.year, day__lte=on).order_by()
    lines = lines.filter(whose("person__"))
    by_subject = {f"of_{name}": Sum("credit", filter=Q(subject=name)) for name in SUBJECTS}
    hours = lines.values("person_id").annotate(
        sum_credit=Sum("credit"), sum_days=Sum("days"), **by_subject
    )
    columns = [f"hours.of_{name}" for name in SUBJECTS]
    posts, posts_with = main_posts(scope, special, known, on).query.sql_with_params()
    sums, sums_with = hours.query.sql_with_params()
    apart = special_beside(whose, on).values("person_id").annotate(sum_beside=Sum("credit"))
    beside, beside_with = apart.query.sql_with_params()
    asked = MEETING.format(
        posts=posts,
        hours=sums,
        beside=beside,
        subjects=", ".join(f"COALESCE({column}, 0)" for column in columns),
        grouped=", ".join(columns),
    )
    with connection.cursor() as cursor:
        cursor.execute(asked, (*posts_with, *sums_with, *beside_with))
        rows = cursor.fetchall()
    return [_crowd(row, known, on) for row in rows]


def main_posts(
    scope: Scope, special: QuerySet[Person, Any], known: dict[str, Requirement], on: date
) -> QuerySet[Post, Any]:
    """Everybody's main post on the day, the later of two (see `with_main_post`)."""
    posts = Post.objects.in_force(on).filter(is_main=True)
    later = posts.filter(person=OuterRef("person")).filter(
        Q(valid_from__gt=OuterRef("valid_from"))
        | Q(valid_from=OuterRef("valid_from"), pk__gt=OuterRef("pk"))
    )
    rows = posts.filter(~Exists(later), scope("person__"), kind__in=list(known))
    rows = rows.exclude(person__in=special).order_by()
    return rows.values("person_id", "kind", path=F("person__agency__path"))


def _crowd(row: Sequence[object], known: dict[str, Requirement], on: date) -> Crowd:
    path, kind = str(row[0]), str(row[1])
    credit, days, *amounts, beside, count = (int(str(number)) for number in row[2:])
    subjects = tuple((name, n) for name, n in zip(SUBJECTS, amounts, strict=True) if n)
    target = known[kind].target
    reached = rules.progress(credit, days, target, dict(subjects))
    standing = rules.standing(reached, on)
    one = Officer(0, "", "", path, kind, credit, days, target, reached, standing, subjects, beside)
    return Crowd(one, count)


@dataclass(frozen=True)
class Ranked:
    """The officers of some crowds in an order, as a list whose pages are read one by one. `scope`
    is theirs, where the crowds are not whole agencies."""

    crowds: Sequence[Crowd]  # in that order
    on: date
    order: Order = WORST
    scope: Scope = ANYBODY

    def __len__(self) -> int:
        return sum(crowd.count for crowd in self.crowds)

    def __iter__(self) -> Iterator[Officer]:
        return iter(self[0 : len(self)])

    def __getitem__(self, wanted: slice) -> list[Officer]:
        start, stop, _step = wanted.indices(len(self))
        met, before = rules.meeting(self.crowds, start, stop, self.order)
        if not met:
            return []
        alike = {crowd.officer.like for crowd in met}
        paths = {crowd.officer.path for crowd in met}
        there: Scope = lambda way: self.scope(way) & Q(**{f"{way}agency__path__in": paths})  # noqa: E731
        found = [one for one in officers_within(there, self.on) if one.like in alike]
        return self.order.officers(found)[start - before : stop - before]

    def sorted_by(self, order: Order) -> Ranked:
        return replace(self, crowds=order.crowds(self.crowds), order=order)


@dataclass(frozen=True)
class Named:
    """The officers of a scope by name or number, as a list whose pages are read one by one; `count`
    says how many of them `wants` leaves. Who is not wanted is read and passed over."""

    scope: Scope
    on: date
    count: int
    wants: Callable[[Officer], bool]
    column: str = "name"
    falls: bool = False

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[Officer]:
        return iter(self[0 : len(self)])

    def __getitem__(self, wanted: slice) -> list[Officer]:
        start, stop, _step = wanted.indices(len(self))
        return list(islice(self._in_order(), start, stop))

    def _in_order(self) -> Iterator[Officer]:
        known = Requirement.objects.by_category(self.on)
        posts = main_posts(self.scope, Person.objects.none().values("pk"), known, self.on)
        way = "-" if self.falls else ""
        rows = posts.order_by(f"{way}person__{self.column}", "person__staff_number")
        ids = list(rows.values_list("person_id", flat=True))
        for n in range(0, len(ids), AT_ONCE):
            some = ids[n : n + AT_ONCE]
            found = {one.person_id: one for one in officers_among(some, self.on)}
            yield from (found[pk] for pk in some if pk in found and self.wants(found[pk]))
