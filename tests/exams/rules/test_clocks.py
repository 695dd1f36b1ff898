"""A clock that jumps is not believed for a while."""

from __future__ import annotations

import pytest

from exams.rules.clocks import MOST_SKEW, PAUSE, Watch

START = 1_800_000_000.0


@pytest.fixture
def watch():
    return Watch(START - 100.0)


def test_clocks_that_go_together_are_believed(watch):
    assert all(watch.is_steady(START + n, 100.0 + n) for n in (5, 10, 86_400))


@pytest.mark.parametrize("jump", [-3600, -MOST_SKEW - 0.1, MOST_SKEW + 0.1, 3600])
def test_a_jump_either_way_is_not_believed_until_the_pause_is_over(watch, jump):
    assert not watch.is_steady(START + 5 + jump, 105.0)
    assert watch.jumped_by == pytest.approx(jump)
    assert not watch.is_steady(START + 5 + jump + PAUSE - 1, 105.0 + PAUSE - 1)
    assert watch.is_steady(START + 5 + jump + PAUSE, 105.0 + PAUSE)


@pytest.mark.parametrize("jump", [-MOST_SKEW, 0.5, MOST_SKEW])
def test_a_small_correction_changes_nothing(watch, jump):
    assert watch.is_steady(START + 5 + jump, 105.0)


def test_a_clock_that_is_set_back_again_is_a_second_jump(watch):
    assert not watch.is_steady(START + 3600, 105.0)
    assert not watch.is_steady(START + 500, 600.0)
    assert not watch.is_steady(START + 1000, 1100.0)
    assert watch.is_steady(START + 1100, 1200.0)


def test_after_a_jump_the_time_that_really_passed_is_gone_by(watch):
    assert watch.believed(START + 5, 105.0) == START + 5
    assert watch.believed(START + 3610, 110.0) == START + 10
    assert watch.believed(START - 3580, 120.0) == START + 20  # another jump, the other way
    assert watch.believed(START + 30, 130.0) == START + 30
    later = PAUSE + 130
    assert watch.believed(START + 3600 + later, 100 + later) == START + later  # and one more
    assert watch.believed(START + 3600 + 2 * later, 100 + 2 * later) == START + 3600 + 2 * later
