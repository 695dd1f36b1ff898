"""What somebody owes this year: the ledger's lines folded into one state, every step explained.

The two tests stand apart: 集中培训 of at least a week, and the total of 学时; five days of 7.5 are
37.5 and do not make 60. Source: the plan, art. 45 (年度集中培训时间不少于 1 周); 60 学时 a year.
Whole numbers throughout: hundredths of 学时, hundredths of a day, ten-thousandths of progress.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from training.rules.converting import Rate, Worth

WHOLE = 10_000  # progress that meets the requirement
# House defaults: how many times the even pace of a whole year the rest may ask for.
STEADY_PACE = 150  # per cent; up to here one is on track
STEEP_PACE = 400  # per cent; up to here at risk, beyond it behind


class Standing(StrEnum):
    """Where somebody stands in the year. `NONE`: no requirement applies to their kind of post."""

    MET = "met"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    BEHIND = "behind"
    NONE = "none"


@dataclass(frozen=True)
class Target:
    """What a year demands: hundredths of a centralised day, hundredths of 学时 in all, and of
    them the least in each subject that has one."""

    days: int
    credit: int
    subjects: tuple[tuple[str, int], ...] = ()

    def prorated(self, months: int) -> Target:
        """The share of a year of which somebody serves so many months, the month of joining among
        them; each amount to the nearest hundredth, halves upwards."""
        return Target(
            _twelfths(self.days, months),
            _twelfths(self.credit, months),
            tuple((subject, _twelfths(least, months)) for subject, least in self.subjects),
        )

    def less(self, days: int, credit: int) -> Target:
        """What is left after an exemption; no subject then demands more than is left in all."""
        left = max(0, self.credit - credit)
        subjects = tuple((subject, min(least, left)) for subject, least in self.subjects)
        return Target(max(0, self.days - days), left, subjects)


@dataclass(frozen=True)
class Line:
    """One line of the ledger, as the fold reads it. A counter-entry names what it `reverses`."""

    ref: str
    day: date
    kind: str
    unit: str
    quantity: int
    rate: Rate
    credit: int
    days: int
    reverses: str = ""
    subject: str = ""


@dataclass(frozen=True)
class Step:
    """One line's part in the sum, and what the sum was after it."""

    line: Line
    credit: int
    days: int


@dataclass(frozen=True)
class State:
    """Where somebody stands on a day. `target` is None where no requirement applies."""

    on: date
    target: Target | None
    credit: int
    days: int
    steps: tuple[Step, ...] = ()
    subjects: tuple[tuple[str, int], ...] = ()

    @property
    def due(self) -> date:
        """The last day on which this year's training counts (当年有效)."""
        return date(self.on.year, 12, 31)

    @property
    def owed_credit(self) -> int:
        return max(0, self.target.credit - self.credit) if self.target else 0

    @property
    def owed_days(self) -> int:
        return max(0, self.target.days - self.days) if self.target else 0

    @property
    def owed_subjects(self) -> list[tuple[str, int]]:
        """The subjects in which something is owed, with how much."""
        earned, wanted = dict(self.subjects), self.target.subjects if self.target else ()
        owed = [(subject, least - earned.get(subject, 0)) for subject, least in wanted]
        return [(subject, left) for subject, left in owed if left > 0]

    @property
    def progress(self) -> int | None:
        """Ten-thousandths of the requirement, by the test that is furthest from being met."""
        if self.target is None:
            return None
        return progress(self.credit, self.days, self.target, dict(self.subjects))

    @property
    def standing(self) -> Standing:
        return standing(self.progress, self.on)


def state(lines: Iterable[Line], target: Target | None, on: date) -> State:
    """Fold the lines of the year of `on`, those dated up to it, into the state on that day.

    The order of the lines does not matter; the steps stand in order of day. The sum of the steps is
    the total by construction.
    """
    counted = [line for line in lines if line.day.year == on.year and line.day <= on]
    credit = days = 0
    subjects: dict[str, int] = {}
    steps = []
    for line in sorted(counted, key=lambda one: (one.day, bool(one.reverses), one.ref)):
        credit, days = credit + line.credit, days + line.days
        if line.subject:
            subjects[line.subject] = subjects.get(line.subject, 0) + line.credit
        steps.append(Step(line, credit, days))
    return State(on, target, credit, days, tuple(steps), tuple(sorted(subjects.items())))


