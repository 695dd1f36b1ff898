"""Marking: a pure function of answers, paper, keys, named scoring rules and markers' marks.

Marks are hundredths of a mark, whole numbers, rounded half up. Running it again gives the same
bytes, whatever the order of its inputs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from exams.rules import scoring as rules
from exams.rules.drawing import Place
from exams.rules.keeping import LONGEST, SHORT_ANSWER, Answer, typed

ENGINE = "1"


@dataclass(frozen=True)
class Blanks:
    """The key of a fill-in question: what is accepted in each blank, and whether the answers may
    stand in any order."""

    accepted: tuple[tuple[str, ...], ...]
    any_order: bool = False


@dataclass(frozen=True)
class Points:
    """The key of a written answer: what it should say, and the share of the marks of each point."""

    words: tuple[str, ...]
    worths: tuple[int, ...]


@dataclass(frozen=True)
class Alternatives:
    """The key of a choice after two persons let several be right: the best of them counts."""

    keys: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Withdrawn:
    """What stands in place of a key when two persons withdrew the question: on the papers that hold
    it, it neither earns anything nor could."""


Key = Sequence[int] | Blanks | Points | Alternatives | Withdrawn


@dataclass(frozen=True)
class Parts:
    """The keys of a case, one for each sub-question in order."""

    keys: tuple[Key, ...]


Keys = Mapping[int, Key | Parts]


def right_options(key: Key | Parts | None) -> frozenset[int]:
    """The options that a key lets be right; what is not chosen among options has none."""
    if isinstance(key, Alternatives):
        return frozenset(option for right in key.keys for option in right)
    return frozenset(key) if isinstance(key, Sequence) else frozenset()


def key_of(keys: Keys, place: Place) -> Key:
    """The key of a place, in the set by the question's revision. Raises KeyError."""
    key = keys[place.revision_id]
    return key.keys[place.part - 1] if isinstance(key, Parts) else key


class Unmarked(Exception):
    """Written answers that nobody has marked to the end yet; `places` are theirs."""

    def __init__(self, places: Sequence[int]) -> None:
        super().__init__("written answers are not marked yet")
        self.places = tuple(places)


@dataclass(frozen=True)
class PlaceMark:
    """What one place earned, of what it could earn; below nothing where marks were taken off."""

    place: int
    marks: int
    of: int


def mark_paper(
    paper: Sequence[Place],
    answers: Mapping[int, Answer],
    keys: Keys,
    scoring: Mapping[str, str],
    by_hand: Mapping[int, int],
) -> list[PlaceMark]:
    """The mark of every place in order of places.

    `keys` maps revision ids to keys, `scoring` maps kinds to names of scoring rules, `by_hand` the
    places of written answers to the marks on which the markers settled. An unanswered place earns
    nothing, a question that was withdrawn is worth nothing. Raises KeyError for a missing key or an
    unknown rule, Unmarked for a written answer without marks.
    """
    waiting = [place for place in written(paper, answers, keys) if place not in by_hand]
    if waiting:
        raise Unmarked(waiting)
    marked = []
    for place in sorted(paper, key=lambda place: place.place):
        key = key_of(keys, place)
        if isinstance(key, Withdrawn):
            marked.append(PlaceMark(place.place, 0, 0))
            continue
        answer = answers.get(place.place)
        choices = answer.choices if answer else ()
        earned = by_hand[place.place] if place.kind == SHORT_ANSWER and choices else 0
        if place.kind != SHORT_ANSWER:
            earned = _earned(place, choices, key, scoring[place.kind])
        marked.append(PlaceMark(place.place, earned, place.marks))
    return marked


def written(paper: Sequence[Place], answers: Mapping[int, Answer], keys: Keys) -> list[int]:
    """The places that persons mark: written answers that are not empty, to questions that count."""
    asked = [place for place in paper if place.kind == SHORT_ANSWER]
    counting = [p.place for p in asked if not isinstance(key_of(keys, p), Withdrawn)]
    return [place for place in sorted(counting) if place in answers and answers[place].choices]


def _earned(place: Place, choices: Sequence[str], key: Key, rule: str) -> int:
    if isinstance(key, Points | Withdrawn):
        raise TypeError("not marked by a key")
    if isinstance(key, Blanks):
        filled = filled_blanks(place, choices, key, rule)
        return rules.blanks_mark(rule, filled, place.marks) if choices else 0
    option_of = dict(zip(place.tokens, place.order, strict=True))
    chosen = frozenset(option_of[token] for token in choices)
    rights = key.keys if isinstance(key, Alternatives) else (key,)
    return max(rules.choice_mark(rule, chosen, frozenset(right), place.marks) for right in rights)


def filled_blanks(place: Place, choices: Sequence[str], key: Blanks, rule: str) -> list[bool]:
    """For each blank of the question, in its order, whether it is filled rightly."""
    texts = dict(zip(place.order, typed_in_order(place, choices), strict=True))
    answers = [texts[n] for n in range(len(place.order))]
    return rules.filled(rule, answers, key.accepted, any_order=key.any_order)


def typed_in_order(place: Place, choices: Sequence[str]) -> list[str]:
    """What was typed in the blanks, or as an answer, as they stand on the paper; else empty."""
    texts = typed(choices) if place.kind in LONGEST else {}
    return [texts.get(token, "") for token in place.tokens]


def total(marks: Sequence[PlaceMark]) -> int:
    """The sum in hundredths; marks taken off never bring it below nothing."""
    return max(0, sum(mark.marks for mark in marks))


def is_pass(marks: Sequence[PlaceMark], pass_marks: int, full: int) -> bool:
    """Whether the total reaches the pass mark, which is laid down of `full`; the mark is a pass.

    Where questions were withdrawn, it is reached by the same share of what remains.
    """
    return total(marks) * full >= pass_marks * sum(mark.of for mark in marks)


def pass_line(pass_marks: int, of: int, full: int) -> int:
    """The least total, in hundredths, that passes where `of` of `full` marks remain."""
    return -(-pass_marks * of // full)
