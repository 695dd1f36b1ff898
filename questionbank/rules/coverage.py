"""How far a bank is from what it shall hold, by statute, kind and level.

A question counts for every statute that it cites. One whose level nobody has named fills no place
of the plan and is counted apart. The plan is the bank's own ("house default" in the starter bank).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from io import StringIO
from itertools import product

from questionbank.rules.kinds import Kind, Level

HEAD = ("法规", "题型", "记忆", "理解", "应用")
KIND_WORDS = {
    "单选": Kind.SINGLE,
    "多选": Kind.MULTIPLE,
    "判断": Kind.TRUE_FALSE,
    "填空": Kind.FILL_IN,
    "简答": Kind.SHORT_ANSWER,
    "案例": Kind.CASE,
}
MOST = 999  # questions planned in one place


class PlanFault(StrEnum):
    HEAD = "head"
    NO_KIND = "no_kind"
    NO_NUMBER = "no_number"
    TWICE = "twice"


@dataclass(frozen=True)
class Place:
    """One cell of the plan."""

    statute: str
    kind: Kind
    level: Level


@dataclass(frozen=True)
class Count:
    """What is planned and what is there; for one place or for many."""

    planned: int = 0
    held: int = 0
    missing: int = 0  # of many places the sum: plenty in one fills no other

    def __add__(self, other: Count) -> Count:
        return Count(
            self.planned + other.planned, self.held + other.held, self.missing + other.missing
        )


@dataclass(frozen=True)
class Coverage:
    """Every place that is planned or held, and how many questions have no level, by statute."""

    places: Mapping[Place, Count]
    unlevelled: Mapping[str, int]

    @property
    def statutes(self) -> list[str]:
        """Those of the plan and of the bank, the one that lacks most first."""
        named = {place.statute for place in self.places} | set(self.unlevelled)
        return sorted(named, key=lambda statute: (-self.of(statute).missing, statute))

    def of(
        self, statute: str | None = None, kind: Kind | None = None, level: Level | None = None
    ) -> Count:
        """The sum over the places of that statute, kind and level; None stands for all."""
        wanted = (statute, kind, level)
        found = (
            count
            for place, count in self.places.items()
            if all(
                each in (None, own)
                for each, own in zip(wanted, (place.statute, place.kind, place.level), strict=True)
            )
        )
        return sum(found, Count())

    @property
    def gaps(self) -> list[tuple[Place, Count]]:
        """Places where something is missing, the widest first."""
        short = [(place, count) for place, count in self.places.items() if count.missing]
        return sorted(short, key=lambda each: (-each[1].missing, each[0].statute, each[0].kind))


def cover(
    plan: Mapping[Place, int], held: Iterable[tuple[str, Kind, Level | None, int]]
) -> Coverage:
    """Hold what is there (statute, kind, level or None, how many) against the plan."""
    there: dict[Place, int] = {}
    unlevelled: dict[str, int] = {}
    for statute, kind, level, n in held:
        if level is None:
            unlevelled[statute] = unlevelled.get(statute, 0) + n
        else:
            place = Place(statute, kind, level)
            there[place] = there.get(place, 0) + n
    places = {
        place: _count(plan.get(place, 0), there.get(place, 0))
        for place in sorted(plan.keys() | there.keys(), key=_order)
    }
    return Coverage(places, unlevelled)


def _count(planned: int, held: int) -> Count:
    return Count(planned, held, max(0, planned - held))


def _order(place: Place) -> tuple[str, int, int]:
    return place.statute, list(Kind).index(place.kind), list(Level).index(place.level)


def read_plan(text: str) -> tuple[dict[Place, int], list[tuple[int, PlanFault]]]:
    """A plan as a table with commas (`HEAD`), and the faults by line; faulty lines plan nothing."""
    rows = list(csv.reader(StringIO(text)))
    if not rows or tuple(rows[0]) != HEAD:
        return {}, [(1, PlanFault.HEAD)]
    plan: dict[Place, int] = {}
    faults: list[tuple[int, PlanFault]] = []
    for line, row in enumerate(rows[1:], start=2):
        found = _read_row(row)
        if isinstance(found, PlanFault):
            faults.append((line, found))
        elif found.keys() & plan.keys():
            faults.append((line, PlanFault.TWICE))
        else:
            plan |= found
    return plan, faults


def _read_row(row: list[str]) -> dict[Place, int] | PlanFault:
    if len(row) != len(HEAD) or row[1] not in KIND_WORDS:
        return PlanFault.NO_KIND
    if not all(cell.isascii() and cell.isdigit() and int(cell) <= MOST for cell in row[2:]):
        return PlanFault.NO_NUMBER
    numbers = zip(Level, row[2:], strict=True)
    return {Place(row[0], KIND_WORDS[row[1]], level): int(cell) for level, cell in numbers}


def all_places(statute: str) -> list[Place]:
    """Every place that a plan has for one statute, in order."""
    return [Place(statute, kind, level) for kind, level in product(Kind, Level)]
