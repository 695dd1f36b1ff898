"""What would become of the rows of an imported roster. No database, no clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from exchange.rules import Column, Fault, Finding, Resolution, Row, Standing, form_faults
from training.rules.classes import Audience


@dataclass(frozen=True)
class OpenRoster:
    """A class whose roster the importer may fill: its audience, and how many places are free."""

    audience: Audience
    free: int


@dataclass(frozen=True)
class Somebody:
    """A person of the importer's scope. `enrolled` gives the enrolment by number of class."""

    name: str
    path: str
    enrolled: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RosterFacts:
    """Classes by number, persons by staff number; what lies outside the scope is not there."""

    classes: Mapping[str, OpenRoster]
    persons: Mapping[str, Somebody]
    withdrawn: frozenset[str] = frozenset()


def judge_roster(
    rows: Sequence[Row], columns: Sequence[Column], facts: RosterFacts
) -> list[Finding]:
    """A finding for each row, in order. The rows of one class share its free places."""
    first: dict[tuple[str, str], int] = {}
    taken: Counter[str] = Counter()
    found = []
    for row in rows:
        finding = _finding(row, columns, facts, first)
        skipped = row.resolution is Resolution.SKIP
        if finding.standing is Standing.NEW and not skipped:
            number = row.get("class")
            taken[number] += 1
            if taken[number] > facts.classes[number].free:
                params = {"free": facts.classes[number].free}
                finding = Finding(Standing.FAULTY, (Fault("class", "full", params),))
        if not skipped:
            first.setdefault((row.get("class"), row.get("number")), row.n)
        found.append(finding)
    return found


def _finding(
    row: Row,
    columns: Sequence[Column],
    facts: RosterFacts,
    first: Mapping[tuple[str, str], int],
) -> Finding:
    faults = list(form_faults(columns, row))
    roster = facts.classes.get(row.get("class"))
    person = facts.persons.get(row.get("number"))
    if row.get("class") and roster is None:
        faults.append(Fault("class", "class_unknown"))
    if row.get("number") and person is None:
        faults.append(Fault("number", "person_unknown"))
    if person is not None and row.get("name") and person.name != row.get("name"):
        faults.append(Fault("name", "name_differs"))
    if faults or roster is None or person is None:
        return Finding(Standing.FAULTY, tuple(faults))
    return _place(row, roster, person, facts, first)


def _place(
    row: Row,
    roster: OpenRoster,
    person: Somebody,
    facts: RosterFacts,
    first: Mapping[tuple[str, str], int],
) -> Finding:
    """What a row comes to whose class and person are known."""
    enrolled = person.enrolled.get(row.get("class"))
    if enrolled is not None:
        return Finding(Standing.UNCHANGED, key=enrolled)
    earlier = first.get((row.get("class"), row.get("number")))
    if earlier is not None:
        return Finding(Standing.FAULTY, (Fault("number", "repeated", {"row": earlier}),))
    if row.known_key in facts.withdrawn:
        return Finding(Standing.FAULTY, (Fault("number", "withdrawn"),))
    if not roster.audience.covers(person.path):
        return Finding(Standing.FAULTY, (Fault("number", "outside_audience"),))
    return Finding(Standing.NEW)
