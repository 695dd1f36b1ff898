"""The eight steps, from counts alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from exams.rules.steps import Facts, Step, current, done

DRAFT = Facts(
    short=0,
    sealed=False,
    sessions=2,
    with_roster=2,
    locked=0,
    drawn=0,
    over=0,
    open=0,
    unmarked=0,
    published=0,
)
SEALED = replace(DRAFT, sealed=True)
LOCKED = replace(SEALED, locked=2)
DRAWN = replace(LOCKED, drawn=2)
OVER = replace(DRAWN, over=2)


@pytest.mark.parametrize(
    ("facts", "step"),
    [
        (replace(DRAFT, short=3), Step.FEASIBLE),
        (replace(DRAFT, sessions=0, with_roster=0), Step.ROSTER),
        (replace(DRAFT, with_roster=1), Step.ROSTER),
        (DRAFT, Step.SEAL),
        (SEALED, Step.LOCK),
        (replace(SEALED, locked=1), Step.LOCK),
        (LOCKED, Step.PAPERS),
        (replace(LOCKED, drawn=1), Step.PAPERS),
        (DRAWN, Step.SITTING),
        (replace(DRAWN, over=1), Step.SITTING),
        (replace(OVER, open=1), Step.SITTING),
        (replace(OVER, unmarked=1), Step.MARKING),
        (OVER, Step.PUBLISH),
        (replace(OVER, published=1), Step.PUBLISH),
        (replace(OVER, published=2), None),
    ],
)
def test_the_first_step_that_is_not_done_is_the_present_one(facts, step):
    assert current(facts) is step


def test_a_frozen_pool_is_feasible_whatever_became_of_the_bank():
    assert done(replace(LOCKED, short=5))[Step.FEASIBLE]
    assert not done(replace(SEALED, short=5))[Step.FEASIBLE]
