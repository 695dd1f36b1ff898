"""Taking a question out of a sealed exam: what is decided, what then may be drawn, which papers.

A decision names a session and a question. *Replaced*: papers are drawn from the other questions of
the same cells. *Kept*: the question stays, although its article reads otherwise. Source: house
rule, `docs/amendments.md`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from exams.rules.allotting import portioned
from exams.rules.conduct import ActRefusal
from exams.rules.drawing import Cell, PaperInfeasible, Place, PoolItem, Stock, draw_from
from exams.rules.parallel import Form, draw_form, in_force

QUESTIONS = "questions"  # under this name an amendment of the seal holds all decisions so far
RESERVE = "reserve"  # and under this one the sessions that sit the reserve form


class Choice(StrEnum):
    """What becomes of a touched question in one session."""

    REPLACE = "replace"
    KEEP = "keep"


@dataclass(frozen=True)
class Step:
    """What one amendment took out of a session's pool, and whether from it on the session sits the
    reserve form; `digest` is the amendment's."""

    digest: str
    withdrawn: frozenset[int]
    to_reserve: bool = False


@dataclass(frozen=True)
class Drawn:
    """One paper of a candidate; `step` is the digest of the amendment for which it was drawn
    anew, empty for the first."""

    places: list[Place]
    step: str = ""


def chosen(
    decisions: Iterable[Mapping[str, Any]], session: str, choice: Choice | None = None
) -> set[int]:
    """The questions about which was decided for the session; with `choice`, decided so."""
    return {
        row["revision"]
        for row in decisions
        if row["session"] == session and choice in (None, row["choice"])
    }


def steps_of(amendments: Iterable[tuple[str, Mapping[str, Any]]], session: str) -> list[Step]:
    """What each amendment in order, given as digest and body, took out of the session's pool, and
    which one put the reserve form in the place of the others."""
    steps: list[Step] = []
    before = frozenset[int]()
    for digest, body in amendments:
        after = body.get("after", {})
        gone = frozenset(chosen(after.get(QUESTIONS, ()), session, Choice.REPLACE)) - before
        to_reserve = session in after.get(RESERVE, ())
        if to_reserve and any(step.to_reserve for step in steps):
            to_reserve = False
        if gone or to_reserve:
            steps.append(Step(digest, gone, to_reserve))
            before |= gone
    return steps


def remaining(pool: Iterable[PoolItem], withdrawn: Collection[int]) -> list[PoolItem]:
    """The pool without the questions that were taken out."""
    return [item for item in pool if item.revision_id not in withdrawn]


@dataclass(frozen=True)
class Basis:
    """What a session's papers are drawn from: cells, the frozen pool, the sealed parallel forms,
    and into how many portions the seed divides the pool."""

    cells: Sequence[Cell]
    pool: Sequence[PoolItem]
    forms: Sequence[Form] = ()
    portions: int = 1
    seed: bytes = b""


@dataclass(frozen=True)
class Sitter:
    """Whose paper it is: the own seed, the place on the roster (from 0), and what was met of
    late."""

    seed: bytes
    place: int = 0
    seen: Collection[int] = ()


class Source:
    """All papers of a session: what they are drawn from and what the amendments took out, made
    ready once for many candidates."""

    def __init__(self, basis: Basis, steps: Iterable[Step] = ()) -> None:
        self._basis = basis
        self._steps = (Step("", frozenset()), *steps)
        self._portions = portioned(basis.cells, basis.pool, basis.portions, basis.seed)
        self._stocks: dict[tuple[int, int], Stock] = {}

    def papers_of(self, sitter: Sitter) -> list[Drawn]:
        """The papers that belong to the seed, the one that is sat last.

        A paper is drawn anew, from what remains of the pool and with the same seed, when it holds a
        question that a step takes out, or when the step puts the reserve form in its place; every
        other paper stays. So it depends on seed, pool and amendments alone, not on when papers were
        made. Where parallel forms were sealed, the paper is one of those in force, in an order of
        its own. Raises drawing.PaperInfeasible.
        """
        drawn: list[Drawn] = []
        gone, on_reserve = frozenset[int](), False
        for n, step in enumerate(self._steps):
            gone |= step.withdrawn
            on_reserve |= step.to_reserve
            if drawn and not step.to_reserve and not _holds(drawn[-1], step.withdrawn):
                continue
            if not self._basis.forms:
                drawn.append(Drawn(self._own(sitter, n, gone), step.digest))
                continue
            left = remaining(self._basis.pool, gone)
            if sat := in_force(self._basis.forms, left, on_reserve=on_reserve):
                drawn.append(Drawn(draw_form(sat, left, sitter.seed, sitter.seen), step.digest))
        if not drawn:
            raise PaperInfeasible(Stock(self._basis.cells, left).supply())
        return drawn

    def _own(self, sitter: Sitter, n: int, gone: Collection[int]) -> list[Place]:
        """A paper from the candidate's portion; where what is left of it does not suffice, from
        what is left of all."""
        try:
            return draw_from(self._stock(n, self._portion(sitter), gone), sitter.seed, sitter.seen)
        except PaperInfeasible:
            if self._basis.portions == 1:
                raise
        return draw_from(self._stock(n, -1, gone), sitter.seed, sitter.seen)

    def _portion(self, sitter: Sitter) -> int:
        return sitter.place % len(self._portions)

    def _stock(self, n: int, portion: int, gone: Collection[int]) -> Stock:
        """Portion of the pool after a step, made once; -1 is the whole pool."""
        if (n, portion) not in self._stocks:
            pool = self._basis.pool if portion < 0 else self._portions[portion]
            self._stocks[n, portion] = Stock(self._basis.cells, remaining(pool, gone))
        return self._stocks[n, portion]


def _holds(drawn: Drawn, questions: Collection[int]) -> bool:
    return any(place.revision_id in questions for place in drawn.places)


def decision_refusal(
    wished: Collection[int], open_questions: Collection[int], late: Collection[int]
) -> ActRefusal | None:
    """Why nothing may be decided about the `wished` questions, or None.

    `open_questions` wait for a decision in a session that nobody has begun; `late` ones stand in
    one that has begun: there papers never change, and only a change of the key or the withdrawal
    of the question after the exam can help.
    """
    if not wished:
        return ActRefusal.NOTHING_CHANGED
    if all(revision in open_questions for revision in wished):
        return None
    begun = any(revision in late for revision in wished)
    return ActRefusal.ALREADY_STARTED if begun else ActRefusal.CHANGED_SINCE
