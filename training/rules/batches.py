"""Who goes to which batch of a cycle (分批轮训). No database, no clock.

Everybody goes exactly once; a class takes no more than its places; of one unit no more than one in
`one_in` is away on any day, and always one (house default: a third; else a unit of two could never
go). Nobody goes on a day on which the person or the whole unit is not to be had.

Source: plan art. 45 (分批分类别进行系统培训); the third is a house default.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

ONE_IN = 3


@dataclass(frozen=True)
class Member:
    """Somebody who is to go once. `unit` is the path of the agency."""

    person_id: int
    unit: str
    category: str = ""
    away: frozenset[date] = frozenset()


@dataclass(frozen=True)
class Batch:
    """A class: its days and places, for whom (no category: all; everybody below `audience`), and
    how many places are left to units that have a share of them, by the path that they lie below."""

    class_id: int
    days: frozenset[date]
    capacity: int
    category: str = ""
    audience: str = ""
    shares: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Cycle:
    """Everybody who is to go, and the batches. `closed`: days on which nobody of a unit can go;
    `gone`: how many of a unit are elsewhere on a day anyhow; `others`: how many of a unit have
    their place already."""

    members: tuple[Member, ...]
    batches: tuple[Batch, ...]
    one_in: int = ONE_IN
    closed: Mapping[str, frozenset[date]] = field(default_factory=dict)
    gone: Mapping[tuple[str, date], int] = field(default_factory=dict)
    others: Mapping[str, int] = field(default_factory=dict)

    def sizes(self) -> Counter[str]:
        """How many each unit has, those counted who have their place already."""
        counted = Counter(member.unit for member in self.members)
        return Counter({unit: n + self.others.get(unit, 0) for unit, n in counted.items()})

    def most_away(self, size: int) -> int:
        """How many of a unit of this size may be away at once."""
        return max(1, size // self.one_in)

    def admits(self, batch: Batch, member: Member) -> bool:
        """Whether the member may go to the batch at all, nobody else counted."""
        fits = batch.category in ("", member.category) and member.unit.startswith(batch.audience)
        barred = member.away | self.closed.get(member.unit, frozenset())
        return fits and not (barred & batch.days)


class Breach(StrEnum):
    """What is wrong with somebody's place in a plan."""

    UNPLACED = "unplaced"
    NOT_FOR_THEM = "not_for_them"
    NOT_AVAILABLE = "not_available"
    OVER_CAPACITY = "over_capacity"
    OVER_SHARE = "over_share"
    TOO_MANY_AWAY = "too_many_away"


@dataclass(frozen=True)
class Finding:
    """One breach: whose, in which class, of which unit, on which days; and how many too many."""

    breach: Breach
    person_id: int | None = None
    class_id: int | None = None
    unit: str = ""
    days: tuple[date, ...] = ()
    excess: int = 0


Allotment = Mapping[int, int]  # person → class; who has no place is not there


def findings(cycle: Cycle, allotment: Allotment) -> list[Finding]:
    """Everything that is wrong with an allotment; nothing: it may be published."""
    batches = {batch.class_id: batch for batch in cycle.batches}
    found = []
    for member in cycle.members:
        batch = batches.get(allotment.get(member.person_id, 0))
        if batch is None:
            found.append(Finding(Breach.UNPLACED, member.person_id, unit=member.unit))
        elif not cycle.admits(batch, member):
            found.append(_unfit(cycle, batch, member))
    taken = Counter(allotment[m.person_id] for m in cycle.members if m.person_id in allotment)
    for batch in cycle.batches:
        excess = taken[batch.class_id] - batch.capacity
        if excess > 0:
            found.append(Finding(Breach.OVER_CAPACITY, class_id=batch.class_id, excess=excess))
        found += _over_shares(batch, _units_in(cycle.members, allotment, batch))
    return found + _crowds(cycle, allotment, batches)


def _units_in(members: Iterable[Member], allotment: Allotment, batch: Batch) -> list[str]:
    if not batch.shares:
        return []
    return [m.unit for m in members if allotment.get(m.person_id) == batch.class_id]


def _over_shares(batch: Batch, units: Sequence[str]) -> list[Finding]:
    """The shares of a batch that these units' persons exceed."""
    counted = [
        (path, sum(unit.startswith(path) for unit in units) - most) for path, most in batch.shares
    ]
    return [
        Finding(Breach.OVER_SHARE, class_id=batch.class_id, unit=path, excess=excess)
        for path, excess in counted
        if excess > 0
    ]


