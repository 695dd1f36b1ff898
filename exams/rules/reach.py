"""Whether a bank suffices for many candidates, each question standing on so many papers at most.

Papers of N candidates are a flow: each cell wants N times its count, each question gives as often
as its budget lets it, and never twice to one paper. A largest flow is found by augmenting paths
over groups of questions that fit the same cells; where it fills every cell, N papers can be made of
it (a bipartite graph of degree N has N disjoint matchings). Where it does not, the cells that are
short are known, but not which ones stand against each other: `exams/standalone/conflict.py`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from exams.rules.blueprint import Cell, PoolItem


@dataclass(frozen=True)
class Group:
    """Questions that fit the same cells; together they stand on at most `most` papers."""

    cells: tuple[int, ...]
    most: int


@dataclass(frozen=True)
class CellReach:
    """One cell for all candidates: on how many places it asks, how many stay empty, and how many
    questions more it would take."""

    cell: Cell
    asked: int
    short: int
    questions: int


@dataclass(frozen=True)
class Reach:
    """What a bank gives to so many candidates."""

    cells: list[CellReach]
    groups: list[Group]

    @property
    def suffices(self) -> bool:
        return not any(line.short for line in self.cells)


def reach(cells: Sequence[Cell], pool: Sequence[PoolItem], *, papers: int, most: int) -> Reach:
    """Whether `papers` papers can be made with no question on more than `most` of them. What must
    be in stands on all; what is spent counts as any other."""
    groups = groups_of(cells, pool, papers=papers, most=most)
    wanted = [cell.count * papers for cell in cells]
    left = unfilled(wanted, groups)
    each = min(papers, most)
    lines = zip(cells, wanted, left, strict=True)
    return Reach(
        [CellReach(cell, asked, short, -(-short // each)) for cell, asked, short in lines], groups
    )


def groups_of(
    cells: Sequence[Cell], pool: Sequence[PoolItem], *, papers: int, most: int
) -> list[Group]:
    """The questions by the cells that they fit; those that must be in come first."""
    found: dict[tuple[bool, tuple[int, ...]], int] = {}
    for item in pool:
        fits = tuple(n for n, cell in enumerate(cells) if item.fits(cell))
        if fits:
            key = (not item.is_required, fits)
            found[key] = found.get(key, 0) + (papers if item.is_required else min(papers, most))
    return [Group(fits, total) for (_free, fits), total in sorted(found.items())]


def unfilled(wanted: Sequence[int], groups: Sequence[Group]) -> list[int]:
    """How many places of each cell stay empty in a largest flow."""
    left = list(wanted)
    given = [dict.fromkeys(group.cells, 0) for group in groups]
    holders = [[g for g, group in enumerate(groups) if n in group.cells] for n in range(len(left))]
    for g, group in enumerate(groups):
        rest = group.most
        while rest and (path := _path(g, given, holders, left)):
            rest -= _push(path, given, left, rest)
    return left


def _path(
    start: int, given: list[dict[int, int]], holders: list[list[int]], left: list[int]
) -> list[tuple[int, int]]:
    """The shortest way from a group to a cell with an empty place: pairs of a group and the cell to
    which it gives more; between two pairs the later group gives less to the earlier pair's cell."""
    came: dict[int, tuple[int, int] | None] = {start: None}
    line = deque([start])
    while line:
        g = line.popleft()
        for cell in given[g]:
            if left[cell]:
                return _walked(g, cell, came)
            for other in holders[cell]:
                if other not in came and given[other][cell]:
                    came[other] = (g, cell)
                    line.append(other)
    return []


def _walked(g: int, cell: int, came: dict[int, tuple[int, int] | None]) -> list[tuple[int, int]]:
    path = [(g, cell)]
    while (step := came[path[0][0]]) is not None:
        path.insert(0, step)
    return path


def _push(
    path: list[tuple[int, int]], given: list[dict[int, int]], left: list[int], rest: int
) -> int:
    """Send as much along the path as it takes; how much."""
    taken = [(path[n + 1][0], path[n][1]) for n in range(len(path) - 1)]
    amount = min([rest, left[path[-1][1]], *(given[g][cell] for g, cell in taken)])
    for g, cell in path:
        given[g][cell] += amount
    for g, cell in taken:
        given[g][cell] -= amount
    left[path[-1][1]] -= amount
    return amount
