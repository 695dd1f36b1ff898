"""Parallel forms: papers made before the seal, alike in difficulty, with no question in common.

Each session has forms of its own, so what is told after one shift helps nobody in the next; one
more is the reserve. A candidate sits one of the session's forms by the own seed, questions and
options in an order of the own. Expected difficulty is the share of the marks that candidates earn,
in thousandths. Source: house rules, `docs/exam-core.md`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from exams.rules.conduct import ActRefusal
from exams.rules.drawing import Cell, Place, PoolItem, allotted, feasibility, laid_out
from exams.rules.generator import Generator

Questions = tuple[tuple[int, int], ...]
BAND = 30  # by how much expected difficulties may differ, 3 marks of 100: house default
READERS = 2
MOST_FORMS = 12
ENOUGH_ANSWERS = 100  # from so many on the observed share stands for the setter's word
EXPECTED = {"easy": 850, "medium": 650, "hard": 450}  # the middle of each step, house default


@dataclass(frozen=True)
class Form:
    """One form: its questions, by revision, with the marks of each."""

    n: int
    is_reserve: bool
    questions: Questions

    @property
    def revisions(self) -> frozenset[int]:
        return frozenset(pk for pk, _marks in self.questions)


def expected(difficulty: str, *, facility: float | None, answers: int) -> int:
    """The share of the marks that a question is expected to bring: observed where it was answered
    often enough, else after the setter's word."""
    if facility is None or answers < ENOUGH_ANSWERS:
        return EXPECTED[difficulty]
    return round(1000 * facility)


def build(
    cells: Sequence[Cell],
    pool: Sequence[PoolItem],
    seed: bytes,
    shares: Mapping[int, int],
    count: int,
) -> list[Questions]:
    """So many forms without a question in common, and as alike in expected difficulty as dealing
    makes them: cell by cell, of the easiest questions left each form takes one, the form that is
    the hardest so far first. Raises drawing.PaperInfeasible, which names the cells that are short
    for all forms together.
    """
    together = [replace(cell, count=cell.count * count) for cell in cells]
    found = allotted(together, pool, Generator(seed))
    dealt: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    earned = [0] * count
    for cell, items in zip(cells, found, strict=True):
        ranked = sorted(items, key=lambda item: -shares[item.revision_id])
        for start in range(0, len(ranked), count):
            hardest_first = sorted(range(count), key=lambda form: earned[form])
            for form, item in zip(hardest_first, ranked[start : start + count], strict=True):
                dealt[form].append((item.revision_id, cell.marks))
                earned[form] += cell.marks * shares[item.revision_id]
    return [tuple(questions) for questions in dealt]


def predicted(questions: Questions, shares: Mapping[int, int]) -> int:
    """The share of its marks that a form is expected to bring, in thousandths."""
    whole = sum(marks for _pk, marks in questions)
    return round(sum(marks * shares[pk] for pk, marks in questions) / whole)


def spread(means: Collection[int]) -> int:
    """By how much the easiest form is easier than the hardest, in thousandths."""
    return max(means, default=0) - min(means, default=0)


def in_force(forms: Sequence[Form], pool: Sequence[PoolItem], *, on_reserve: bool) -> list[Form]:
    """The forms that may be sat: of the reserve or of the others, all of its questions there."""
    there = {item.revision_id for item in pool}
    return [form for form in forms if form.is_reserve is on_reserve and form.revisions <= there]


def draw_form(
    forms: Sequence[Form],
    pool: Sequence[PoolItem],
    seed: bytes,
    seen: Collection[int] = (),
) -> list[Place]:
    """The paper that belongs to `seed`: one of the forms, laid out in an order of its own.

    A form of which the candidate has `seen` a question of late is sat only where all are such.
    """
    generator = Generator(seed)
    fresh = [form for form in forms if form.revisions.isdisjoint(seen)] or forms
    form = fresh[generator.below(len(fresh))]
    items = {item.revision_id: item for item in pool}
    return laid_out([(items[pk], marks) for pk, marks in form.questions], generator, seed)


def fits(form: Form, cells: Sequence[Cell], pool: Sequence[PoolItem]) -> bool:
    """Whether the form is what the blueprint asks, of questions that may be drawn."""
    items = [item for item in pool if item.revision_id in form.revisions]
    asked = sorted(cell.marks for cell in cells for _ in range(cell.count))
    if len(items) != len(form.questions) or sorted(m for _pk, m in form.questions) != asked:
        return False
    return not any(line.short for line in feasibility(cells, items))


def seal_refusal(
    forms: Sequence[Form], *, sessions: int, readers: Mapping[int, int], current: bool
) -> ActRefusal | None:
    """Why an exam cannot be sealed with these forms, or None; without any, papers are drawn.

    `readers` counts by form who has read it in full; `current` says that every form still is what
    the blueprint asks.
    """
    if not forms:
        return None
    if sum(not form.is_reserve for form in forms) < sessions:
        return ActRefusal.FORMS_TOO_FEW
    if not current:
        return ActRefusal.FORMS_OUTDATED
    unread = any(readers.get(form.n, 0) < READERS for form in forms)
    return ActRefusal.FORMS_UNREAD if unread else None


def reserve_refusal(reserve: Collection[Form], *, used: bool, begun: bool) -> ActRefusal | None:
    """Why a session may not sit the reserve, or None. `reserve` is what may still be sat of it."""
    if begun:
        return ActRefusal.ALREADY_STARTED
    return ActRefusal.NO_RESERVE if used or not reserve else None
