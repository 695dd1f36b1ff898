"""What a script earns when two or three persons mark it."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from exams.rules.hand_marking import (
    MarkRefusal,
    differs,
    mark_refusal,
    points_refusal,
    settled,
    tolerance_of,
)

MARKS = some.integers(0, 2000)
TOLERANCE = some.integers(0, 1000)


@pytest.mark.parametrize(
    ("marks", "tolerance", "earned"),
    [
        ([], 100, None),
        ([600], 100, None),
        ([600, 600], 0, 600),
        ([600, 700], 100, 650),
        ([600, 701], 100, None),
        ([600, 625], 100, 613),  # half a hundredth goes up
        ([600, 900, 850], 100, 875),
        ([600, 900, 650], 100, 625),
        ([600, 900, 750], 100, 750),  # as near to the one as to the other
        ([600, 900, 600], 100, 600),
    ],
)
def test_the_mean_of_two_or_of_the_nearest_two_of_three(marks, tolerance, earned):
    assert settled(marks, tolerance) == earned


@given(marks=some.lists(MARKS, min_size=2, max_size=3), tolerance=TOLERANCE)
def test_marks_never_depend_on_the_order_in_which_they_came(marks, tolerance):
    assert len({settled(order, tolerance) for order in permutations(marks)}) == 1


@given(marks=some.lists(MARKS, min_size=2, max_size=3), tolerance=TOLERANCE)
def test_what_is_settled_lies_between_the_marks(marks, tolerance):
    earned = settled(marks, tolerance)
    assert (earned is None) == (len(marks) == 2 and differs(marks, tolerance))
    assert earned is None or min(marks) <= earned <= max(marks)


def test_the_tolerance_is_a_share_of_the_question():
    assert tolerance_of("two_markers:20", 1000) == 200
    assert tolerance_of("two_markers:15", 250) == 37
    with pytest.raises(KeyError):
        tolerance_of("per_point", 1000)


@pytest.mark.parametrize("points", [[], [200], [200, 201], [-1, 0], [100, 100, 0]])
def test_points_beyond_the_sheet_are_refused(points):
    assert points_refusal(points, [200, 200]) == MarkRefusal.BAD_POINTS
    assert points_refusal([200, 0], [200, 200]) is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({}, None),
        ({"is_candidate": True}, MarkRefusal.CANDIDATE_HIMSELF),
        ({"is_own_unit": True}, MarkRefusal.OWN_UNIT),
        ({"is_over": False}, MarkRefusal.STILL_RUNNING),
        ({"has_marked": True}, MarkRefusal.MARKED_BEFORE),
        ({"is_waiting": False}, MarkRefusal.SETTLED),
    ],
)
def test_who_may_mark(change, reason):
    facts = {
        "is_candidate": False,
        "is_own_unit": False,
        "is_over": True,
        "has_marked": False,
        "is_waiting": True,
    }
    assert mark_refusal(**facts | change) == reason