def _unfit(cycle: Cycle, batch: Batch, member: Member) -> Finding:
    barred = (member.away | cycle.closed.get(member.unit, frozenset())) & batch.days
    kind = Breach.NOT_AVAILABLE if barred else Breach.NOT_FOR_THEM
    days = tuple(sorted(barred))
    return Finding(kind, member.person_id, batch.class_id, member.unit, days)


def _crowds(cycle: Cycle, allotment: Allotment, batches: Mapping[int, Batch]) -> list[Finding]:
    """The units of which too many are away, each with its days and the worst day's excess.

    Where those who are elsewhere anyhow are too many already, only further ones are a breach.
    """
    out: Counter[tuple[str, date]] = Counter()
    for member in cycle.members:
        batch = batches.get(allotment.get(member.person_id, 0))
        for day in batch.days if batch else ():
            out[member.unit, day] += 1
    sizes = cycle.sizes()
    crowded: dict[str, dict[date, int]] = defaultdict(dict)
    for (unit, day), n in out.items():
        excess = n + cycle.gone.get((unit, day), 0) - cycle.most_away(sizes[unit])
        if excess > 0:
            crowded[unit][day] = excess
    return [
        Finding(
            Breach.TOO_MANY_AWAY, unit=unit, days=tuple(sorted(days)), excess=max(days.values())
        )
        for unit, days in sorted(crowded.items())
    ]


def obstacles(
    cycle: Cycle, allotment: Allotment, member: Member, batch: Batch
) -> tuple[Finding, ...]:
    """What would be wrong with moving the member to the batch; nothing: it can be done."""
    found = [] if cycle.admits(batch, member) else [_unfit(cycle, batch, member)]
    others = [m for m in cycle.members if m.person_id != member.person_id]
    there = sum(allotment.get(m.person_id) == batch.class_id for m in others)
    if there >= batch.capacity:
        excess = there + 1 - batch.capacity
        found.append(Finding(Breach.OVER_CAPACITY, class_id=batch.class_id, excess=excess))
    units = [*_units_in(others, allotment, batch), member.unit]
    found += [f for f in _over_shares(batch, units) if member.unit.startswith(f.unit)]
    days = {b.class_id: b.days for b in cycle.batches}
    out: Counter[date] = Counter()
    for one in others:
        if one.unit == member.unit:
            out.update(days.get(allotment.get(one.person_id, 0), ()))
    most = cycle.most_away(cycle.sizes()[member.unit])
    away = {day: out[day] + 1 + cycle.gone.get((member.unit, day), 0) for day in batch.days}
    crowded = tuple(sorted(day for day, n in away.items() if n > most))
    if crowded:
        worst = max(away.values()) - most
        found.append(Finding(Breach.TOO_MANY_AWAY, unit=member.unit, days=crowded, excess=worst))
    return tuple(found)


@dataclass(frozen=True)
class Group:
    """Members of one unit who may go to the same batches: for the plan they are alike."""

    unit: str
    options: tuple[int, ...]  # places in `Cycle.batches`
    person_ids: tuple[int, ...]


def groups_of(cycle: Cycle) -> list[Group]:
    """Everybody, by unit and by the batches to which they may go."""
    alike: dict[tuple[str, str, frozenset[date]], list[int]] = defaultdict(list)
    for member in cycle.members:
        alike[member.unit, member.category, member.away].append(member.person_id)
    merged: dict[tuple[str, tuple[int, ...]], list[int]] = defaultdict(list)
    for (unit, category, away), persons in alike.items():
        one = Member(0, unit, category, away)
        options = tuple(n for n, b in enumerate(cycle.batches) if cycle.admits(b, one))
        merged[unit, options] += persons
    return [Group(unit, options, tuple(who)) for (unit, options), who in sorted(merged.items())]


def room_of(cycle: Cycle) -> dict[tuple[str, date], int]:
    """How many more of a unit may be away on each day of the cycle."""
    days = {day for batch in cycle.batches for day in batch.days}
    return {
        (unit, day): max(0, cycle.most_away(size) - cycle.gone.get((unit, day), 0))
        for unit, size in cycle.sizes().items()
        for day in days
    }


def allotted(groups: Sequence[Group], cycle: Cycle, numbers: Sequence[Counter[int]]) -> Allotment:
    """Names for numbers: in each group's order, batch after batch."""
    found = {}
    for group, chosen in zip(groups, numbers, strict=True):
        persons = iter(group.person_ids)
        for place in sorted(chosen):
            for _n in range(chosen[place]):
                found[next(persons)] = cycle.batches[place].class_id
    return found
