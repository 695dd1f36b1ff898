"""How long the site was away, and what that gives back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from exams.rules.outages import Away, gap, is_owed, pause_back, seconds_back
from tests.conftest import NINE

HALF_HOUR = timedelta(minutes=30)


def seconds(n):
    return timedelta(seconds=n)


@pytest.mark.parametrize(
    ("away", "back"),
    [(0, 0), (9.999, 0), (10, 10), (10.001, 15), (29, 30), (1800, 1800), (7200, 1800)],
)
def test_an_outage_gives_its_length_back_rounded_up_and_capped(away, back):
    assert seconds_back(seconds(away), HALF_HOUR) == back


@pytest.mark.parametrize(
    ("last", "awake", "away"),
    [
        (0, None, 60),
        (0, 60, 60),
        (0, 5, 5),  # the clock was set forward: this process was awake all the time
        (55, 3600, 5),  # another process served meanwhile
        (90, 5, 0),  # the clock was set back
    ],
)
def test_a_clock_that_was_set_is_no_outage(last, awake, away):
    own = None if awake is None else seconds(awake)
    assert gap(NINE + seconds(last), NINE + seconds(60), own) == seconds(away)


@pytest.mark.parametrize(
    ("started", "closed", "owed"),
    [(-1, None, True), (-1, 1, True), (-1, 0, False), (0, None, False), (None, None, False)],
)
def test_who_was_open_when_it_ended_gets_it_back(started, closed, owed):
    at = {
        name: None if n is None else NINE + seconds(n)
        for name, n in (("started_at", started), ("closed_at", closed))
    }
    assert is_owed(NINE, **at) is owed


@pytest.mark.parametrize(
    ("outages", "back"),
    [
        ([], 600),
        ([(-60, 60, 120)], 540),
        ([(60, 120, 60), (590, 660, 70)], 530),
        ([(60, 72, 15)], 588),
        ([(0, 600, 60)], 540),  # the outage gave no more than that: the pause gives the rest
        ([(-60, 660, 720)], 1),
        ([(-60, -10, 50), (600, 700, 100)], 600),
    ],
)
def test_what_is_lost_twice_is_given_back_once(outages, back):
    away = [Away(NINE + seconds(a), NINE + seconds(b), s) for a, b, s in outages]
    assert pause_back(NINE, NINE + seconds(600), away) == back
