"""What of a sealed exam may still change, and what then stands."""

from __future__ import annotations

from datetime import timedelta

import pytest

from exams.rules.amending import Underway, amendment_refusal, folded
from exams.rules.conduct import ActRefusal
from tests.conftest import NINE

HOUR = timedelta(hours=1)
NOBODY = Underway(frozenset(), frozenset())


def session(ref, opens_at=NINE + HOUR, hours=2):
    closes_at = opens_at + hours * HOUR
    return {
        "ref": ref,
        "place": "307 机房",
        "opens_at": opens_at.isoformat(),
        "closes_at": closes_at.isoformat(),
    }


SEALED = {
    "title": "考试",
    "duration_minutes": 90,
    "pass_marks": 6000,
    "sessions": [session("a"), session("b")],
}
LATER = {"sessions": [session("a"), session("b", NINE + 24 * HOUR)]}


@pytest.mark.parametrize(
    ("change", "begun", "published", "refusal"),
    [
        ({"pass_marks": 5000}, (), (), None),
        ({"pass_marks": 6000}, (), (), ActRefusal.NOTHING_CHANGED),
        ({}, (), (), ActRefusal.NOTHING_CHANGED),
        ({"pass_marks": 5000}, "a", (), ActRefusal.ALREADY_STARTED),
        ({"title": "另一场"}, (), (), ActRefusal.WRONG_STATE),
        ({"scoring": {}}, (), (), ActRefusal.WRONG_STATE),
        (LATER, (), (), None),
        (LATER, "a", (), None),
        (LATER, "b", (), ActRefusal.ALREADY_STARTED),
        (LATER, (), "b", ActRefusal.WRONG_STATE),
        (LATER | {"pass_marks": 5000}, "a", (), ActRefusal.ALREADY_STARTED),
        ({"sessions": [session("a")]}, (), (), ActRefusal.WRONG_STATE),
        ({"sessions": [session("a"), session("b", NINE)]}, (), (), ActRefusal.BAD_WINDOW),
        ({"sessions": [session("a"), session("b", hours=1)]}, (), (), ActRefusal.BAD_WINDOW),
        ({"duration_minutes": 121}, (), (), ActRefusal.BAD_WINDOW),
        ({"duration_minutes": 120}, (), (), None),
    ],
)
def test_what_may_be_amended_when(change, begun, published, refusal):
    underway = Underway(frozenset(begun), frozenset(published))
    assert amendment_refusal(SEALED, change, underway=underway, now=NINE) is refusal


def test_the_last_amendment_of_a_value_stands_and_the_sealed_content_stays():
    amendments = [{"after": {"pass_marks": 5000}}, {"after": {"pass_marks": 5500}}]
    standing = folded(SEALED, amendments)
    assert (standing["pass_marks"], standing["duration_minutes"]) == (5500, 90)
    assert SEALED["pass_marks"] == 6000
