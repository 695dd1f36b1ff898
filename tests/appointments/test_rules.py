"""The rules of a case, at their edges and without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from appointments.rules.closing import Ground, closing_refusal, override_refusal
from appointments.rules.counting import shown
from appointments.rules.lines import Line, difference, stored
from appointments.rules.terms import CaseState, FailEffect, Refusal, Terms
from appointments.rules.testing import (
    Came,
    Decided,
    Standing,
    Try,
    came_of,
    order_refusal,
    state_of,
    valid_to,
    waiver_refusal,
)

DAY = date(2026, 11, 23)
LATER = date(2026, 12, 1)
TERMS = Terms(6000, 1, 30, None, ("甲",), FailEffect.DEFERRED)
FAILED, PASSED = Try(DAY, Came.FAILED), Try(DAY, Came.PASSED, 6, 10)


@pytest.mark.parametrize(
    ("total", "of", "came"),
    [(6000, 10000, Came.PASSED), (5999, 10000, Came.FAILED), (0, 0, Came.FAILED)],
)
def test_the_pass_mark_itself_passes(total, of, came):
    assert came_of(total, of, TERMS) is came


def test_a_pass_ends_with_its_days_or_with_the_term_whichever_is_first():
    assert valid_to(DAY, TERMS) == date(2026, 12, 23)
    assert valid_to(DAY, replace(TERMS, term_ends=LATER)) == LATER
    assert valid_to(DAY, replace(TERMS, valid_days=None)) is None


@pytest.mark.parametrize(
    ("decided", "orders", "tries", "on", "standing", "left"),
    [
        (Decided.NOTHING, 0, [], DAY, Standing.UNDECIDED, 2),
        (Decided.WAIVED, 0, [], DAY, Standing.WAIVED, 2),
        (Decided.ORDERED, 1, [], DAY, Standing.ORDERED, 2),
        (Decided.ORDERED, 1, [replace(FAILED, came=Came.ABSENT)], DAY, Standing.ORDERED, 2),
        (Decided.ORDERED, 1, [replace(FAILED, came=Came.UNCHECKED)], DAY, Standing.ORDERED, 2),
        (Decided.ORDERED, 1, [FAILED], DAY, Standing.MAY_RESIT, 1),
        (Decided.ORDERED, 1, [replace(FAILED, came=Came.VOID)], DAY, Standing.MAY_RESIT, 1),
        (Decided.ORDERED, 2, [FAILED], DAY, Standing.ORDERED, 1),
        (Decided.ORDERED, 2, [FAILED, FAILED], DAY, Standing.FAILED, 0),
        (Decided.ORDERED, 2, [FAILED, replace(PASSED, day=LATER)], LATER, Standing.PASSED, 1),
        (Decided.NOTHING, 0, [PASSED], DAY, Standing.PASSED, 2),
        (Decided.ORDERED, 1, [PASSED], date(2026, 12, 23), Standing.PASSED, 2),
        (Decided.ORDERED, 1, [PASSED], date(2026, 12, 24), Standing.EXPIRED, 2),
        (Decided.WAIVED, 1, [PASSED], date(2026, 12, 24), Standing.WAIVED, 2),
    ],
)
def test_where_the_test_stands(decided, orders, tries, on, standing, left):
    state = state_of(decided, orders, tries, TERMS, on)
    assert (state.standing, state.left) == (standing, left)


def test_what_may_be_decided_next():
    def state(decided, orders, *tries, on=DAY):
        return state_of(decided, orders, tries, TERMS, on)

    assert order_refusal(state(Decided.NOTHING, 0)) is None
    assert order_refusal(state(Decided.ORDERED, 1)) is Refusal.ORDERED_ALREADY
    assert order_refusal(state(Decided.ORDERED, 1, FAILED)) is None
    assert order_refusal(state(Decided.ORDERED, 2, FAILED, FAILED)) is Refusal.TRIES_USED_UP
    assert order_refusal(state(Decided.ORDERED, 1, PASSED)) is Refusal.PASSED_ALREADY
    assert waiver_refusal(state(Decided.NOTHING, 0)) is None
    assert waiver_refusal(state(Decided.ORDERED, 1, FAILED)) is Refusal.WRONG_STATE
    assert waiver_refusal(state(Decided.WAIVED, 0)) is Refusal.WRONG_STATE


GOOD = Ground(Standing.PASSED, dossier_signed=True, sheet_signed=True, overridden=False)


@pytest.mark.parametrize(
    ("outcome", "ground", "why"),
    [
        (CaseState.RECOMMENDED, GOOD, None),
        (CaseState.RECOMMENDED, replace(GOOD, dossier_signed=False), Refusal.DOSSIER_UNSIGNED),
        (CaseState.RECOMMENDED, replace(GOOD, sheet_signed=False), Refusal.SHEET_UNSIGNED),
        (CaseState.RECOMMENDED, replace(GOOD, standing=Standing.FAILED), Refusal.TEST_MISSING),
        (CaseState.RECOMMENDED, replace(GOOD, standing=Standing.EXPIRED), Refusal.TEST_MISSING),
        (CaseState.RECOMMENDED, replace(GOOD, standing=Standing.UNDECIDED), Refusal.TEST_MISSING),
        (CaseState.RECOMMENDED, replace(GOOD, standing=Standing.WAIVED, sheet_signed=False), None),
        (CaseState.RECOMMENDED, replace(GOOD, standing=Standing.FAILED, overridden=True), None),
        (CaseState.NOT_RECOMMENDED, replace(GOOD, standing=Standing.FAILED), None),
        (CaseState.NOT_RECOMMENDED, replace(GOOD, dossier_signed=False), Refusal.DOSSIER_UNSIGNED),
        (CaseState.WITHDRAWN, Ground(Standing.UNDECIDED, False, False, False), None),
    ],
)
def test_the_gate(outcome, ground, why):
    assert closing_refusal(outcome, ground) is why


def test_there_is_nothing_to_override_beside_a_valid_result():
    assert override_refusal(GOOD) is Refusal.NOTHING_TO_OVERRIDE
    assert override_refusal(replace(GOOD, standing=Standing.FAILED)) is None
    done = replace(GOOD, standing=Standing.FAILED, overridden=True)
    assert override_refusal(done) is Refusal.OVERRIDDEN


@pytest.mark.parametrize(
    ("count", "group", "seen"),
    [(4, 4, None), (5, 5, 5), (0, 5, 0), (1, 6, None), (5, 6, None), (5, 10, 5), (6, 10, None)],
)
def test_no_figure_from_which_one_person_could_be_told(count, group, seen):
    assert shown(count, group) == seen


def test_what_has_changed_since_printing():
    one, two = Line("学时", "2026-11-23", "30", "台账"), Line("学时", "2026-11-23", "36", "台账")
    assert not difference(stored([one, two]), stored([two, one]))
    changed = difference(stored([one]), stored([two]))
    assert (changed.gone, changed.come) == ((one,), (two,))
