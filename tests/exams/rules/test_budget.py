"""By how much a bank is too small for the budget of exposure."""

from __future__ import annotations

from dataclasses import replace

import pytest

from exams.rules.blueprint import Cell, PoolItem
from exams.rules.budget import WITHIN, Overrun, Sitting, overrun, overrun_of_forms
from exams.rules.parallel import Form

CELLS = [Cell("single", 4, 100)]
POOL = [PoolItem(n, "single", "medium", 4) for n in range(1, 13)]


def spent(*numbers, required=False):
    return [
        replace(item, is_spent=item.revision_id in numbers, is_required=required) for item in POOL
    ]


@pytest.mark.parametrize(
    ("pool", "sitting", "found"),
    [
        (POOL, Sitting([20], most=20), WITHIN),
        (POOL, Sitting([21], most=20), Overrun(papers=21)),
        (POOL, Sitting([21], most=20, portions=2), WITHIN),
        (POOL, Sitting([30, 30], most=20, portions=2), Overrun(papers=30)),
        (spent(*range(1, 9)), Sitting([5], most=20), WITHIN),
        (spent(*range(1, 11)), Sitting([5], most=20), Overrun(spent=2)),
        (spent(*range(1, 9)), Sitting([21], most=20, portions=2), Overrun(spent=2)),
    ],
)
def test_papers_of_ones_own(pool, sitting, found):
    assert overrun(CELLS, pool, sitting) == found


@pytest.mark.parametrize(
    ("pool", "roster", "found"),
    [
        (POOL, 40, WITHIN),
        (POOL, 41, Overrun(papers=21)),
        (spent(1, 2, 9), 40, Overrun(spent=2)),
        (spent(9, 10), 40, WITHIN),
    ],
)
def test_forms_of_which_the_reserve_is_not_sat(pool, roster, found):
    forms = [
        Form(n, n == 3, tuple((pk, 100) for pk in range(4 * n - 3, 4 * n + 1))) for n in (1, 2, 3)
    ]
    assert overrun_of_forms(forms, pool, roster, most=20) == found


def test_what_must_be_in_is_no_overrun():
    assert overrun(CELLS, spent(*range(1, 13), required=True)[:4], Sitting([5], 20)) == WITHIN
