"""A policy holds from a day on; what held before stays, and booked lines keep their conversion."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.conftest import NINE
from tests.training.makers import add_hours, make_policies
from training.actions import Change, Refused, adopt_proposed, set_conversion, set_requirement
from training.models import Conversion, LedgerEntry, Requirement
from training.rules import Kind, Rate, Refusal, Target, Unit

JULY = Change(date(2026, 7, 1), "市政府办公室通知", "上级调整")
DAY = (Kind.CENTRALISED, Unit.DAY)


def target(on, category="enforcement"):
    return Requirement.objects.targets(on).get(category)


def set_day(rate, change=JULY):
    return set_conversion(*DAY, rate, change, actor=None, now=NINE)


def test_a_new_requirement_holds_from_its_day_and_the_old_one_until_the_day_before(cast):
    make_policies()
    by = {"actor": cast["legal_affairs"], "now": NINE}
    set_requirement("enforcement", Target(700, 6400), JULY, **by)
    assert target(date(2026, 6, 30)) == Target(500, 6000)
    assert target(date(2026, 7, 1)) == Target(700, 6400)
    assert target(date(2026, 7, 1), "legal") == Target(500, 6000)
    assert target(date(2025, 12, 31)) is None
    known_before = Requirement.objects.in_force(date(2026, 8, 1), known_on=NINE)
    assert known_before.filter(category="enforcement").exists()


def test_a_line_keeps_the_conversion_that_made_it(cast):
    make_policies()
    before = add_hours(cast, cast["li"], 1, day=date(2026, 8, 3))
    set_day(Rate(1, 600, 100))
    after = add_hours(cast, cast["li"], 1, day=date(2026, 8, 3))
    earlier = add_hours(cast, cast["li"], 1, day=date(2026, 6, 30))
    assert [line.credit for line in (before, after, earlier)] == [750, 600, 750]
    stored = LedgerEntry.objects.get(pk=before.pk)
    assert (stored.credit, stored.line().rate) == (750, Rate(1, 750, 100))


def test_a_policy_of_the_same_day_takes_the_place_of_the_first(cast):
    make_policies()
    first = set_day(Rate(1, 600, 100))
    second = set_day(Rate(1, 800, 100))
    first.refresh_from_db()
    assert first.superseded_by == second
    assert Conversion.objects.for_unit(*DAY, date(2026, 7, 1)) == second


@pytest.mark.parametrize(
    ("change", "rate", "reason"),
    [
        (Change(date(2026, 5, 1), "通知", "补"), Rate(1, 700, 100), Refusal.LATER_POLICY),
        (Change(date(2026, 9, 1), "通知", "补"), Rate(1, 600, 100), Refusal.SAME_POLICY),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(cast, change, rate, reason):
    make_policies()
    set_day(Rate(1, 600, 100))
    rows = list(Conversion.objects.order_by("pk").values())
    with pytest.raises(Refused) as refused:
        set_day(rate, change)
    assert refused.value.reason == reason
    assert list(Conversion.objects.order_by("pk").values()) == rows


def test_adopting_the_proposed_standards_twice_adds_nothing(cast):
    make_policies()
    count = Conversion.objects.count()
    adopt_proposed(valid_from=date(2026, 6, 1), actor=None, now=NINE + timedelta(days=1))
    assert Conversion.objects.count() == count
    assert Requirement.objects.count() == 3
