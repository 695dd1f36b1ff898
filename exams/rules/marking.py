"""Marking: a pure function of answers, paper, keys and named scoring rules.

Marks are hundredths of a mark, whole numbers, rounded half up. Running it again gives the same
bytes, whatever the order of its inputs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from exams.rules import scoring as rules
from exams.rules.drawing import Place
from exams.rules.keeping import FILL_IN, Answer, typed

ENGINE = "1"


@dataclass(frozen=True)
class Blanks:
    """The key of a fill-in question: what is accepted in each blank, and whether the answers may
    stand in any order."""

    accepted: tuple[tuple[str, ...], ...]
    any_order: bool = False


Key = Sequence[int] | Blanks


@dataclass(frozen=True)
class PlaceMark:
    """What one place earned, of what it could earn; below nothing where marks were taken off."""

    place: int
    marks: int
    of: int


def mark_paper(
    paper: Sequence[Place],
    answers: Mapping[int, Answer],
    keys: Mapping[int, Key],
    scoring: Mapping[str, str],
) -> list[PlaceMark]:
    """The mark of every place in order of places.

    `keys` maps revision ids to the right options or to `Blanks`, `scoring` maps kinds to names of
    scoring rules. An unanswered place earns nothing. Raises KeyError for a missing key or an
    unknown rule.
    """
    marked = []
    for place in sorted(paper, key=lambda place: place.place):
        answer, key = answers.get(place.place), keys[place.revision_id]
        choices = answer.choices if answer else ()
        earned = _earned(place, choices, key, scoring[place.kind])
        marked.append(PlaceMark(place.place, earned, place.marks))
    return marked


def _earned(place: Place, choices: Sequence[str], key: Key, rule: str) -> int:
    if isinstance(key, Blanks):
        filled = filled_blanks(place, choices, key, rule)
        return rules.blanks_mark(rule, filled, place.marks) if choices else 0
    option_of = dict(zip(place.tokens, place.order, strict=True))
    chosen = frozenset(option_of[token] for token in choices)
    return rules.choice_mark(rule, chosen, frozenset(key), place.marks)


def filled_blanks(place: Place, choices: Sequence[str], key: Blanks, rule: str) -> list[bool]:
    """For each blank of the question, in its order, whether it is filled rightly."""
    texts = dict(zip(place.order, typed_in_order(place, choices), strict=True))
    answers = [texts[n] for n in range(len(place.order))]
    return rules.filled(rule, answers, key.accepted, any_order=key.any_order)


def typed_in_order(place: Place, choices: Sequence[str]) -> list[str]:
    """What was typed in the blanks as they stand on the paper; empty where nothing was."""
    texts = typed(choices) if place.kind == FILL_IN else {}
    return [texts.get(token, "") for token in place.tokens]


def total(marks: Sequence[PlaceMark]) -> int:
    """The sum in hundredths; marks taken off never bring it below nothing."""
    return max(0, sum(mark.marks for mark in marks))


def is_pass(total_marks: int, pass_marks: int) -> bool:
    """Whether the total reaches the pass mark; the mark itself is a pass."""
    return total_marks >= pass_marks
