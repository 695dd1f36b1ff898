"""The survey after a class: fixed questions, figures without names, none of a small group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

QUESTIONS = ("content", "trainer", "use", "order")  # each answered from 1 to 5
GRADES = range(1, 6)
LEAST_ANSWERS = 5  # fewer would show who said what; house default
OPEN_FOR = timedelta(days=7)  # after the class's last half-day; house default
MOST_REMARK = 200  # characters


@dataclass(frozen=True)
class Figure:
    """The answers to one question: how many gave each grade, and the mean in hundredths."""

    question: str
    counts: tuple[int, ...]

    @property
    def mean(self) -> int:
        """To the nearest hundredth, halves upwards."""
        total, n = sum(g * c for g, c in zip(GRADES, self.counts, strict=True)), sum(self.counts)
        return (200 * total + n) // (2 * n) if n else 0


def is_open(ended_at: datetime, now: datetime) -> bool:
    """Whether those who were there may answer. Figures are shown when that is over: while they
    grow, each step would show one answer."""
    return ended_at <= now <= ended_at + OPEN_FOR


def with_answer(
    counts: Mapping[str, Sequence[int]], grades: Mapping[str, int]
) -> dict[str, list[int]]:
    """The counts with one answer more. Raises ValueError for grades that are none."""
    if set(grades) != set(QUESTIONS) or any(grade not in GRADES for grade in grades.values()):
        raise ValueError(grades)
    fresh = {name: list(_of(counts, name)) for name in QUESTIONS}
    for name, grade in grades.items():
        fresh[name][grade - 1] += 1
    return fresh


def with_remark(remarks: Sequence[str], remark: str) -> list[str]:
    """The remarks with one more, in no order of time."""
    return sorted([*remarks, remark]) if remark else list(remarks)


def figures(counts: Mapping[str, Sequence[int]], answers: int) -> list[Figure]:
    """What may be shown: nothing where fewer than `LEAST_ANSWERS` answered."""
    if answers < LEAST_ANSWERS:
        return []
    return [Figure(name, tuple(_of(counts, name))) for name in QUESTIONS]


def _of(counts: Mapping[str, Sequence[int]], name: str) -> Sequence[int]:
    return counts.get(name) or [0] * len(GRADES)
