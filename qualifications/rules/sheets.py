"""Which columns of somebody's own sheet tell who is meant. Pure; other columns are left alone.

Source: house default: the titles that offices put above such columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from exchange.rules import clean_header
from qualifications.rules.checking import Outcome, Sought, sought_in_row

NAMES = frozenset({"姓名", "名字", "人员姓名", "拟任人选", "人选", "人员", "name"})
UNITS = frozenset({"单位", "工作单位", "所在单位", "现单位", "单位名称", "unit", "agency"})
NUMBERS = frozenset(
    {
        "工作人员编号",
        "人员编号",
        "编号",
        "工号",
        "证号",
        "执法证号",
        "证件号",
        "证件编号",
        "证件号码",
    }
    | {"执法证件号", "执法证件编号", "身份证号", "身份证号码", "身份证", "公民身份号码", "number"}
)
HEAD_WITHIN = 10  # rows in which the head is looked for; house default


@dataclass(frozen=True)
class Places:
    """Where in a row the name, the numbers and the unit stand; -1: nowhere."""

    name: int = -1
    unit: int = -1
    numbers: tuple[int, ...] = ()

    def as_kept(self) -> dict[str, Any]:
        return {"name": self.name, "unit": self.unit, "numbers": list(self.numbers)}

    @classmethod
    def from_kept(cls, kept: dict[str, Any]) -> Places:
        return cls(kept.get("name", -1), kept.get("unit", -1), tuple(kept.get("numbers", ())))


def find_head(rows: Sequence[Sequence[str]]) -> tuple[int, Places] | None:
    """The first row that names a column of names or numbers, and where they stand."""
    for n, row in enumerate(rows[:HEAD_WITHIN]):
        places = places_of(row)
        if places.name >= 0 or places.numbers:
            return n, places
    return None


def places_of(titles: Sequence[str]) -> Places:
    """Where the known columns stand; of two columns of names the first counts."""
    clean = [clean_header(title) for title in titles]
    return Places(
        name=next((i for i, title in enumerate(clean) if title in NAMES), -1),
        unit=next((i for i, title in enumerate(clean) if title in UNITS), -1),
        numbers=tuple(i for i, title in enumerate(clean) if title in NUMBERS),
    )


def sought_of(row: Sequence[str], places: Places) -> list[Sought]:
    """Whom a row names: once for each number that it holds, else by its name and unit."""
    name, unit = cell(row, places.name), cell(row, places.unit)
    numbers = [number for i in places.numbers if (number := cell(row, i))]
    return [sought_in_row(name, number, unit) for number in numbers or [""]]


def cell(row: Sequence[str], place: int) -> str:
    """A cell's text; empty where the row is too short or the column is not there."""
    return row[place].strip() if 0 <= place < len(row) else ""


def agreed(found: Sequence[tuple[int | None, Outcome | None]]) -> tuple[int | None, Outcome | None]:
    """Who a row means, from what each of its numbers means: (person, or why nobody).

    A number that is on no record does not speak against another; two that name two persons do.
    """
    persons = {person for person, _why in found if person is not None}
    whys = [why for _person, why in found if why is not None]
    if len(persons) > 1 or Outcome.MISMATCH in whys:
        return None, Outcome.MISMATCH
    if persons:
        return persons.pop(), None
    return None, Outcome.SEVERAL if Outcome.SEVERAL in whys else Outcome.NOBODY
