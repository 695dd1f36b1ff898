"""Which days are worked, and the last day of so many working days.

Mondays to Fridays are, but for the special days that the city has entered: public holidays, and the
Saturdays and Sundays worked in exchange. Source: the notice of the State Council's general office
for each year, as entered; house default for the rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from exchange.rules import (
    Column,
    Fault,
    Finding,
    Resolution,
    Row,
    Standing,
    form_faults,
    read_day,
)

WORKING_DAYS_A_WEEK = 5
FURTHEST = 366 * 3  # days; a calendar in which nothing is worked so long is a mistake


def is_worked(day: date, special: Mapping[date, bool]) -> bool:
    """Whether the day is a working day; `special` says it of the days entered."""
    return special.get(day, day.isoweekday() <= WORKING_DAYS_A_WEEK)


def last_day(begins_after: date, working_days: int, special: Mapping[date, bool]) -> date:
    """The last of so many working days after the day, itself included."""
    day, left = begins_after, working_days
    end = begins_after + timedelta(days=FURTHEST)
    while left and day < end:
        day += timedelta(days=1)
        left -= is_worked(day, special)
    return day


@dataclass(frozen=True)
class SpecialDays:
    """The special days that stand: by day whether worked, under which name, with their key."""

    days: Mapping[date, tuple[bool, str, str]] = field(default_factory=dict)


def judge_special_days(
    rows: Sequence[Row], columns: Sequence[Column], standing: SpecialDays, words: Sequence[str]
) -> list[Finding]:
    """A finding for each row of a sheet, in order; `words` are those for worked and for free."""
    first: dict[date, int] = {}
    found = []
    for row in rows:
        finding = _finding(row, columns, standing, words, first)
        day = read_day(row.get("day"))
        if day is not None and row.resolution is not Resolution.SKIP:
            first.setdefault(day, row.n)
        found.append(finding)
    return found


def _finding(
    row: Row,
    columns: Sequence[Column],
    standing: SpecialDays,
    words: Sequence[str],
    first: Mapping[date, int],
) -> Finding:
    faults = form_faults(columns, row)
    day = read_day(row.get("day"))
    if faults or day is None:
        return Finding(Standing.FAULTY, tuple(faults))
    if day in first:
        return _faulty("repeated", row=first[day])
    is_working = row.get("kind") == words[0]
    if day in standing.days:
        stands, name, key = standing.days[day]
        if (stands, name) == (is_working, row.get("name")):
            return Finding(Standing.UNCHANGED, key=key)
        return _faulty("stands_otherwise", name=name)
    if is_working is is_worked(day, {}):
        return _faulty("needs_no_entry")
    return Finding(Standing.NEW)


def _faulty(code: str, **params: object) -> Finding:
    return Finding(Standing.FAULTY, (Fault("day", code, params),))
