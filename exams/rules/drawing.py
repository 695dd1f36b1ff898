"""Drawing a paper: a pure function of cells, frozen pool and seed.

A paper is a full assignment of pool items to places, found by augmenting paths over candidates in
random order (Kuhn's algorithm): when cells overlap, a place that finds its candidates taken moves
another place, so a paper is found whenever one exists, and never a shorter one.
Where no cells overlap every paper is equally likely.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from exams.rules.generator import Generator

SHUFFLED_KINDS = frozenset({"single", "multiple"})  # 正确 and 错误 keep their order
KIND_ORDER = ("single", "multiple", "true_false", "fill_in", "short_answer", "case")
TOKEN_BYTES = 9
MOST_PAPERS = 1000  # a question that stood on more is drawn last: house default


@dataclass(frozen=True)
class Cell:
    """One line of a blueprint; None means "any". `marks` are hundredths for each question."""

    kind: str
    count: int
    marks: int
    statute_id: int | None = None
    difficulty: str | None = None


@dataclass(frozen=True)
class Part:
    """One sub-question of a case. `worth` is its share of the case's marks beside the others."""

    kind: str
    option_count: int
    worth: int


@dataclass(frozen=True)
class PoolItem:
    """One question revision that may be drawn, with what a cell can ask of it.

    `option_count` counts what a token stands for: the options, the blanks of a fill-in question,
    one for a written answer. A case is answered in its `parts`. `exposure` counts the papers on
    which it stood before; one that stood on too many `is_spent`.
    """

    revision_id: int
    kind: str
    difficulty: str
    option_count: int
    statute_ids: frozenset[int] = field(default_factory=frozenset)
    content: str = ""
    parts: tuple[Part, ...] = ()
    exposure: int = 0
    is_spent: bool = False

    def fits(self, cell: Cell) -> bool:
        return (
            self.kind == cell.kind
            and cell.difficulty in (None, self.difficulty)
            and (cell.statute_id is None or cell.statute_id in self.statute_ids)
        )


@dataclass(frozen=True)
class Place:
    """One question on a paper: `tokens[i]` stands for the option, or the blank, `order[i]`.

    Each sub-question of a case has a place of its own; `part` counts them from 1, 0 is a question
    that stands alone.
    """

    place: int
    revision_id: int
    kind: str
    marks: int
    order: tuple[int, ...]
    tokens: tuple[str, ...]
    part: int = 0


@dataclass(frozen=True)
class CellSupply:
    """Whether one cell can be filled: how many it asks, how many fit, how many are missing when
    all cells are filled together."""

    cell: Cell
    asked: int
    fitting: int
    short: int


class PaperInfeasible(Exception):
    """The pool cannot fill the blueprint; `supply` names the cells that are short."""

    def __init__(self, supply: Sequence[CellSupply]) -> None:
        super().__init__("the pool cannot fill the blueprint")
        self.supply = supply


def feasibility(cells: Sequence[Cell], pool: Sequence[PoolItem]) -> list[CellSupply]:
    """The supply of every cell, in order; the blueprint is feasible when none is short.

    With overlapping cells the shortage is counted once, at the later cell.
    """
    slots = _slots(cells)
    filled = _assign(cells, slots, {n: _fitting(cell, pool) for n, cell in enumerate(cells)})
    supply = []
    for n, cell in enumerate(cells):
        got = sum(1 for slot in filled if slots[slot] == n)
        supply.append(CellSupply(cell, cell.count, len(_fitting(cell, pool)), cell.count - got))
    return supply


def draw(
    cells: Sequence[Cell],
    pool: Sequence[PoolItem],
    seed: bytes,
    seen: Collection[int] = (),
) -> list[Place]:
    """The paper that belongs to `seed`: depends on nothing else.

    What the candidate has `seen` of late, and what is spent, is drawn only where nothing else is
    left; of the rest the less exposed is the likelier.

    `pool` is taken in the order of revision ids, whatever order it comes in. Places stand by kind
    (`KIND_ORDER`), in random order within a kind, the sub-questions of a case one after the other
    in their own order. Raises PaperInfeasible.
    """
    generator = Generator(seed)
    found = allotted(cells, pool, generator, seen)
    drawn = [(item, cell.marks) for cell, items in zip(cells, found, strict=True) for item in items]
    return laid_out(drawn, generator, seed)


def laid_out(
    drawn: Sequence[tuple[PoolItem, int]], generator: Generator, seed: bytes
) -> list[Place]:
    """The places of a paper that asks the questions for so many marks each, in random order."""
    by_kind = [[pair for pair in drawn if pair[0].kind == kind] for kind in KIND_ORDER]
    ordered = [pair for group in by_kind for pair in generator.shuffled(group)]
    asked = [line for item, marks in ordered for line in _asked(item, marks)]
    return [_place(n, line, generator, seed) for n, line in enumerate(asked, 1)]


