"""Which questions a round asks, and where somebody is weak."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from exams.rules.generator import Generator

ROUND = 10  # questions of one round; house default
ENOUGH = 3  # answered questions from which on a statute is judged; house default
SURE = 80  # per cent of right answers from which on it is no weakness; house default
WEAKEST = 3  # statutes that a round on weaknesses draws from; house default
SHUFFLED = frozenset({"single", "multiple"})  # 正确 and 错误 keep their order


@dataclass(frozen=True)
class Candidate:
    """A question that may be asked, with when and how it was answered last."""

    revision_id: int
    seen_on: date | None = None
    right: bool = False


@dataclass(frozen=True)
class Tally:
    """How many questions were answered, and how many of them rightly the last time."""

    answered: int
    right: int

    @property
    def is_weak(self) -> bool:
        return self.answered >= ENOUGH and self.right * 100 < SURE * self.answered


def choose(candidates: Sequence[Candidate], count: int, generator: Generator) -> list[int]:
    """At most `count` revisions: those missed the last time and those never seen first, in random
    order, then the others, the longest unseen first."""
    shuffled = generator.shuffled(sorted(candidates, key=lambda one: one.revision_id))
    ordered = sorted(
        shuffled, key=lambda one: one.seen_on if one.seen_on and one.right else date.min
    )
    return [one.revision_id for one in ordered[:count]]


def weakest(tallies: Mapping[int, Tally]) -> list[int]:
    """The statutes in which the fewest of the answers were right, the weakest first."""
    weak = [(tally.right / tally.answered, key) for key, tally in tallies.items() if tally.is_weak]
    return [key for _share, key in sorted(weak)[:WEAKEST]]


def option_order(kind: str, places: int, generator: Generator) -> list[int]:
    """In which order the options are shown: by chance, where their order says nothing."""
    order = list(range(places))
    return generator.shuffled(order) if kind in SHUFFLED else order
