"""Templates of blueprints: how many questions of which kind and difficulty, at how many marks.

Every template makes a paper of 100 marks. Source: house defaults, adjusted afterwards like any
other blueprint.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from exams.rules.blueprint import Cell, Frame


class Template(StrEnum):
    """For what a blueprint is made."""

    PUBLIC = "public"
    SPECIAL = "special"
    ANNUAL = "annual"
    APPOINTMENT = "appointment"
    MOCK = "mock"


Line = tuple[str, int, int, str | None]  # kind, count, marks of each, difficulty
LINES: dict[Template, tuple[Line, ...]] = {
    Template.PUBLIC: (
        ("single", 12, 100, "easy"),
        ("single", 20, 100, "medium"),
        ("single", 8, 100, "hard"),
        ("multiple", 15, 200, None),
        ("true_false", 30, 100, None),
    ),
    Template.SPECIAL: (
        ("single", 40, 100, None),
        ("multiple", 15, 200, None),
        ("true_false", 30, 100, None),
    ),
    Template.ANNUAL: (
        ("single", 16, 100, "easy"),
        ("single", 16, 100, "medium"),
        ("single", 8, 100, "hard"),
        ("multiple", 20, 200, None),
        ("true_false", 20, 100, None),
    ),
    Template.APPOINTMENT: (
        ("single", 40, 100, None),
        ("multiple", 20, 200, None),
        ("true_false", 20, 100, None),
    ),
    Template.MOCK: (
        ("single", 25, 200, None),
        ("multiple", 10, 300, None),
        ("true_false", 10, 200, None),
    ),
}
BY_STATUTE = frozenset({Template.SPECIAL, Template.APPOINTMENT})
FRAMES = {
    Template.APPOINTMENT: Frame(category="leader"),
    Template.MOCK: Frame(pool="practice"),
}


def frame_of(template: Template, post_list: int | None = None) -> Frame:
    """What holds for all lines of the template, and by which list of a post they are made."""
    return replace(FRAMES.get(template, Frame()), post_list=post_list)


def left_out(statutes: Sequence[int], cells: Sequence[Cell]) -> list[int]:
    """Which of the statutes that must be known no line asks for by name, in their order."""
    asked = {cell.statute_id for cell in cells}
    return [statute for statute in statutes if statute not in asked]


def lines_of(template: Template, statutes: Sequence[int]) -> list[Cell]:
    """The lines of the template. Where it goes by statutes, those of each kind are spread evenly
    over the given ones, the odd ones to the first; where they are fewer than the statutes, each
    kind begins with the statute after the one with which the former ended, so that all are
    asked."""
    cells: list[Cell] = []
    at = 0
    for kind, count, marks, difficulty in LINES[template]:
        if template not in BY_STATUTE or not statutes:
            cells.append(Cell(kind, count, marks, None, difficulty))
            continue
        given = [0] * len(statutes)
        for n in range(count):
            given[(at + n) % len(statutes)] += 1
        at = (at + count) % len(statutes)
        cells += [
            Cell(kind, n, marks, statute, difficulty)
            for statute, n in zip(statutes, given, strict=True)
            if n
        ]
    return cells
