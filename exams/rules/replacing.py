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

from exams.rules.conduct import ActRefusal
from exams.rules.drawing import Cell, PaperInfeasible, Place, PoolItem, draw, feasibility
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


def papers_of(
    cells: Sequence[Cell],
    pool: Sequence[PoolItem],
    seed: bytes,
    steps: Iterable[Step],
    forms: Sequence[Form] = (),
    seen: Collection[int] = (),
) -> list[Drawn]:
    """The papers that belong to `seed`, the one that is sat last.

    A paper is drawn anew, from what remains of the pool and with the same seed, when it holds a
    question that a step takes out, or when the step puts the reserve form in its place; every other
    paper stays. So it depends on seed, pool and amendments alone, not on when papers were made.
    Where parallel `forms` were sealed, the paper is one of those in force, in an order of its own.
    `seen` are the questions that the candidate has met of late.
    Raises drawing.PaperInfeasible.
    """
    drawn: list[Drawn] = []
    left, on_reserve = list(pool), False
    for step in (Step("", frozenset()), *steps):
        left = remaining(left, step.withdrawn)
        on_reserve |= step.to_reserve
        if drawn and not step.to_reserve and not _holds(drawn[-1], step.withdrawn):
            continue
        if not forms:
            drawn.append(Drawn(draw(cells, left, seed, seen), step.digest))
        elif sat := in_force(forms, left, on_reserve=on_reserve):
            drawn.append(Drawn(draw_form(sat, left, seed, seen), step.digest))
    if not drawn:
        raise PaperInfeasible(feasibility(cells, left))
    return drawn


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