def allotted(
    cells: Sequence[Cell],
    pool: Sequence[PoolItem],
    generator: Generator,
    seen: Collection[int] = (),
) -> list[list[PoolItem]]:
    """For each cell as many questions at random as it asks, none twice. Raises PaperInfeasible."""
    items = sorted(pool, key=lambda item: item.revision_id)
    slots = _slots(cells)
    fitting = {
        n: preferred(generator.shuffled(_fitting(cell, items)), seen)
        for n, cell in enumerate(cells)
    }
    filled = _assign(cells, slots, fitting)
    if len(filled) < len(slots):
        raise PaperInfeasible(feasibility(cells, items))
    found: list[list[PoolItem]] = [[] for _ in cells]
    for slot, n in enumerate(slots):
        found[n].append(filled[slot])
    return found


def preferred(shuffled: Sequence[PoolItem], seen: Collection[int]) -> list[PoolItem]:
    """The order in which shuffled questions are tried.

    Each of the first half meets its counterpart of the second, and the less exposed stands in
    front; equals stay as they were shuffled. Then what is spent goes behind, and what was seen
    behind that.
    """
    order = list(shuffled)
    half = (len(order) + 1) // 2
    for n in range(len(order) - half):
        if order[n + half].exposure < order[n].exposure:
            order[n], order[n + half] = order[n + half], order[n]
    if seen or any(item.is_spent for item in order):
        order.sort(key=lambda item: (item.revision_id in seen, item.is_spent))
    return order


def _slots(cells: Sequence[Cell]) -> list[int]:
    """For every question of the paper the number of its cell."""
    return [n for n, cell in enumerate(cells) for _ in range(cell.count)]


def _fitting(cell: Cell, pool: Sequence[PoolItem]) -> list[PoolItem]:
    kind = cell.kind
    return [item for item in pool if item.kind == kind and item.fits(cell)]


def _assign(
    cells: Sequence[Cell], slots: Sequence[int], fitting: Mapping[int, Sequence[PoolItem]]
) -> dict[int, PoolItem]:
    """A largest assignment of items to slots; a slot that stays empty is left out."""
    owner: dict[int, int] = {}
    filled: dict[int, PoolItem] = {}

    def find(slot: int, seen: set[int]) -> bool:
        options = fitting[slots[slot]]
        for item in options:
            if item.revision_id not in owner:
                owner[item.revision_id], filled[slot] = slot, item
                return True
        for item in options:
            if item.revision_id in seen:
                continue
            seen.add(item.revision_id)
            if slots[owner[item.revision_id]] != slots[slot] and find(
                owner[item.revision_id], seen
            ):
                owner[item.revision_id], filled[slot] = slot, item
                return True
        return False

    for slot in range(len(slots)):
        find(slot, set())
    return filled


@dataclass(frozen=True)
class _Asked:
    revision_id: int
    kind: str
    option_count: int
    marks: int
    part: int


def _asked(item: PoolItem, marks: int) -> list[_Asked]:
    """What is asked by one question of the pool: itself, or the sub-questions of a case."""
    if not item.parts:
        return [_Asked(item.revision_id, item.kind, item.option_count, marks, 0)]
    each = shares(marks, [part.worth for part in item.parts])
    return [
        _Asked(item.revision_id, part.kind, part.option_count, own, n)
        for n, (part, own) in enumerate(zip(item.parts, each, strict=True), 1)
    ]


def shares(marks: int, worths: Sequence[int]) -> list[int]:
    """The marks divided in proportion to the worths; together they are the marks exactly.

    The sum up to each share is rounded half up. Without any worth all are equal.
    """
    weights = list(worths) if any(worths) else [1] * len(worths)
    whole, upto, given = sum(weights), 0, 0
    found = []
    for weight in weights:
        upto += weight
        until = (2 * marks * upto + whole) // (2 * whole)
        found.append(until - given)
        given = until
    return found


def _place(n: int, asked: _Asked, generator: Generator, seed: bytes) -> Place:
    order = list(range(asked.option_count))
    if asked.kind in SHUFFLED_KINDS:
        order = generator.shuffled(order)
    tokens = tuple(_token(seed, n, option) for option in order)
    return Place(n, asked.revision_id, asked.kind, asked.marks, tuple(order), tokens, asked.part)


def _token(seed: bytes, place: int, option: int) -> str:
    """An opaque name of one option on one paper: tells neither the option nor the question."""
    text = f"token {place} {option}".encode()
    return hmac.digest(seed, text, "sha256")[:TOKEN_BYTES].hex()
