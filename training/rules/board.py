"""The year of many officers at once: tallies by unit, and who comes first on the list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from training.rules.hours import Standing, Target

LOW, FAIR = 60, 80  # per cent of officers who have met the demand


class Gap(StrEnum):
    """What somebody may still lack, whatever the standing."""

    DAYS = "days"
    NOTHING_YET = "nothing_yet"
    SUBJECTS = "subjects"


@dataclass(frozen=True, slots=True)
class Officer:
    """One person of whom the year demands something. `path` is the agency's place in the tree;
    amounts as in `State`, `progress` in ten-thousandths."""

    person_id: int
    name: str
    staff_number: str
    path: str
    category: str
    credit: int
    days: int
    target: Target
    progress: int
    standing: Standing
    subjects: tuple[tuple[str, int], ...] = ()

    @property
    def owed_subjects(self) -> list[tuple[str, int]]:
        """The subjects in which something is owed, with how much."""
        earned = dict(self.subjects)
        owed = [(name, least - earned.get(name, 0)) for name, least in self.target.subjects]
        return [(name, left) for name, left in owed if left > 0]

    @property
    def owed_credit(self) -> int:
        return max(0, self.target.credit - self.credit)

    @property
    def owed_days(self) -> int:
        return max(0, self.target.days - self.days)

    def lacks(self, gap: Gap) -> bool:
        """Whether centralised days or a subject are owed, or nothing at all has been earned."""
        if gap is Gap.SUBJECTS:
            return bool(self.owed_subjects)
        return self.owed_days > 0 if gap is Gap.DAYS else self.credit <= 0


@dataclass
class Tally:
    """How many officers stand where; `credit` is their sum in hundredths of 学时."""

    total: int = 0
    met: int = 0
    on_track: int = 0
    at_risk: int = 0
    behind: int = 0
    days_owed: int = 0
    nothing_yet: int = 0
    subjects_owed: int = 0
    credit: int = 0

    def count(self, officer: Officer) -> None:
        self.total += 1
        self.met += officer.standing is Standing.MET
        self.on_track += officer.standing is Standing.ON_TRACK
        self.at_risk += officer.standing is Standing.AT_RISK
        self.behind += officer.standing is Standing.BEHIND
        self.days_owed += officer.lacks(Gap.DAYS)
        self.nothing_yet += officer.lacks(Gap.NOTHING_YET)
        self.subjects_owed += officer.lacks(Gap.SUBJECTS)
        self.credit += officer.credit

    @property
    def unmet(self) -> int:
        return self.total - self.met

    @property
    def rate(self) -> int | None:
        """Officers who have met the year's demand, in whole per cent rounded down; None: nobody."""
        return self.met * 100 // self.total if self.total else None

    @property
    def grade(self) -> str:
        """`low`, `fair` or `good`: the colour of a bar. House default, nothing hangs on it."""
        rate = self.rate or 0
        return "low" if rate < LOW else "fair" if rate < FAIR else "good"

    @property
    def mean(self) -> int | None:
        """Hundredths of 学时 per head, rounded half up; None for nobody."""
        return (2 * self.credit + self.total) // (2 * self.total) if self.total else None


def tally(officers: Iterable[Officer]) -> Tally:
    """All officers together."""
    found = Tally()
    for officer in officers:
        found.count(officer)
    return found


def by_unit(officers: Iterable[Officer], length: int) -> dict[str, Tally]:
    """Tallies by the first `length` characters of the officers' paths: the unit on that level.

    An officer who belongs to a higher agency itself stands under that agency's own path.
    """
    found: dict[str, Tally] = {}
    for officer in officers:
        found.setdefault(officer.path[:length], Tally()).count(officer)
    return found


def worst_first(officers: Iterable[Officer]) -> list[Officer]:
    """Least progress first; among equals by agency and number, so that the order is fixed."""
    return sorted(officers, key=lambda one: (one.progress, one.path, one.staff_number))


def chosen(
    officers: Iterable[Officer], *, category: str = "", state: str = "", words: str = ""
) -> list[Officer]:
    """Those of a category, by name or number, and of a standing or gap (`state` names either)."""
    gaps = {gap.value: gap for gap in Gap}
    return [
        one
        for one in officers
        if (not category or one.category == category)
        and (not state or (one.lacks(gaps[state]) if state in gaps else one.standing == state))
        and (not words or words in one.name or one.staff_number.startswith(words))
    ]


def worst_units(tallies: Sequence[tuple[str, Tally]]) -> list[tuple[str, Tally]]:
    """Units in order of their rate, the lowest first; among equals the one that owes more."""
    return sorted(tallies, key=lambda one: (one[1].rate or 0, -one[1].unmet, one[0]))
