"""A plan for a cycle: everybody where there is most room, then chains of moves for the rest.

Where batches do not share days the chains are those of the greatest flow, so that nobody is left
over who could be placed. Where they do, somebody may be left over: `training/standalone/batches.py`
then decides.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from training.rules.batches import Allotment, Cycle, Group, allotted, groups_of, room_of

Told = Callable[[int, int], None]  # done, of how many
EVERY = 200  # persons between two reports


@dataclass(frozen=True)
class Proposal:
    """Who goes where, and who found no place."""

    allotment: Allotment
    left_over: tuple[int, ...]


@dataclass(frozen=True)
class _Step:
    """One person of a group looks for a place, having left a batch that the person of the step
    before enters. The first in the chain has left none."""

    group: int
    leaves: int | None
    after: _Step | None
    enters: int | None  # the batch that the person of `after` enters


def propose(cycle: Cycle, told: Told | None = None) -> Proposal:
    """A plan that breaks no constraint. `told` hears how many are placed."""
    groups = groups_of(cycle)
    floor = _Floor(cycle, groups)
    order = sorted(range(len(groups)), key=lambda n: (len(groups[n].options), groups[n].unit))
    done, rest = 0, []
    for n in order:
        for _person in groups[n].person_ids:
            if not floor.seat(n):
                rest.append(n)
            done += 1
            if told and done % EVERY == 0:
                told(done - len(rest), len(cycle.members))
    stuck: set[int] = set()
    for n in rest:
        # alike persons fail alike, and who finds no chain once finds none later
        if n not in stuck and not floor.chain(n):
            stuck.add(n)
    allotment = allotted(groups, cycle, floor.numbers)
    left = tuple(m.person_id for m in cycle.members if m.person_id not in allotment)
    return Proposal(allotment, left)


class _Floor:
    """The plan while it is made: how many of each group are in each batch, and what is full."""

    def __init__(self, cycle: Cycle, groups: list[Group]) -> None:
        self.groups, self.batches = groups, cycle.batches
        self.numbers: list[Counter[int]] = [Counter() for _group in groups]
        self.free = [batch.capacity for batch in cycle.batches]
        self.room = room_of(cycle)
        self.shares = [dict(batch.shares) for batch in cycle.batches]
        self.inside: list[set[int]] = [set() for _batch in cycle.batches]
        # questions of chains that led nowhere since the last move: (unit, batch), where no unit
        # means whoever is in the batch
        self.barren: set[tuple[str, int]] = set()
        self.of_unit: dict[str, list[int]] = {}
        for n, group in enumerate(groups):
            self.of_unit.setdefault(group.unit, []).append(n)

    def seat(self, n: int) -> bool:
        """Seat one of the group where the unit and the batch have most room."""
        group = self.groups[n]
        best, most = -1, (0, 0.0)
        for place in group.options:
            if self.free[place] > 0 and not self._used_up(group.unit, place):
                spare = min(self.room[group.unit, day] for day in self.batches[place].days)
                ease = (spare, self.free[place] / self.batches[place].capacity)
                if spare > 0 and ease > most:
                    best, most = place, ease
        if best >= 0:
            self._move(n, None, best)
        return best >= 0

    def chain(self, n: int) -> bool:
        """Seat one of the group by moving others on, each once; the shortest chain first."""
        queue = deque([_Step(n, None, None, None)])
        asked = set(self.barren)
        seen: set[tuple[int, int | None]] = {(n, None)}
        while queue:
            step = queue.popleft()
            for place in self.groups[step.group].options:
                if self._lets_in(step, place) and self._carried_out(step, place):
                    self.barren.clear()
                    return True
                for way in self._in_the_way(step.group, place, asked):
                    if way not in seen:
                        seen.add(way)
                        queue.append(_Step(*way, step, place))
        self.barren = asked
        return False

    def _lets_in(self, step: _Step, place: int) -> bool:
        """Whether the person of the step can go there once the place held before is given up."""
        unit, batches = self.groups[step.group].unit, self.batches
        freed = batches[step.leaves].days if step.leaves is not None else frozenset()
        has_room = all(self.room[unit, d] > 0 for d in batches[place].days - freed)
        is_free = self.free[place] > 0 and not self._used_up(unit, place)
        return has_room and is_free and step.leaves != place

    def _used_up(self, unit: str, place: int) -> list[str]:
        """The shares in the batch that the unit lies below and that have no place left."""
        shares = self.shares[place].items()
        return [path for path, left in shares if left <= 0 and unit.startswith(path)]

    def _in_the_way(
        self, n: int, place: int, asked: set[tuple[str, int]]
    ) -> Iterator[tuple[int, int]]:
        """Groups and batches of which one person less would let one of the group in. Each answer
        is given once."""
        unit = self.groups[n].unit
        full = {day for day in self.batches[place].days if self.room[unit, day] <= 0}
        used_up = self._used_up(unit, place)
        question = (unit if full or used_up else "", place)
        if question in asked:
            return
        asked.add(question)
        for group in list(self.of_unit[unit] if full else self.inside[place]):
            for leaves, number in list(self.numbers[group].items()):
                if leaves == place:
                    frees_place = all(self.groups[group].unit.startswith(p) for p in used_up)
                else:
                    frees_place = bool(full) and self.free[place] > 0 and not used_up
                if number and frees_place and full <= self.batches[leaves].days:
                    yield group, leaves

    def _carried_out(self, step: _Step, place: int) -> bool:
        """Make all moves of the chain that ends in the batch; none where one breaks a constraint,
        as can happen where batches share days."""
        moves: list[tuple[int, int | None, int]] = []
        here: _Step | None = step
        goal = place
        while here is not None:
            moves.append((here.group, here.leaves, goal))
            goal = goal if here.enters is None else here.enters
            here = here.after
        for move in moves:
            self._move(*move)
        if all(self._sound(group, goal) for group, _leaves, goal in moves):
            return True
        for group, leaves, entered in reversed(moves):
            self._count(group, entered, -1)
            if leaves is not None:
                self._count(group, leaves, 1)
        return False

    def _sound(self, n: int, place: int) -> bool:
        unit = self.groups[n].unit
        kept = all(self.room[unit, day] >= 0 for day in self.batches[place].days)
        shared = all(
            left >= 0 for path, left in self.shares[place].items() if unit.startswith(path)
        )
        return kept and shared and self.free[place] >= 0

    def _move(self, n: int, leaves: int | None, enters: int) -> None:
        if leaves is not None:
            self._count(n, leaves, -1)
        self._count(n, enters, 1)

    def _count(self, n: int, place: int, by: int) -> None:
        self.numbers[n][place] += by
        if self.numbers[n][place]:
            self.inside[place].add(n)
        else:
            self.inside[place].discard(n)
        self.free[place] -= by
        for path in self.shares[place]:
            if self.groups[n].unit.startswith(path):
                self.shares[place][path] -= by
        for day in self.batches[place].days:
            self.room[self.groups[n].unit, day] -= by
