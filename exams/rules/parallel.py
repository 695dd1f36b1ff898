"""Parallel forms: papers made before the seal, alike in difficulty, with no question in common.

Each session has forms of its own, so what is told after one shift helps nobody in the next; one
more is the reserve. Forms of one session may share a stated number of questions, and what must be
in stands on all of them. A candidate sits one of the session's forms by the own seed, questions and
options in an order of the own. Expected difficulty is the share of the marks that candidates earn,
in thousandths. Source: house rules, `docs/exam-core.md`.
"""

from __future__ import annotations

import hmac
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from exams.rules.conduct import ActRefusal
from exams.rules.drawing import Cell, Place, PoolItem, Stock, feasibility, laid_out
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


@dataclass(frozen=True)
class Deal:
    """How many forms are made for how many sessions, besides the reserve, and how many questions
    two forms of one session may share. Forms go to the sessions in turn."""

    forms: int
    sessions: int = 1
    common: int = 0

    def session_of(self, form: int) -> int:
        """The session of a form, both counted from 0; the reserve is a session for itself."""
        return form % max(1, self.sessions) if form < self.forms else -1

    def forms_by_session(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for form in range(self.forms + 1):
            found[self.session_of(form)].append(form)
        return found


def build(
    cells: Sequence[Cell],
    pool: Sequence[PoolItem],
    seed: bytes,
    shares: Mapping[int, int],
    deal: Deal,
) -> list[Questions]:
    """The forms and, as the last one, the reserve, as alike in expected difficulty as dealing makes
    them: cell by cell, of the easiest questions left each form takes one, the form that is the
    hardest so far first. No question is in two of them, but for those that must be in and those
    that forms of one session may share. Raises drawing.PaperInfeasible, which names the cells that
    are short for all forms together.
    """
    must = [
        [item for item in items if item.is_required]
        for items in Stock(cells, pool).allotted(hmac.digest(seed, b"must", "sha256"))
    ]
    lines = [
        _Line(replace(cell, count=cell.count - len(held)), common)
        for cell, held, common in zip(cells, must, _in_common(cells, deal.common), strict=True)
    ]
    together = [replace(line.cell, count=line.wanted(deal)) for line in lines]
    others = [item for item in pool if not item.is_required]
    table = _Table(deal, shares)
    for held, cell in zip(must, cells, strict=True):
        for item in held:
            table.give(list(range(deal.forms + 1)), item, cell.marks)
    for line, items in zip(lines, Stock(together, others).allotted(seed), strict=True):
        table.deal_line(line, items)
    return [tuple(questions) for questions in table.forms]


@dataclass(frozen=True)
class _Line:
    """What one cell asks besides what must be in; `common` of it stands on all of a session."""

    cell: Cell
    common: int

    def shared(self, forms: int) -> int:
        """How many questions so many forms of one session share in this cell."""
        return min(self.common, self.cell.count) if forms > 1 else 0

    def wanted(self, deal: Deal) -> int:
        """How many questions all forms take together."""
        return sum(
            self.shared(len(forms)) + len(forms) * (self.cell.count - self.shared(len(forms)))
            for forms in deal.forms_by_session().values()
        )


def _in_common(cells: Sequence[Cell], common: int) -> list[int]:
    """The common questions spread over the cells in proportion, never more in all."""
    whole = sum(cell.count for cell in cells)
    return [cell.count * common // whole for cell in cells]


class _Table:
    """Forms that are being dealt, with the marks that each is expected to bring so far."""

    def __init__(self, deal: Deal, shares: Mapping[int, int]) -> None:
        self._deal = deal
        self._shares = shares
        self.forms: list[list[tuple[int, int]]] = [[] for _ in range(deal.forms + 1)]
        self._earned = [0] * (deal.forms + 1)

    def give(self, forms: Sequence[int], item: PoolItem, marks: int) -> None:
        """The question goes to each of the forms."""
        for form in forms:
            self.forms[form].append((item.revision_id, marks))
            self._earned[form] += marks * self._shares[item.revision_id]

    def deal_line(self, line: _Line, items: Sequence[PoolItem]) -> None:
        """Deal the questions of a cell: first what sessions share, then to each form in turn."""
        left, rounds = list(items), line.cell.count
        turns: list[list[int]] = []
        for forms in self._deal.forms_by_session().values():
            shared = line.shared(len(forms))
            for _n in range(shared):
                self.give(forms, left.pop(), line.cell.marks)
            turns += [[form] * (rounds - shared) for form in forms]
        ranked = sorted(left, key=lambda item: -self._shares[item.revision_id])
        for n in range(rounds):
            takers = [turn[0] for turn in turns if len(turn) > n]
            takers.sort(key=lambda form: self._earned[form])
            for form, item in zip(takers, ranked[: len(takers)], strict=True):
                self.give([form], item, line.cell.marks)
            ranked = ranked[len(takers) :]


def shared_between(forms: Sequence[Form], sessions: int, required: Collection[int]) -> bool:
    """Whether a question that need not be in stands on forms of two sessions, or on the reserve and
    a form besides."""
    deal = Deal(sum(not form.is_reserve for form in forms), sessions)
    first: dict[int, int] = {}
    for form in forms:
        session = -1 if form.is_reserve else deal.session_of(form.n - 1)
        for pk in form.revisions - frozenset(required):
            if first.setdefault(pk, session) != session:
                return True
    return False


def widest_overlap(forms: Sequence[Form]) -> int:
    """The most questions that any two of the forms share."""
    pairs = [(a, b) for n, a in enumerate(forms) for b in forms[n + 1 :]]
    return max((len(a.revisions & b.revisions) for a, b in pairs), default=0)


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
    generator = Generator(hmac.digest(seed, b"form", "sha256"))
    fresh = [form for form in forms if form.revisions.isdisjoint(seen)] or forms
    form = fresh[generator.below(len(fresh))]
    items = {item.revision_id: item for item in pool}
    return laid_out([(items[pk], marks) for pk, marks in form.questions], seed)


def fits(form: Form, cells: Sequence[Cell], pool: Sequence[PoolItem]) -> bool:
    """Whether the form is what the blueprint asks, of questions that may be drawn."""
    items = [item for item in pool if item.revision_id in form.revisions]
    if any(item.is_required and item.revision_id not in form.revisions for item in pool):
        return False
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
