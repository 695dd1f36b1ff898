"""What somebody owes is a pure fold of the ledger: order-free, whole numbers, explained."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.rules import (
    PROPOSED,
    WHOLE,
    Line,
    Mark,
    OpenClass,
    Rate,
    Standing,
    Target,
    Worth,
    booking,
    progress,
    settles,
    standing,
    state,
    thresholds,
    worth,
)

TARGET = Target(days=500, credit=6000)
ON = date(2026, 11, 23)
DAYS = st.dates(date(2026, 1, 1), ON)


@st.composite
def lines(draw):
    """A line that the house's own conversions made."""
    terms = draw(st.sampled_from(PROPOSED))
    quantity = draw(st.integers(1, 5000))
    value = worth(quantity, terms.rate)
    return Line(
        ref=draw(st.uuids()).hex,
        day=draw(DAYS),
        kind=terms.kind,
        unit=terms.unit,
        quantity=quantity,
        rate=terms.rate,
        credit=value.credit,
        days=value.days,
    )


def counter(line):
    return replace(
        line,
        ref="counter " + line.ref,
        quantity=-line.quantity,
        credit=-line.credit,
        days=-line.days,
        reverses=line.ref,
    )


@given(st.lists(lines(), max_size=8), st.randoms())
def test_the_order_of_the_lines_does_not_matter(some, random):
    shuffled = list(some)
    random.shuffle(shuffled)
    assert state(shuffled, TARGET, ON) == state(some, TARGET, ON)


@given(st.lists(lines(), max_size=6), lines())
def test_a_line_and_its_counter_entry_cancel(some, line):
    before = state(some, TARGET, ON)
    after = state([*some, line, counter(line)], TARGET, ON)
    assert (after.credit, after.days) == (before.credit, before.days)
    assert after.standing == before.standing


@given(st.lists(lines(), max_size=6), lines())
def test_another_line_never_lowers_anything(some, line):
    before, after = state(some, TARGET, ON), state([*some, line], TARGET, ON)
    assert after.credit >= before.credit
    assert after.days >= before.days
    assert after.owed_credit <= before.owed_credit
    assert after.owed_days <= before.owed_days
    assert after.progress >= before.progress


@given(st.lists(lines(), max_size=8))
def test_the_explanation_adds_up_to_the_total(some):
    found = state(some, TARGET, ON)
    assert len(found.steps) == len(some)
    assert sum(step.line.credit for step in found.steps) == found.credit
    assert sum(step.line.days for step in found.steps) == found.days
    if found.steps:
        assert (found.steps[-1].credit, found.steps[-1].days) == (found.credit, found.days)


def test_the_steps_stand_in_order_of_day_a_counter_entry_after_its_line():
    rate = Rate(1, 750, 100)
    early = Line("z", ON - timedelta(days=1), "centralised", "day", 1, rate, 750, 100)
    taken = Line("b", ON, "centralised", "day", 1, rate, 750, 100)
    back = replace(counter(taken), ref="a")
    found = state([back, taken, early], TARGET, ON)
    assert [step.line.ref for step in found.steps] == ["z", "b", "a"]
    assert [step.credit for step in found.steps] == [750, 1500, 750]


@given(st.lists(lines(), max_size=8))
def test_nothing_is_ever_a_float(some):
    found = state(some, TARGET, ON)
    values = [found.credit, found.days, found.owed_credit, found.owed_days, found.progress]
    values += [getattr(step, name) for step in found.steps for name in ("credit", "days")]
    assert {type(value) for value in values} == {int}
    assert {type(value) for value in thresholds(ON)} == {int}


@given(st.integers(1, 10**6), st.integers(1, 1000), st.integers(0, 10**4))
def test_a_quantity_is_worth_its_share_to_the_nearest_hundredth(quantity, per, credit):
    found = worth(quantity, Rate(per, credit)).credit
    assert abs(found * per - quantity * credit) * 2 <= per
    assert type(found) is int


def test_five_days_make_a_week_but_not_sixty_hours():
    value = worth(5, Rate(1, 750, 100))
    line = Line("a", ON, "centralised", "day", 5, Rate(1, 750, 100), value.credit, value.days)
    found = state([line], TARGET, ON)
    assert (found.credit, found.days) == (3750, 500)
    assert (found.owed_credit, found.owed_days) == (2250, 0)
    assert found.due == date(2026, 12, 31)
    assert found.standing != Standing.MET


def test_online_hours_do_not_make_a_week():
    line = Line("a", ON, "online", "minute", 2700, Rate(45, 100), 6000, 0)
    found = state([line], TARGET, ON)
    assert (found.owed_credit, found.owed_days) == (0, 500)
    assert found.standing != Standing.MET


