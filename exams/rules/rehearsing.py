"""A rehearsal: computers of an exam's rooms are tried by a short paper that is no exam.

The paper asks nothing of the bank: it needs a choice, several choices, a judgement and Chinese
characters typed at the keyboard. Source: house default.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from exams.rules.drawing import Place
from exams.rules.keeping import State

MINUTES = 30  # for the paper at one computer
LEAST_HOURS, MOST_HOURS = 1, 72
CLOSED_BY_HAND = "handed_in"


@dataclass(frozen=True)
class Question:
    """One question of the paper."""

    kind: str
    stem: str
    options: tuple[str, ...] = ()


QUESTIONS = (
    Question("single", "演练第一题，检查单选作答。请选择“乙”。", ("甲", "乙", "丙", "丁")),
    Question("multiple", "演练第二题，检查多选作答。请选择“甲”和“丙”。", ("甲", "乙", "丙", "丁")),
    Question("true_false", "演练第三题，检查判断作答。请选择“正确”。"),
    Question("fill_in", "演练第四题，检查键盘和中文输入。请填写“依法行政”：____"),
)
CHOICES = {"true_false": 2, "fill_in": 1}


def places(token: Callable[[], str]) -> list[Place]:
    """The questions as places of a paper; `token` gives the name of an option or blank."""
    found = []
    for n, asked in enumerate(QUESTIONS, 1):
        order = tuple(range(len(asked.options) or CHOICES[asked.kind]))
        tokens = tuple(token() for _option in order)
        found.append(Place(n, -n, asked.kind, 0, order, tokens))
    return found


class SeatState(StrEnum):
    """How a computer did."""

    UNTRIED = "untried"
    RUNNING = "running"
    FAILED = "failed"
    PASSED = "passed"


def seat_state(state: str | None, close_reason: str, answered: int) -> SeatState:
    """A computer has passed when every question was answered there and the paper handed in."""
    if state == State.OPEN:
        return SeatState.RUNNING
    if state != State.CLOSED:
        return SeatState.UNTRIED
    whole = close_reason == CLOSED_BY_HAND and answered == len(QUESTIONS)
    return SeatState.PASSED if whole else SeatState.FAILED


def window_fits(*, now: datetime, until: datetime, opens_at: datetime) -> bool:
    """Whether a rehearsal from now on is over by the opening of the session that it is for."""
    longest = timedelta(hours=MOST_HOURS)
    return now < until <= min(opens_at, now + longest)
