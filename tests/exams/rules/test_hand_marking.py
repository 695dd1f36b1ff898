"""What a script earns when two or three persons mark it."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from exams.rules.hand_marking import (
    MarkRefusal,
    correction_refusal,
    counting,
    differs,
    mark_refusal,
    marking_of,
    points_refusal,
    settled,
    settled_through,
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


@given(rows=some.permutations([(1, 1, 300), (1, 2, 800), (2, 1, 500), (3, 1, 0), (3, 2, 900)]))
def test_of_each_marker_the_newest_edition_counts_in_whatever_order_they_are_read(rows):
    assert counting(rows) == [800, 500, 900]


def test_a_script_stands_in_its_newest_marking_and_a_result_in_the_last_settled_one():
    assert [marking_of([]), marking_of([3, 2]), marking_of([3, 2], 2), marking_of([4], 3)] == [
        1,
        3,
        2,
        1,
    ]
    assert [
        settled_through(m) for m in ({}, {2: True}, {2: False, 3: True}, {3: True, 2: True})
    ] == [
        1,
        2,
        1,
        3,
    ]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({}, None),
        ({"is_own": False}, MarkRefusal.NOT_YOURS),
        ({"is_waiting": False}, MarkRefusal.SETTLED),
        ({"is_changed": False}, MarkRefusal.MARKED_BEFORE),
        ({"reason": "　"}, MarkRefusal.REASON_MISSING),
    ],
)
def test_an_own_mark_is_corrected_before_the_script_is_settled_with_a_reason(change, reason):
    facts = {"is_own": True, "is_waiting": True, "is_changed": True, "reason": "误记"}
    assert correction_refusal(**facts | change) == reason
