"""Which days are worked, and where a term of working days ends."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from exams.rules.workdays import is_worked, last_day

MONDAY = date(2026, 11, 23)
DAYS = some.dates(date(2026, 9, 1), date(2026, 11, 30))


@pytest.mark.parametrize(
    ("after", "days", "until"),
    [
        (MONDAY, 5, date(2026, 11, 30)),  # over the weekend
        (date(2026, 11, 27), 1, date(2026, 11, 30)),  # Friday to Monday
        (date(2026, 11, 28), 1, date(2026, 11, 30)),  # published on a Saturday
        (MONDAY, 4, date(2026, 11, 27)),
        (MONDAY, 0, MONDAY),
    ],
)
def test_without_special_days_mondays_to_fridays_are_worked(after, days, until):
    assert last_day(after, days, {}) == until


def test_holidays_are_left_out_and_moved_working_days_count():
    tuesday, saturday = date(2026, 11, 24), date(2026, 11, 28)
    assert last_day(MONDAY, 5, {tuesday: False}) == date(2026, 12, 1)
    assert last_day(MONDAY, 5, {saturday: True}) == saturday
    assert last_day(MONDAY, 5, {tuesday: False, saturday: True}) == date(2026, 11, 30)


@given(after=DAYS, days=some.integers(0, 20), special=some.dictionaries(DAYS, some.booleans()))
def test_a_term_holds_exactly_so_many_working_days_and_ends_on_one(after, days, special):
    until = last_day(after, days, special)
    between = [after + timedelta(days=n) for n in range(1, (until - after).days + 1)]
    assert sum(is_worked(day, special) for day in between) == days
    assert not between or is_worked(until, special)