def test_only_the_calendar_year_counts():
    line = Line("a", date(2025, 12, 31), "centralised", "day", 5, Rate(1, 750, 100), 3750, 500)
    assert state([line], TARGET, ON).credit == 0
    assert state([line], TARGET, date(2025, 12, 31)).credit == 3750
    assert state([line], TARGET, date(2025, 12, 30)).credit == 0


def test_without_a_requirement_nothing_is_owed():
    found = state([], None, ON)
    assert (found.owed_credit, found.owed_days, found.standing) == (0, 0, Standing.NONE)


@pytest.mark.parametrize(
    ("on", "reached", "found"),
    [
        (date(2026, 1, 1), 0, Standing.ON_TRACK),
        (date(2026, 6, 30), 2500, Standing.ON_TRACK),
        (date(2026, 6, 30), 2400, Standing.AT_RISK),
        (date(2026, 11, 23), 8000, Standing.AT_RISK),
        (date(2026, 11, 23), 8500, Standing.ON_TRACK),
        (date(2026, 11, 23), 5000, Standing.BEHIND),
        (date(2026, 12, 31), 9999, Standing.BEHIND),
        (date(2026, 12, 31), WHOLE, Standing.MET),
        (date(2026, 1, 1), WHOLE, Standing.MET),
    ],
)
def test_the_standing_measures_what_is_left_against_the_days_that_are_left(on, reached, found):
    assert standing(reached, on) == found


def test_each_standing_begins_at_its_limit():
    on = date(2026, 11, 23)
    on_track_from, at_risk_from = thresholds(on)
    assert 0 < at_risk_from < on_track_from < WHOLE
    assert standing(on_track_from, on) is Standing.ON_TRACK
    assert standing(on_track_from - 1, on) is Standing.AT_RISK
    assert standing(at_risk_from, on) is Standing.AT_RISK
    assert standing(at_risk_from - 1, on) is Standing.BEHIND


def test_the_worse_of_the_two_tests_is_the_progress():
    assert progress(6000, 250, TARGET) == 5000
    assert progress(1500, 500, TARGET) == 2500
    assert progress(0, 0, Target(days=0, credit=0)) == WHOLE
    assert progress(5999, 500, TARGET) < WHOLE


@given(st.dates(date(2024, 1, 1), date(2026, 12, 31)))
def test_on_track_asks_for_more_than_at_risk(on):
    on_track_from, at_risk_from = thresholds(on)
    assert at_risk_from <= on_track_from <= WHOLE


def test_which_open_classes_would_settle_it():
    owed = state([], TARGET, ON)
    soon, late = date(2026, 12, 1), date(2026, 12, 10)
    classes = [
        OpenClass("week", late, Worth(3750, 500)),
        OpenClass("day", soon, Worth(750, 100)),
        OpenClass("next year", date(2027, 1, 4), Worth(9000, 900)),
        OpenClass("nothing", soon, Worth(0, 0)),
    ]
    found = settles(owed, classes)
    assert [one.ref for one in found] == ["day", "week"]
    assert (found[0].credit_left, found[0].days_left, found[0].is_enough) == (5250, 400, False)
    assert (found[1].credit_left_with_earlier, found[1].days_left_with_earlier) == (1500, 0)
    assert settles(state([], None, ON), classes) == []
    big = settles(owed, [OpenClass("big", soon, Worth(6000, 500))])
    assert [one.is_enough for one in big] == [True]


def test_a_class_on_the_last_day_of_the_year_still_helps():
    owed = state([], TARGET, ON)
    last = OpenClass("last", owed.due, Worth(750, 100))
    assert [one.ref for one in settles(owed, [last])] == ["last"]


@pytest.mark.parametrize(
    ("mark", "has_line", "asked"),
    [
        (Mark.PRESENT, False, "book"),
        (Mark.LATE, False, "book"),
        (Mark.LEFT_EARLY, True, ""),
        (Mark.LEAVE, True, "reverse"),
        (Mark.ABSENT, False, ""),
    ],
)
def test_what_a_mark_asks_of_the_ledger(mark, has_line, asked):
    assert booking(mark, has_line=has_line) == asked


def test_only_centralised_training_counts_towards_the_week():
    for terms in PROPOSED:
        assert (terms.rate.days > 0) == (terms.kind == "centralised"), terms
    assert {field.name for field in fields(Rate)} == {"per", "credit", "days"}
    assert timedelta(0) < timedelta(days=1)
