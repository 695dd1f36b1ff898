"""Marking: a pure function of answers, paper, keys and named scoring rules.

Marks are hundredths of a mark, whole numbers, rounded half up. Running it again gives the same
bytes, whatever the order of its inputs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from exams.rules.drawing import Place
from exams.rules.keeping import Answer

ENGINE = "1"


def all_or_nothing(chosen: frozenset[int], right: frozenset[int], marks: int) -> int:
    """全对得分: full marks for exactly the right options, else none."""
    return marks if chosen == right else 0


def share_for_subset(chosen: frozenset[int], right: frozenset[int], marks: int) -> int:
    """少选按比例: right options chosen ÷ right options, none as soon as a wrong one is chosen."""
    if not chosen or not chosen <= right:
        return 0
    return (2 * marks * len(chosen) + len(right)) // (2 * len(right))


def half_for_subset(chosen: frozenset[int], right: frozenset[int], marks: int) -> int:
    """少选得半分: half the marks for some right options and no wrong one."""
    if chosen == right:
        return marks
    return (marks + 1) // 2 if chosen and chosen < right else 0


SCORING_RULES: dict[str, Callable[[frozenset[int], frozenset[int], int], int]] = {
    "all_or_nothing": all_or_nothing,
    "share_for_subset": share_for_subset,
    "half_for_subset": half_for_subset,
}


@dataclass(frozen=True)
class PlaceMark:
    """What one place earned, of what it could earn."""

    place: int
    marks: int
    of: int


def mark_paper(
    paper: Sequence[Place],
    answers: Mapping[int, Answer],
    keys: Mapping[int, Sequence[int]],
    scoring: Mapping[str, str],
) -> list[PlaceMark]:
    """The mark of every place in order of places.

    `keys` maps revision ids to the right options, `scoring` maps kinds to names of scoring rules.
    An unanswered place earns nothing. Raises KeyError for a missing key or an unknown rule.
    """
    marked = []
    for place in sorted(paper, key=lambda place: place.place):
        option_of = dict(zip(place.tokens, place.order, strict=True))
        answer = answers.get(place.place)
        chosen = frozenset(option_of[token] for token in answer.choices) if answer else frozenset()
        rule = SCORING_RULES[scoring[place.kind]]
        earned = rule(chosen, frozenset(keys[place.revision_id]), place.marks) if chosen else 0
        marked.append(PlaceMark(place.place, earned, place.marks))
    return marked


def total(marks: Sequence[PlaceMark]) -> int:
    """The sum in hundredths."""
    return sum(mark.marks for mark in marks)


def is_pass(total_marks: int, pass_marks: int) -> bool:
    """Whether the total reaches the pass mark; the mark itself is a pass."""
    return total_marks >= pass_marks
