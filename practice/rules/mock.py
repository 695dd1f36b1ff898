"""What a mock exam asks and how long it lasts. All figures are house defaults."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from exams.rules.drawing import Cell
from questionbank.rules.kinds import Kind

CELLS = (  # a full one: 45 questions, 100 marks
    Cell(Kind.SINGLE, 25, 200),
    Cell(Kind.MULTIPLE, 10, 300),
    Cell(Kind.TRUE_FALSE, 10, 200),
)
FULL = timedelta(minutes=60)
PASS = 60  # per cent of the marks


def cells_for(supply: Mapping[str, int]) -> list[Cell]:
    """What can be asked of a pool that holds so many questions of each kind."""
    cells = [Cell(c.kind, min(c.count, supply.get(c.kind, 0)), c.marks) for c in CELLS]
    return [cell for cell in cells if cell.count]


def questions(cells: list[Cell]) -> int:
    return sum(cell.count for cell in cells)


def minutes(cells: list[Cell]) -> int:
    """Whole minutes in proportion to the questions, rounded up."""
    full = int(FULL.total_seconds()) // 60
    return -(-full * questions(cells) // questions(list(CELLS)))


def marks(cells: list[Cell]) -> int:
    """Full marks, in hundredths."""
    return sum(cell.count * cell.marks for cell in cells)


def is_pass(earned: int, of: int) -> bool:
    """The pass mark itself is a pass."""
    return earned * 100 >= PASS * of
