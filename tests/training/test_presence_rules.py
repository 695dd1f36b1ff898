"""Codes of the room's screen, and the marks that they propose: rules alone, over their edges."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.rules import COUNTED, Became, Mark, Presence, Taught, Window, became
from training.rules.presence import minutes_there, misses_too_much, seen
from training.rules.signing import (
    CLOSES,
    KEPT,
    OPENS,
    RESUME,
    STEP,
    TOLERANCE,
    Count,
    Direction,
    code,
    is_open,
    kept_until,
    may_resume,
    shown,
    step_at,
    step_of,
)
from training.rules.surveys import LEAST_ANSWERS, QUESTIONS, figures, with_answer, with_remark

START = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)
WINDOW = Window(START, START + timedelta(hours=3))
KEY, OTHER_KEY = b"k" * 32, b"o" * 32
MINUTE = timedelta(minutes=1)
POLICY = Presence()
moments = st.integers(-86_400_000_000, 86_400_000_000).map(
    lambda n: START + timedelta(microseconds=n)
)
directions = st.sampled_from(list(Direction))


@given(moments, st.integers(0, 120_000_000), directions)
def test_a_code_holds_while_it_is_shown_and_a_little_longer(at, later_by, direction):
    """Microseconds later; the edge itself still holds."""
    step = step_at(at)
    ends = datetime.fromtimestamp((step + 1) * STEP.total_seconds(), UTC)
    arrival = at + timedelta(microseconds=later_by)
    found = step_of(KEY, direction, code(KEY, direction, step), arrival)
    assert found == (step if arrival <= ends + TOLERANCE else None)


@given(moments, directions, st.integers(1, 4))
def test_a_code_to_come_never_holds(at, direction, ahead):
    assert step_of(KEY, direction, code(KEY, direction, step_at(at) + ahead), at) is None


@given(moments, directions, st.text(max_size=30))
def test_nothing_else_holds(at, direction, guess):
    """Neither another half-day's code, nor that of the other direction, nor a guess."""
    other = Direction.OUT if direction is Direction.IN else Direction.IN
    for wrong in (code(OTHER_KEY, direction, step_at(at)), code(KEY, other, step_at(at)), guess):
        assert step_of(KEY, direction, wrong, at) is None


def test_the_screen_turns_from_coming_to_going():
    begins, ends = WINDOW.starts_at, WINDOW.ends_at
    at = {
        begins - OPENS - MINUTE: None,
        begins - OPENS: Direction.IN,
        ends - timedelta(minutes=31): Direction.IN,
        ends - timedelta(minutes=30): Direction.OUT,
        ends + CLOSES: Direction.OUT,
        ends + CLOSES + MINUTE: None,
    }
    assert {moment: shown(WINDOW, moment) for moment in at} == at
    assert is_open(Direction.IN, WINDOW, ends), "who comes late may still sign in"
    assert not is_open(Direction.OUT, WINDOW, begins - MINUTE)


def test_a_device_keeps_the_roll_no_longer_than_somebody_may_sign_out():
    begins, last = WINDOW.starts_at, WINDOW.ends_at + CLOSES
    at = {begins - KEPT - MINUTE: None, begins - KEPT: last, last - MINUTE: last, last: None}
    assert {moment: kept_until(WINDOW, moment) for moment in at} == at


def test_a_scan_waits_ten_minutes_for_its_officer():
    assert may_resume(START, START + RESUME)
    assert not may_resume(START, START + RESUME + timedelta(seconds=1))
    assert not may_resume(START, START - timedelta(seconds=1))


def minutes(n):
    return None if n is None else WINDOW.starts_at + n * MINUTE


@pytest.mark.parametrize(
    ("came", "left", "asks_out", "mark"),
    [
        (None, None, True, None),
        (None, 180, True, Mark.LATE),
        (-20, 180, True, Mark.PRESENT),
        (10, 180, True, Mark.PRESENT),
        (11, 180, True, Mark.LATE),
        (0, 170, True, Mark.PRESENT),
        (0, 169, True, Mark.LEFT_EARLY),
        (11, 169, True, Mark.LATE),
        (0, None, False, Mark.PRESENT),
        (0, None, True, Mark.LEFT_EARLY),
        (11, None, True, Mark.LATE),
        (0, 90, True, Mark.LEFT_EARLY),
        (0, 89, True, Mark.ABSENT),
        (91, None, False, Mark.ABSENT),
    ],
)
def test_what_the_codes_propose(came, left, asks_out, mark):
    assert seen(WINDOW, minutes(came), minutes(left), POLICY, asks_out=asks_out) == mark


@given(moments, moments, st.integers(0, 100))
def test_nobody_is_there_longer_than_the_half_day(came, left, least):
    whole = minutes_there(WINDOW, WINDOW.starts_at, WINDOW.ends_at)
    there = minutes_there(WINDOW, came, left)
    assert 0 <= there <= whole == 180
    mark = seen(WINDOW, came, left, Presence(least=least), asks_out=True)
    assert (mark in COUNTED) == (there * 100 >= whole * least)


def test_one_half_day_in_seven_may_be_missed():
    assert not misses_too_much(1, 7, 7)
    assert misses_too_much(1, 6, 7)
    assert not misses_too_much(0, 1, 7)
    assert misses_too_much(2, 13, 7)


def test_where_two_devices_say_different_things_neither_wins():
    def of(mark, current, knew, *, is_closed=False, is_listed=True):
        return became(mark, current, knew=knew, is_closed=is_closed, is_listed=is_listed)

    assert of(Mark.LATE, None, None) is Became.STORED
    assert of(Mark.LATE, Mark.ABSENT, Mark.ABSENT) is Became.STORED
    assert of(Mark.LATE, Mark.LATE, None) is Became.SAME
    assert of(Mark.LATE, Mark.ABSENT, None) is Became.CONFLICT
    assert of(Mark.LATE, None, Mark.ABSENT) is Became.CONFLICT
    assert of(Mark.LATE, None, None, is_closed=True) is Became.CLOSED
    assert of(Mark.LATE, None, None, is_listed=False) is Became.UNKNOWN


def test_what_makes_up_for_a_missed_half_day():
    missed = Taught(course=1, statute=0, topic="第一讲 裁量")
    assert Taught(1, 0, "第一讲裁量").makes_up_for(missed)
    assert not Taught(1, 0, "第二讲").makes_up_for(missed)
    assert not Taught(2, 0, "第一讲 裁量").makes_up_for(missed)
    assert Taught(0, 0, "第一讲 裁量").makes_up_for(missed)
    assert Taught(0, 5, "另一题").makes_up_for(Taught(1, 5, "处罚法"))
    assert not Taught(1, 5, "处罚法").makes_up_for(Taught(1, 6, "处罚法"))


def test_a_relayed_code_shows_in_the_count():
    assert (Count(41, 38).surplus, Count(38, 41).unsigned) == (3, 3)
    assert (Count(41, None).surplus, Count(38, 38).surplus) == (0, 0)


def test_a_small_group_has_no_figures():
    counts, remarks = {}, []
    for n in range(LEAST_ANSWERS):
        assert figures(counts, n) == []
        counts = with_answer(counts, dict.fromkeys(QUESTIONS, 4 + n % 2))
        remarks = with_remark(remarks, f"意见{9 - n}")
    assert {one.mean for one in figures(counts, LEAST_ANSWERS)} == {440}
    assert remarks == sorted(remarks), "in no order of time"
    with pytest.raises(ValueError, match="6"):
        with_answer(counts, dict.fromkeys(QUESTIONS, 6))
