"""The way from what two witnesses saw to a decision on a candidate's result.

Notice, then defence (or its time runs out), then decision; then, within its time, an appeal and
its review by somebody else. Source: duty to hear before a decision (notice, statement, defence);
the lengths of time are house defaults.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

DEFENCE_TIME = timedelta(days=5)
APPEAL_TIME = timedelta(days=15)


class Step(StrEnum):
    NOTICE = "notice"
    DEFENCE = "defence"
    DECISION = "decision"
    APPEAL = "appeal"
    REVIEW = "review"


class Effect(StrEnum):
    """What a decision does to the result: nothing, a warning, or that it does not count."""

    NONE = "none"
    WARNING = "warning"
    VOID = "void"


class StepRefusal(StrEnum):
    """Why a step cannot be taken now, or not by this person."""

    NOT_YET = "not_yet"
    TOO_LATE = "too_late"
    DONE = "done"
    NOT_YOU = "not_you"
    NO_EFFECT = "no_effect"


@dataclass(frozen=True)
class Taken:
    """A step that was taken: when and by whom."""

    step: Step
    at: datetime
    by: int


@dataclass(frozen=True)
class Concerned:
    """Whom the case is about, and who saw it."""

    candidate: int
    witnesses: Collection[int]


BEFORE = {
    Step.NOTICE: None,
    Step.DEFENCE: Step.NOTICE,
    Step.DECISION: Step.NOTICE,
    Step.APPEAL: Step.DECISION,
    Step.REVIEW: Step.APPEAL,
}


def step_refusal(
    step: Step, taken: Sequence[Taken], about: Concerned, *, by: int, now: datetime
) -> StepRefusal | None:
    """Why `by` may not take `step` at `now`, or None. The last moment of a time still counts.

    The candidate alone defends and appeals; nobody decides who is concerned or saw it, and nobody
    reviews a decision of their own.
    """
    at = {each.step: each for each in taken}
    if step in at:
        return StepRefusal.DONE
    needed = BEFORE[step]
    if needed is not None and needed not in at:
        return StepRefusal.NOT_YET
    return _whose(step, at, about, by) or _when(step, at, now)


def _whose(step: Step, at: dict[Step, Taken], about: Concerned, by: int) -> StepRefusal | None:
    if step in (Step.DEFENCE, Step.APPEAL):
        return None if by == about.candidate else StepRefusal.NOT_YOU
    barred = {about.candidate}
    if step in (Step.DECISION, Step.REVIEW):
        barred |= set(about.witnesses)
    if step is Step.REVIEW:
        barred.add(at[Step.DECISION].by)
    return StepRefusal.NOT_YOU if by in barred else None


def _when(step: Step, at: dict[Step, Taken], now: datetime) -> StepRefusal | None:
    if step is Step.DEFENCE:
        is_late = Step.DECISION in at or now > at[Step.NOTICE].at + DEFENCE_TIME
        return StepRefusal.TOO_LATE if is_late else None
    if step is Step.DECISION:
        heard = Step.DEFENCE in at or now > at[Step.NOTICE].at + DEFENCE_TIME
        return None if heard else StepRefusal.NOT_YET
    if step is Step.APPEAL:
        return StepRefusal.TOO_LATE if now > at[Step.DECISION].at + APPEAL_TIME else None
    return None


class Attendance(StrEnum):
    """How a candidate's attendance ends."""

    PRESENT = "present"
    ABSENT = "absent"
    LATE = "late"
    MISCONDUCT = "misconduct"


LATE_AFTER = timedelta(minutes=5)  # for those whom nobody checked in; house default


def attendance(
    *,
    opens_at: datetime,
    arrived_at: datetime | None,
    started_at: datetime | None,
    is_misconduct: bool,
) -> Attendance:
    """到考, 缺考, 迟到 or 违纪, in that order of weight from the end.

    `arrived_at` is when an invigilator let the candidate in: late from the moment of opening on.
    Without it the start counts, with five minutes' allowance. Who was let in but never started
    was there, though without an answer.
    """
    if is_misconduct:
        return Attendance.MISCONDUCT
    if arrived_at is not None:
        return Attendance.LATE if arrived_at > opens_at else Attendance.PRESENT
    if started_at is None:
        return Attendance.ABSENT
    return Attendance.LATE if started_at > opens_at + LATE_AFTER else Attendance.PRESENT
