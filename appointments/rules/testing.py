"""What the tests of one case come to: passed, still open, failed for good, or run out.

Source: plan 2010-2014 art. 46; the numbers are those of the dated policy (`rules.terms`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from appointments.rules.terms import WHOLE, Refusal, Terms

MOST_SEATS = 10  # of one session, issue 6; what a county's sessions really hold: 6 to 23


class Came(StrEnum):
    """What came of one try. `UNCHECKED` was sat without anybody having checked who sat."""

    PENDING = "pending"
    PASSED = "passed"
    FAILED = "failed"
    VOID = "void"
    ABSENT = "absent"
    UNCHECKED = "unchecked"


@dataclass(frozen=True)
class Try:
    """One sitting of a test, here or elsewhere. Marks are hundredths."""

    day: date
    came: Came
    total: int = 0
    of: int = 0
    source: str = ""


class Decided(StrEnum):
    """The newest decision about testing."""

    NOTHING = "nothing"
    ORDERED = "ordered"
    WAIVED = "waived"


class Standing(StrEnum):
    """Where the test of a case stands on a day."""

    UNDECIDED = "undecided"
    WAIVED = "waived"
    ORDERED = "ordered"
    PASSED = "passed"
    MAY_RESIT = "may_resit"
    FAILED = "failed"
    EXPIRED = "expired"


@dataclass(frozen=True)
class TestState:
    """Where the test stands, by which try, until when a pass holds, how many tries are left."""

    __test__ = False  # no test of the suite

    standing: Standing
    counted: Try | None = None
    valid_to: date | None = None
    left: int = 0


def came_of(total: int, of: int, terms: Terms) -> Came:
    """Whether so many of so many marks pass; the pass mark itself passes.

    Source: the city's policy; elsewhere 60 or 80 of 100 (domain.md 2.6).
    """
    passes = of > 0 and total * WHOLE >= terms.pass_percent * of
    return Came.PASSED if passes else Came.FAILED


def valid_to(day: date, terms: Terms) -> date | None:
    """The last day on which a pass of `day` holds, included; None where nothing ends it.

    Where both are given the earlier one counts: a pass does not outlive the term of office.
    Source: the city's policy; 重庆条例 art. 16 (本届内有效).
    """
    ends = [terms.term_ends] if terms.term_ends else []
    if terms.valid_days is not None:
        ends.append(day + timedelta(days=terms.valid_days))
    return min(ends, default=None)


def state_of(
    decided: Decided, orders: int, tries: Sequence[Try], terms: Terms, on: date
) -> TestState:
    """Where the test stands on a day.

    A pass counts from its day on while it is valid, whatever came before. A failed or void try
    uses one up; an absence, or a sitting that nobody checked, does not, and stays to be sat.
    `orders` are the tests ordered so far: as long as one has not been used up, the case waits.
    Source: the city's policy; elsewhere one resit (domain.md 2.6).
    """
    passed = [t for t in tries if t.came is Came.PASSED]
    used = [t for t in tries if t.came in (Came.PASSED, Came.FAILED, Came.VOID)]
    left = max(0, 1 + terms.resits - sum(t.came is not Came.PASSED for t in used))
    last = max(passed, key=lambda t: t.day, default=None)
    if last is not None:
        end = valid_to(last.day, terms)
        if end is None or on <= end:
            return TestState(Standing.PASSED, last, end, left)
    if decided is Decided.WAIVED:
        return TestState(Standing.WAIVED, left=left)
    if decided is Decided.NOTHING:
        return TestState(Standing.UNDECIDED, left=left)
    worst = max(used, key=lambda t: t.day, default=None)
    if orders > len(used):
        return TestState(Standing.ORDERED, worst, left=left)
    if last is not None and last == worst:
        return TestState(Standing.EXPIRED, last, valid_to(last.day, terms), left)
    return TestState(Standing.MAY_RESIT if left else Standing.FAILED, worst, left=left)


def order_refusal(state: TestState) -> Refusal | None:
    """Why no test can be ordered now, or None."""
    return {
        Standing.ORDERED: Refusal.ORDERED_ALREADY,
        Standing.PASSED: Refusal.PASSED_ALREADY,
        Standing.FAILED: Refusal.TRIES_USED_UP,
    }.get(state.standing)


def waiver_refusal(state: TestState) -> Refusal | None:
    """Why the test cannot be waived: one that was ordered is sat, one that failed has failed."""
    if state.standing in (Standing.UNDECIDED, Standing.EXPIRED):
        return None
    return order_refusal(state) or Refusal.WRONG_STATE
