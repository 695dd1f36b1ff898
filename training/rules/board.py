"""The year of many officers at once: tallies by unit, and who comes first on the list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from training.rules.hours import Standing, Target

ENFORCES, SPECIAL = "enforcement", "special"  # a kind of post, a subject
SORTED_BY = ("progress", "path", "category", "credit", "owed_credit", "owed_days")
LOW, FAIR = 60, 80  # per cent of officers who have met the demand


class Gap(StrEnum):
    """What somebody may still lack, whatever the standing."""

    DAYS = "days"
    NOTHING_YET = "nothing_yet"
    SUBJECTS = "subjects"
    NO_SPECIAL = "no_special"  # plan, art. 45: special law of one's own domain


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
    beside: int = 0  # of the special law, what was about domains that are not the officer's

    @property
    def like(self) -> tuple[object, ...]:
        """What two officers of one crowd have in common: all but who they are."""
        own = (self.credit, self.days, self.target, self.subjects, self.beside)
        return (self.path, self.category, *own)

    @property
    def owed_subjects(self) -> list[tuple[str, int]]:
        """The subjects in which something is owed, with how much."""
        earned = dict(self.subjects)
        owed = [(name, least - earned.get(name, 0)) for name, least in self.target.subjects]
        return [(name, left) for name, left in owed if left > 0]

    @property
    def own_special(self) -> int:
        """What was earned in special law of one's own domains, and of none in particular."""
        return dict(self.subjects).get(SPECIAL, 0) - self.beside

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
        if gap is Gap.NO_SPECIAL:
            return self.category == ENFORCES and self.own_special <= 0
        return self.owed_days > 0 if gap is Gap.DAYS else self.credit <= 0


@dataclass(frozen=True, slots=True)
class Crowd:
    """So many officers who are alike in everything but who they are; `officer` is any of them."""

    officer: Officer
    count: int


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
    no_special: int = 0
    credit: int = 0

    def count(self, officer: Officer, many: int = 1) -> None:
        self.total += many
        self.met += many * (officer.standing is Standing.MET)
        self.on_track += many * (officer.standing is Standing.ON_TRACK)
        self.at_risk += many * (officer.standing is Standing.AT_RISK)
        self.behind += many * (officer.standing is Standing.BEHIND)
        self.days_owed += many * officer.lacks(Gap.DAYS)
        self.nothing_yet += many * officer.lacks(Gap.NOTHING_YET)
        self.subjects_owed += many * officer.lacks(Gap.SUBJECTS)
        self.no_special += many * officer.lacks(Gap.NO_SPECIAL)
        self.credit += many * officer.credit

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


def tally(officers: Iterable[Officer | Crowd]) -> Tally:
    """All officers together."""
    found = Tally()
    for one in officers:
        found.count(*_counted(one))
    return found


def _counted(one: Officer | Crowd) -> tuple[Officer, int]:
    return (one.officer, one.count) if isinstance(one, Crowd) else (one, 1)


def by_unit(officers: Iterable[Officer | Crowd], length: int) -> dict[str, Tally]:
    """Tallies by the first `length` characters of the officers' paths: the unit on that level.

    An officer who belongs to a higher agency itself stands under that agency's own path.
    """
    found: dict[str, Tally] = {}
    for one in officers:
        officer, many = _counted(one)
        found.setdefault(officer.path[:length], Tally()).count(officer, many)
    return found


def by_kind(officers: Iterable[Officer | Crowd]) -> dict[str, Tally]:
    """Tallies by kind of post."""
    found: dict[str, Tally] = {}
    for one in officers:
        officer, many = _counted(one)
        found.setdefault(officer.category, Tally()).count(officer, many)
    return found


@dataclass(frozen=True)
class Order:
    """By what officers are listed (`SORTED_BY`), rising or falling; among equals by agency and
    number, so that the order is fixed."""

    by: str = "progress"
    falls: bool = False

    def rank(self, officer: Officer) -> tuple[object, str]:
        """What two officers have in common whom only their numbers put in order."""
        return self._value(officer), officer.path

    def officers(self, officers: Iterable[Officer]) -> list[Officer]:
        found = sorted(officers, key=lambda one: (one.path, one.staff_number))
        return sorted(found, key=self._value, reverse=self.falls)

    def crowds(self, crowds: Iterable[Crowd]) -> list[Crowd]:
        """The same order for crowds, as far as they are told apart."""
        found = sorted(crowds, key=lambda crowd: crowd.officer.path)
        return sorted(found, key=lambda crowd: self._value(crowd.officer), reverse=self.falls)

    def _value(self, officer: Officer) -> Any:
        return getattr(officer, self.by)


WORST = Order()


def worst_first(officers: Iterable[Officer]) -> list[Officer]:
    """Least progress first."""
    return WORST.officers(officers)


def crowds_worst_first(crowds: Iterable[Crowd]) -> list[Crowd]:
    """The same of crowds."""
    return WORST.crowds(crowds)


def meeting(
    crowds: Sequence[Crowd], start: int, stop: int, order: Order = WORST
) -> tuple[list[Crowd], int]:
    """Which of some crowds in order the places from `start` to before `stop` fall to, with all of
    equal rank, and how many officers come before the first of them."""
    ranks: list[tuple[tuple[object, str], int]] = []
    for crowd in crowds:
        rank = order.rank(crowd.officer)
        before = ranks.pop()[1] if ranks and ranks[-1][0] == rank else 0
        ranks.append((rank, before + crowd.count))
    first: int | None = None
    met, at = set(), 0
    for rank, count in ranks:
        if at < stop and at + count > start:
            first = at if first is None else first
            met.add(rank)
        at += count
    return [crowd for crowd in crowds if order.rank(crowd.officer) in met], first or 0


def is_wanted(one: Officer, category: str, state: str) -> bool:
    """Whether an officer is of the category and of the standing or gap; empty words mean any."""
    if category and one.category != category:
        return False
    if state in list(Gap):
        return one.lacks(Gap(state))
    return not state or one.standing == state


def worst_units(tallies: Sequence[tuple[str, Tally]]) -> list[tuple[str, Tally]]:
    """Units in order of their rate, the lowest first; among equals the one that owes more."""
    return sorted(tallies, key=lambda one: (one[1].rate or 0, -one[1].unmet, one[0]))
