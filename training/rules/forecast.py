"""How many have met the year's demand at the end of each month, and will have. No clock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from training.rules.board import Officer
from training.rules.hours import WHOLE, progress

YEAR = range(1, 13)


@dataclass(frozen=True)
class Gain:
    """What somebody earned, or would earn, in a month; amounts in hundredths."""

    month: int
    credit: int
    days: int
    subject: str = ""


@dataclass(frozen=True)
class Month:
    """The end of a month: how many of how many had met the demand, or would by what is planned."""

    month: int
    met: int
    total: int
    is_forecast: bool

    @property
    def rate(self) -> int:
        return self.met * 100 // self.total if self.total else 0


def months(
    officers: Sequence[Officer], gains: Mapping[int, Iterable[Gain]], this_month: int
) -> list[Month]:
    """The twelve months by today's demands; those after this month are a forecast, and so is this
    one, because it has not ended."""
    met = dict.fromkeys(YEAR, 0)
    for officer in officers:
        for month in _months_met(officer, gains.get(officer.person_id, ())):
            met[month] += 1
    total = len(officers)
    return [Month(month, met[month], total, month >= this_month) for month in YEAR]


def _months_met(officer: Officer, gains: Iterable[Gain]) -> list[int]:
    by_month: dict[int, list[Gain]] = defaultdict(list)
    for gain in gains:
        by_month[gain.month].append(gain)
    credit = days = 0
    subjects: dict[str, int] = {}
    found = []
    for month in YEAR:
        for gain in by_month.get(month, ()):
            credit, days = credit + gain.credit, days + gain.days
            if gain.subject:
                subjects[gain.subject] = subjects.get(gain.subject, 0) + gain.credit
        if progress(credit, days, officer.target, subjects) >= WHOLE:
            found.append(month)
    return found
