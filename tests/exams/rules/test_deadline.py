"""When an attempt ends: own time or the session (Canvas 1769, Submitty 10440; threat 27)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from exams.rules import keeping
from tests.conftest import NINE


def at(clock: str) -> datetime:
    hours, minutes = map(int, clock.split(":"))
    return NINE.replace(hour=hours, minute=minutes)


@pytest.mark.parametrize(
    ("started", "minutes", "granted", "is_full", "ends"),
    [
        # the session is from 9:00 to 11:00
        ("09:00", 90, 0, False, "10:30"),  # the whole time fits
        ("09:30", 90, 0, False, "11:00"),  # to the minute
        ("09:31", 90, 0, False, "11:00"),  # a late starter is cut
        ("09:31", 90, 0, True, "11:01"),  # but not with full duration
        ("10:59", 90, 0, False, "11:00"),
        ("09:00", 120, 0, False, "11:00"),  # as long as the session
        ("09:00", 150, 0, False, "11:00"),  # longer than it
        ("09:00", 150, 0, True, "11:30"),
        ("09:00", 90, 10, False, "10:40"),  # what is granted is added to one's own time
        ("09:31", 90, 10, False, "11:10"),  # and can be used after the session, too
        ("09:31", 90, 10, True, "11:11"),
        ("09:25", 90, 10, False, "11:05"),  # with a grant the whole time fits
    ],
)
def test_it_ends_with_the_own_time_or_with_the_session_and_a_grant_moves_both(
    started, minutes, granted, is_full, ends
):
    found = keeping.deadline(
        at(started),
        allowed=timedelta(minutes=minutes),
        granted=timedelta(minutes=granted),
        window_end=at("11:00"),
        full_duration=is_full,
    )
    assert found == at(ends)


@pytest.mark.parametrize(("minutes", "granted"), [(0, 0), (-1, 0), (90, -1)])
def test_no_time_at_all_is_a_fault(minutes, granted):
    with pytest.raises(ValueError, match="time"):
        keeping.deadline(
            NINE,
            allowed=timedelta(minutes=minutes),
            granted=timedelta(minutes=granted),
            window_end=at("11:00"),
            full_duration=False,
        )
