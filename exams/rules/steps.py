"""The way of an exam from plan to results, as eight steps. No clock, no database."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Step(StrEnum):
    """The steps in their order; each stands on the one before it."""

    FEASIBLE = "feasible"
    ROSTER = "roster"
    SEAL = "seal"
    LOCK = "lock"
    PAPERS = "papers"
    SITTING = "sitting"
    MARKING = "marking"
    PUBLISH = "publish"


@dataclass(frozen=True)
class Facts:
    """What decides where an exam stands. Counts of sessions, except `short` (questions that the
    bank lacks), `open` and `unmarked` (attempts)."""

    short: int
    sealed: bool
    sessions: int
    with_roster: int
    locked: int
    drawn: int
    over: int
    open: int
    unmarked: int
    published: int


def done(facts: Facts) -> dict[Step, bool]:
    """Which steps are behind the exam. A frozen pool is feasible whatever became of the bank."""
    there = facts.sessions > 0
    locked = there and facts.locked == facts.sessions
    over = there and facts.over == facts.sessions and not facts.open
    return {
        Step.FEASIBLE: locked or not facts.short,
        Step.ROSTER: there and facts.with_roster == facts.sessions,
        Step.SEAL: facts.sealed,
        Step.LOCK: locked,
        Step.PAPERS: there and facts.drawn == facts.sessions,
        Step.SITTING: over and facts.drawn == facts.sessions,
        Step.MARKING: over and facts.drawn == facts.sessions and not facts.unmarked,
        Step.PUBLISH: there and facts.published == facts.sessions,
    }


def current(facts: Facts) -> Step | None:
    """The first step that is not done; None when the results are published."""
    return next((step for step, is_done in done(facts).items() if not is_done), None)
