"""What would become of the rows of an attendance sheet. No database, no clock."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time

from exchange.rules import Column, Fault, Finding, Row, Standing, form_faults, read_day
from training.rules.classes import Mark

WORDS = {
    "到课": Mark.PRESENT,
    "迟到": Mark.LATE,
    "早退": Mark.LEFT_EARLY,
    "请假": Mark.LEAVE,
    "缺席": Mark.ABSENT,
}
HOUR = re.compile(r"(\d{1,2})[:：](\d{2})(?::\d{2})?")
Place = tuple[str, date, time]  # a half-day: number of its class, day and hour of its beginning


@dataclass(frozen=True)
class OpenRoll:
    """A half-day whose marks may be entered: names on its roster by staff number, and what is
    marked already, with the mark's key."""

    roster: Mapping[str, str]
    marks: Mapping[str, tuple[Mark, str]] = field(default_factory=dict)


def read_hour(text: str) -> time | None:
    """09:00, also as a spreadsheet writes it (09:00:00); None for anything else."""
    found = HOUR.fullmatch(text.strip())
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    return time(int(found[1]), int(found[2]))


def place_of(row: Row) -> Place | None:
    """The half-day that a row names; None where day or hour is none."""
    day, hour = read_day(row.get("day")), read_hour(row.get("starts"))
    return None if day is None or hour is None else (row.get("class"), day, hour)


def judge_marks(
    rows: Sequence[Row], columns: Sequence[Column], rolls: Mapping[Place, OpenRoll]
) -> list[Finding]:
    """A finding for each row, in order. A mark that stands otherwise is never overwritten."""
    first: dict[tuple[Place, str], int] = {}
    return [_finding(row, columns, rolls, first) for row in rows]


def _finding(
    row: Row,
    columns: Sequence[Column],
    rolls: Mapping[Place, OpenRoll],
    first: dict[tuple[Place, str], int],
) -> Finding:
    place, number = place_of(row), row.get("number")
    roll = rolls.get(place) if place else None
    faults = (*form_faults(columns, row), *_faults(row, place, roll))
    if faults or roll is None or place is None:
        return Finding(Standing.FAULTY, faults)
    earlier = first.setdefault((place, number), row.n)
    if earlier != row.n:
        return Finding(Standing.FAULTY, (Fault("number", "repeated", {"row": earlier}),))
    standing = roll.marks.get(number)
    if standing is None:
        return Finding(Standing.NEW)
    if standing[0] is WORDS[row.get("mark")]:
        return Finding(Standing.UNCHANGED, key=standing[1])
    return Finding(Standing.FAULTY, (Fault("mark", "marked_otherwise"),))


def _faults(row: Row, place: Place | None, roll: OpenRoll | None) -> list[Fault]:
    """What is wrong with the half-day or the person that a row names."""
    if roll is None:
        bad_hour = row.get("starts") and read_hour(row.get("starts")) is None
        faults = [Fault("starts", "no_hour")] if bad_hour else []
        return [*faults, Fault("class", "session_unknown")] if place else faults
    number, name = row.get("number"), row.get("name")
    if number and number not in roll.roster:
        return [Fault("number", "not_on_roster")]
    return [Fault("name", "name_differs")] if name and roll.roster.get(number) != name else []
