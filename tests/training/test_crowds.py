"""Crowds counted by the database and officers read one by one are the same officers."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from people.models import Post
from tests.conftest import NINE, make_person
from tests.remembered import remembered
from tests.training.makers import PDF, add_hours, make_policies
from training.actions import (
    Change,
    Demand,
    Relief,
    Scan,
    grant_exemption,
    reverse_entry,
    set_requirement,
)
from training.models import LedgerEntry, Named, Ranked, crowds_of, months_of, officers_of
from training.models.crowds import scope_of
from training.rules import (
    Crowd,
    Gain,
    Kind,
    Officer,
    Standing,
    Target,
    Unit,
    by_unit,
    crowds_worst_first,
    is_wanted,
    meeting,
    months,
    tally,
    worst_first,
)
from training.rules.board import SORTED_BY, Order

ON = NINE.date()


@remembered
def make_year(cast, tree):
    """Hours of all sorts, somebody let off, somebody who came in July, somebody with two posts."""
    make_policies()
    target = Target(500, 6000, (("special", 1000),))
    change = Change(date(2026, 2, 1), "通知", "按科目")
    set_requirement(
        "enforcement", Demand(target, prorates=True), change, actor=cast["legal_affairs"], now=NINE
    )
    officers = [make_person(tree.team, f"3100000{n}", f"员{n}") for n in range(6)]
    for n, one in enumerate(officers):
        add_hours(cast, one, 1 + n % 2, day=date(2026, 3, 2), subject="special" if n > 3 else "")
    add_hours(cast, officers[0], 90, Unit.MINUTE, kind=Kind.ONLINE, day=date(2026, 4, 2))
    relief = Relief(2026, 100, 1000, "病假", Scan(PDF, "a.pdf"))
    grant_exemption(officers[1], relief, actor=cast["coordinator"], now=NINE)
    Post.objects.filter(person=officers[2]).update(valid_from=date(2026, 7, 6))
    post = Post.objects.get(person=officers[3])
    Post.objects.create(
        person=officers[3], agency=post.agency, title="法制员", kind="legal",
        valid_from=date(2026, 7, 1), recorded_at=NINE,
    )  # fmt: skip
    return officers


@pytest.mark.parametrize("where", ["city", "here", "team"])
@pytest.mark.parametrize("own_only", [False, True])
def test_a_crowd_counts_the_officers_who_are_alike(cast, tree, where, own_only):
    make_year(cast, tree)
    agency = getattr(tree, where)
    one_by_one = officers_of(agency, ON)
    if own_only:
        one_by_one = [one for one in one_by_one if one.path == agency.path]
    crowds = crowds_of(agency, ON, own_only=own_only)
    counted: Counter = Counter()
    for crowd in crowds:
        counted[crowd.officer.like, crowd.officer.standing] += crowd.count
    assert counted == Counter((one.like, one.standing) for one in one_by_one)
    assert tally(crowds) == tally(one_by_one)
    length = len(agency.path) + 4
    assert by_unit(crowds, length) == by_unit(one_by_one, length)
    worst = Ranked(crowds_worst_first(crowds), ON)
    assert worst[0 : len(worst)] == worst_first(one_by_one)


def test_pages_of_the_worst_follow_on_each_other_and_their_cost_does_not_grow(cast, tree):
    make_year(cast, tree)
    worst = Ranked(crowds_worst_first(crowds_of(tree.city, ON)), ON)
    everybody = worst_first(officers_of(tree.city, ON))
    assert [one for n in range(0, len(worst), 2) for one in worst[n : n + 2]] == everybody
    with CaptureQueriesContext(connection) as few:
        crowds_of(tree.city, ON)
        months_of(tree.city, ON, NINE)
    for n in range(20):
        make_person(tree.team, f"320000{n:02d}", f"众{n}")
    with CaptureQueriesContext(connection) as many:
        crowds = crowds_of(tree.city, ON)
        months_of(tree.city, ON, NINE)
    assert len(many) == len(few)
    assert tally(crowds).total == len(everybody) + 20


@pytest.mark.parametrize("falls", [False, True])
def test_pages_in_another_order_follow_on_each_other_too(cast, tree, falls):
    make_year(cast, tree)
    crowds, everybody = crowds_of(tree.city, ON), officers_of(tree.city, ON)
    for column in SORTED_BY:
        order = Order(column, falls)
        found = Ranked(order.crowds(crowds), ON, order)
        pages = [one for n in range(0, len(found), 2) for one in found[n : n + 2]]
        assert pages == order.officers(everybody), column
        amounts = [getattr(one, column) for one in pages]
        assert amounts == sorted(amounts, reverse=falls), column
    scope = scope_of(tree.city, own_only=False)
    for column in ("name", "staff_number"):
        wanted = [one for one in everybody if one.credit]
        named = Named(scope, ON, len(wanted), lambda one: one.credit > 0, column, falls)
        pages = [one for n in range(0, len(named), 2) for one in named[n : n + 2]]
        assert {one.person_id for one in pages} == {one.person_id for one in wanted}
        numbers = [one.staff_number for one in pages]
        assert column == "name" or numbers == sorted(numbers, reverse=falls)


def one_by_one(agency, category):
    """The same months by the rule alone."""
    officers = [o for o in officers_of(agency, ON) if category in ("", o.category)]
    lines = LedgerEntry.objects.filter(year=ON.year, day__lte=ON)
    gains = {o.person_id: [] for o in officers}
    for line in lines.filter(person__in=gains):
        gains[line.person_id].append(Gain(line.day.month, line.credit, line.days, line.subject))
    return months(officers, gains, ON.month)


@pytest.mark.parametrize("category", ["", "enforcement", "legal"])
def test_the_months_are_the_same_counted_and_reckoned(cast, tree, category):
    officers = make_year(cast, tree)
    for n, day in enumerate([date(2026, 1, 31), date(2026, 2, 1), date(2026, 9, 30)]):
        for one in officers[: 4 + n]:
            subject = "" if one == officers[3] else "special"  # a legal post asks for no subject
            add_hours(cast, one, 7, day=day, subject=subject, title=f"第{n}次")
    line = LedgerEntry.objects.filter(person=officers[4], day=date(2026, 2, 1)).first()
    reverse_entry(line, reason="误登", actor=cast["coordinator"], now=NINE)
    for agency in (tree.city, tree.here, tree.team):
        found = months_of(agency, ON, NINE, category=category)
        assert found == one_by_one(agency, category)
    if not category:
        assert len({one.met for one in found}) > 2
    past = months_of(tree.city, date(2025, 12, 31), NINE, category=category)
    assert not any(one.is_forecast for one in past)


RANKED = st.lists(st.tuples(st.integers(0, 3), st.sampled_from("ab"), st.integers(1, 4)))


@given(RANKED, st.integers(0, 12), st.integers(1, 6))
def test_the_crowds_of_a_page_hold_all_its_places(ranked, start, length):
    crowds = crowds_worst_first(
        Crowd(Officer(0, "", "", path, "", 0, 0, Target(0, 0), reached, Standing.BEHIND), count)
        for reached, path, count in ranked
    )
    ranks = [(one.officer.progress, one.officer.path) for one in crowds for _n in range(one.count)]
    met, before = meeting(crowds, start, start + length)
    shown = [(one.officer.progress, one.officer.path) for one in met for _n in range(one.count)]
    assert shown[start - before : start - before + length] == ranks[start : start + length]
    assert all(is_wanted(one.officer, "", "behind") for one in met)
