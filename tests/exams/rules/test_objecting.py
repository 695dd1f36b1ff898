"""To what a candidate may object."""

from __future__ import annotations

from datetime import date

import pytest

from exams.rules.conduct import ActRefusal
from exams.rules.objecting import filing_refusal

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("places", "today", "refusal"),
    [
        ([1, 2], MONDAY, None),
        ([0], MONDAY, None),  # the total
        ([], MONDAY, ActRefusal.NO_PLACE),
        ([4], MONDAY, ActRefusal.NO_PLACE),
        ([3], MONDAY, ActRefusal.OBJECTION_WAITS),
        ([1], date(2026, 11, 24), ActRefusal.OBJECTION_LATE),
    ],
)
def test_what_may_be_objected_to(places, today, refusal):
    found = filing_refusal(places, asked=[1, 2, 3], waiting=[3], until=MONDAY, today=today)
    assert found == refusal