def progress(
    credit: int, days: int, target: Target, subjects: Mapping[str, int] | None = None
) -> int:
    """Ten-thousandths of the requirement, rounded down; the worst of its tests counts."""
    earned = subjects or {}
    tests = [_part(credit, target.credit), _part(days, target.days)]
    tests += [_part(earned.get(subject, 0), least) for subject, least in target.subjects]
    return min(tests)


def _twelfths(amount: int, months: int) -> int:
    return (2 * amount * months + 12) // 24


def _part(done: int, wanted: int) -> int:
    return WHOLE if wanted == 0 else done * WHOLE // wanted


def standing(reached: int | None, on: date) -> Standing:
    """The standing of so much progress on a day."""
    if reached is None:
        return Standing.NONE
    on_track_from, at_risk_from = thresholds(on)
    if reached >= WHOLE:
        return Standing.MET
    if reached >= on_track_from:
        return Standing.ON_TRACK
    return Standing.AT_RISK if reached >= at_risk_from else Standing.BEHIND


def thresholds(on: date) -> tuple[int, int]:
    """From which progress on one is on track, and at risk, on the day; less is behind.

    What is left is measured against the days that are left: on track while it asks for no more than
    one and a half times the even pace of a whole year, at risk up to four times. On 31 December,
    when no whole day is left, whatever is owed is behind. House default, no rule of law: nothing
    but the order of a list and a colour hangs on it.
    """
    length = (date(on.year, 12, 31) - date(on.year, 1, 1)).days + 1
    left = (date(on.year, 12, 31) - on).days
    return (
        WHOLE - STEADY_PACE * left * WHOLE // (100 * length),
        WHOLE - STEEP_PACE * left * WHOLE // (100 * length),
    )


@dataclass(frozen=True)
class OpenClass:
    """A class that one may still join, and what the whole of it counts for."""

    ref: str
    starts_on: date
    worth: Worth
    subjects: tuple[tuple[str, int], ...] = ()  # of its 学时, those that fall to a subject


@dataclass(frozen=True)
class Settlement:
    """What would still be owed after one class, and after it with all that come before it."""

    ref: str
    credit_left: int
    days_left: int
    credit_left_with_earlier: int
    days_left_with_earlier: int
    subjects_left: tuple[tuple[str, int], ...] = ()

    @property
    def is_enough(self) -> bool:
        return self.credit_left == self.days_left == 0 and not self.subjects_left


def settles(owed: State, classes: Sequence[OpenClass]) -> list[Settlement]:
    """What each open class would leave, in order of its start; a class that helps nothing is left
    out, and so is one that starts after the year's end."""
    found = []
    credit, days = owed.owed_credit, owed.owed_days
    for one in sorted(classes, key=lambda c: (c.starts_on, c.ref)):
        given = dict(one.subjects)
        helps = (owed.owed_credit and one.worth.credit) or (owed.owed_days and one.worth.days)
        helps = helps or any(given.get(subject) for subject, _left in owed.owed_subjects)
        if not helps or one.starts_on > owed.due:
            continue
        credit, days = max(0, credit - one.worth.credit), max(0, days - one.worth.days)
        found.append(
            Settlement(
                one.ref,
                max(0, owed.owed_credit - one.worth.credit),
                max(0, owed.owed_days - one.worth.days),
                credit,
                days,
                _subjects_left(owed, given),
            )
        )
    return found


def _subjects_left(owed: State, given: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    left = [(subject, amount - given.get(subject, 0)) for subject, amount in owed.owed_subjects]
    return tuple((subject, amount) for subject, amount in left if amount > 0)


def surplus(credit: int, target: Target, most: int) -> int:
    """What of a year's 学时 goes on to the next: what exceeds the demand, at most `most`."""
    return min(most, max(0, credit - target.credit))
