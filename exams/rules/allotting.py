"""Which question fills which cell: augmenting paths over questions in random order.

Kuhn's algorithm: when cells overlap, a place that finds its candidates taken moves another place,
so a full assignment is found whenever there is one. What has a place keeps one: so the questions
that must be in are placed first, and the others are filled up around them.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection, Iterator, Sequence

from exams.rules.blueprint import Cell, CellSupply, PaperInfeasible, PoolItem
from exams.rules.generator import Generator


class Order:
    """The order in which a cell tries its questions, made as far as it is asked for."""

    def __init__(self, source: Iterator[PoolItem]) -> None:
        self._source = source
        self._known: list[PoolItem] = []

    def at(self, n: int) -> PoolItem | None:
        """The question at place `n` (from 0); None behind the last one."""
        known = self._known
        while len(known) <= n:
            item = next(self._source, None)
            if item is None:
                return None
            known.append(item)
        return known[n]


class Stock:
    """Cells and a pool, sorted and held against each other once for many papers."""

    def __init__(self, cells: Sequence[Cell], pool: Sequence[PoolItem]) -> None:
        self.cells = tuple(cells)
        self.items = sorted(pool, key=lambda item: item.revision_id)
        self.fitting = [_fitting(cell, self.items) for cell in self.cells]
        self.slots = [n for n, cell in enumerate(self.cells) for _ in range(cell.count)]
        self.required = sum(item.is_required for item in self.items)
        self._steps = [_by_use(items) for items in self.fitting]

    def allotted(self, seed: bytes, seen: Collection[int] = ()) -> list[list[PoolItem]]:
        """For each cell as many questions at random as it asks, none twice, with all that must be
        in. Raises PaperInfeasible."""
        orders = [
            Order(in_turn(steps, seen, Generator(_cell_seed(seed, n))))
            for n, steps in enumerate(self._steps)
        ]
        filling = self._filled(orders)
        if len(filling.filled) < len(self.slots) or self._misplaced(filling):
            raise PaperInfeasible(self.supply())
        found: list[list[PoolItem]] = [[] for _ in self.cells]
        for slot, n in enumerate(self.slots):
            found[n].append(filling.filled[slot])
        return found

    def supply(self) -> list[CellSupply]:
        """The supply of every cell, in order.

        With overlapping cells the shortage is counted once, at the later cell.
        """
        filled = self._filled([Order(iter(items)) for items in self.fitting]).filled
        got = [0] * len(self.cells)
        for slot in filled:
            got[self.slots[slot]] += 1
        return [
            CellSupply(cell, cell.count, len(self.fitting[n]), cell.count - got[n])
            for n, cell in enumerate(self.cells)
        ]

    def misplaced(self) -> list[int]:
        """The questions that must be in and for which no cell has a place left."""
        return self._misplaced(self._filled([Order(iter(())) for _ in self.cells]))

    def _misplaced(self, filling: _Filling) -> list[int]:
        if not self.required:
            return []
        left = (item for item in self.items if item.is_required)
        return [item.revision_id for item in left if item.revision_id not in filling.owner]

    def _filled(self, orders: list[Order]) -> _Filling:
        """A largest assignment of questions to slots, around those that must be in."""
        filling = _Filling(self.slots, len(self.cells))
        if self.required:
            must = [
                Order(iter([item for item in items if item.is_required])) for items in self.fitting
            ]
            filling.fill(must)
        filling.fill(orders)
        return filling


class _Filling:
    """Slots that are being filled; `owner` says by question which slot holds it."""

    def __init__(self, slots: Sequence[int], cells: int) -> None:
        self._slots = slots
        self._cells = cells
        self.owner: dict[int, int] = {}
        self.filled: dict[int, PoolItem] = {}

    def fill(self, orders: Sequence[Order]) -> None:
        """Fill what is empty from the orders of the cells; a slot that stays empty is left out."""
        self._orders = orders
        self._free = [0] * self._cells
        for slot in range(len(self._slots)):
            if slot not in self.filled:
                self._find(slot, set())

    def _find(self, slot: int, tried: set[int]) -> bool:
        item = self._first_free(self._slots[slot]) or self._moved(slot, tried)
        if item is None:
            return False
        self.owner[item.revision_id], self.filled[slot] = slot, item
        return True

    def _first_free(self, cell: int) -> PoolItem | None:
        """The first question of the cell that nobody holds: what is held once stays held."""
        order, n = self._orders[cell], self._free[cell]
        while (item := order.at(n)) is not None and item.revision_id in self.owner:
            n += 1
        self._free[cell] = n
        return item

    def _moved(self, slot: int, tried: set[int]) -> PoolItem | None:
        """A question that a slot of another cell gives up, because it finds another."""
        order, n = self._orders[self._slots[slot]], 0
        while (item := order.at(n)) is not None:
            n += 1
            if item.revision_id in tried:
                continue
            tried.add(item.revision_id)
            holder = self.owner[item.revision_id]
            if self._slots[holder] != self._slots[slot] and self._find(holder, tried):
                return item
        return None


def in_turn(
    steps: Sequence[Sequence[PoolItem]], seen: Collection[int], generator: Generator
) -> Iterator[PoolItem]:
    """The order of use of a cell: first what is within its budget, then what is spent, then what
    the candidate has seen; within each of these two are taken at random, and the less exposed of
    the two, of equals the first, is next."""
    if seen:
        unseen = [[item for item in step if item.revision_id not in seen] for step in steps]
        met = [item for step in steps for item in step if item.revision_id in seen]
        steps = [*unseen, sorted(met, key=lambda item: item.revision_id)]
    for step in steps:
        left = list(step)
        while len(left) > 1:
            one, last = generator.below(len(left)), len(left) - 1
            left[one], left[last] = left[last], left[one]
            other = generator.below(last)
            if left[other].exposure < left[last].exposure:
                left[other], left[last] = left[last], left[other]
            yield left.pop()
        yield from left


def _by_use(items: Sequence[PoolItem]) -> list[list[PoolItem]]:
    """What is within its budget, and what is spent."""
    return [[item for item in items if item.is_spent is spent] for spent in (False, True)]


def _cell_seed(seed: bytes, n: int) -> bytes:
    """HMAC(seed, "cell N"), counted from 0: every cell has a generator of its own."""
    return hmac.digest(seed, f"cell {n}".encode(), "sha256")


def _fitting(cell: Cell, pool: Sequence[PoolItem]) -> list[PoolItem]:
    kind = cell.kind
    return [item for item in pool if item.kind == kind and item.fits(cell)]


def portioned(
    cells: Sequence[Cell], pool: Sequence[PoolItem], count: int, seed: bytes
) -> list[list[PoolItem]]:
    """The pool in `count` portions without a question in common but for those that must be in.

    Questions that fit the same cells are shuffled and dealt in turn, so every portion can ask
    nearly the same, and the last one never more than another.
    """
    if count <= 1:
        return [list(pool)]
    portions = [[item for item in pool if item.is_required] for _ in range(count)]
    generator = Generator(hmac.digest(seed, b"portions", "sha256"))
    for group in alike(cells, pool):
        for n, item in enumerate(generator.shuffled(group)):
            portions[n % count].append(item)
    return portions


def portions_within(
    cells: Sequence[Cell], pool: Sequence[PoolItem], *, rosters: Collection[int], most: int
) -> int:
    """Into how many portions the pool is divided so that no question stands on more than `most`
    papers of the exam, whose sessions have so many candidates each; fewer where the last portion
    could not fill the cells. At least one."""
    for count in range(portions_wanted(rosters, most), 1, -1):
        least = [item for item in pool if item.is_required]
        for group in alike(cells, pool):
            least += group[: len(group) // count]
        stock = Stock(cells, least)
        if not any(line.short for line in stock.supply()) and not stock.misplaced():
            return count
    return 1


def portions_wanted(rosters: Collection[int], most: int) -> int:
    """The fewest portions by which each question stands on at most `most` papers of the exam."""
    count = 1
    while sum(-(-roster // count) for roster in rosters) > max(most, len(rosters)):
        count += 1
    return count


def alike(cells: Sequence[Cell], pool: Sequence[PoolItem]) -> list[list[PoolItem]]:
    """The questions that need not be in, by the cells that they fit, in order of revision ids."""
    groups: dict[tuple[bool, ...], list[PoolItem]] = {}
    for item in sorted(pool, key=lambda item: item.revision_id):
        if not item.is_required:
            groups.setdefault(tuple(item.fits(cell) for cell in cells), []).append(item)
    return list(groups.values())
