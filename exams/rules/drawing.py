"""Drawing a paper: a pure function of cells, frozen pool and seed.

A paper is a full assignment of pool items to places (`exams/rules/allotting.py`): it is found
whenever one exists, and never a shorter one. Where no cells overlap, nothing must be in and nothing
was exposed before, every paper is equally likely.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from exams.rules.allotting import Stock
from exams.rules.blueprint import Cell, CellSupply, Frame, PaperInfeasible, Part, PoolItem
from exams.rules.generator import Generator

__all__ = [
    "Cell",
    "CellSupply",
    "Frame",
    "PaperInfeasible",
    "Part",
    "Place",
    "PoolItem",
    "Stock",
    "draw",
    "draw_from",
    "feasibility",
    "laid_out",
    "shares",
]

SHUFFLED_KINDS = frozenset({"single", "multiple"})  # 正确 and 错误 keep their order
KIND_ORDER = ("single", "multiple", "true_false", "fill_in", "short_answer", "case")
TOKEN_BYTES = 9


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


def feasibility(cells: Sequence[Cell], pool: Sequence[PoolItem]) -> list[CellSupply]:
    """The supply of every cell, in order; the blueprint is feasible when none is short.

    With overlapping cells the shortage is counted once, at the later cell.
    """
    return Stock(cells, pool).supply()


def draw(
    cells: Sequence[Cell],
    pool: Sequence[PoolItem],
    seed: bytes,
    seen: Collection[int] = (),
) -> list[Place]:
    """The paper that belongs to `seed`: depends on nothing else.

    What the candidate has `seen` of late, and what is spent, is drawn only where nothing else is
    left; of the rest the less exposed is the likelier. `pool` is taken in the order of revision
    ids, whatever order it comes in. Places stand by kind (`KIND_ORDER`), in random order within a
    kind, the sub-questions of a case one after the other in their own order.
    Raises PaperInfeasible.
    """
    return draw_from(Stock(cells, pool), seed, seen)


def draw_from(stock: Stock, seed: bytes, seen: Collection[int] = ()) -> list[Place]:
    """`draw` where many papers are drawn from the same cells and pool."""
    found = stock.allotted(seed, seen)
    lines = zip(stock.cells, found, strict=True)
    return laid_out([(item, cell.marks) for cell, items in lines for item in items], seed)


def laid_out(drawn: Sequence[tuple[PoolItem, int]], seed: bytes) -> list[Place]:
    """The places of a paper that asks the questions for so many marks each, in random order."""
    generator = Generator(hmac.digest(seed, b"order", "sha256"))
    by_kind = [[pair for pair in drawn if pair[0].kind == kind] for kind in KIND_ORDER]
    ordered = [pair for group in by_kind for pair in generator.shuffled(group)]
    asked = [line for item, marks in ordered for line in _asked(item, marks)]
    return [_place(n, line, generator, seed) for n, line in enumerate(asked, 1)]


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
