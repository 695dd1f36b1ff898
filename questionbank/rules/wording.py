"""What a question says and what it rests on, as one value for all rules of this room."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from journal.rules import digest
from questionbank.rules import scoring
from questionbank.rules.kinds import Category, Difficulty, Kind, Level
from questionbank.rules.markup import pictures, plain
from statutes.rules.references import Reference

__all__ = ["BLANK", "LETTERS", "TRUE_FALSE", "Category", "Difficulty", "Kind", "Level", "Wording"]

LETTERS = "ABCDE"
TRUE_FALSE = ("正确", "错误")
BLANK = "____"
_BLANK = re.compile(r"_{3,}")


@dataclass(frozen=True)
class Point:
    """One point that a written answer should make, and what it earns in hundredths of a mark."""

    words: str
    marks: int


@dataclass(frozen=True)
class Wording:
    """One wording of a question with its key, or one sub-question of a case.

    `right` are places among the choices, from 0; true/false has no options of its own: place 0 is
    正确, place 1 is 错误. `blanks` are the accepted variants of each blank, `points` those of a
    short answer. `notes` say of each choice why it is right or wrong; there are none, or one for
    each. `marks` 0 and `scoring` '' leave it to the blueprint. A case's stem is its material, and
    its `parts` carry keys and citations.
    """

    kind: Kind
    stem: str
    options: tuple[str, ...]
    difficulty: Difficulty
    right: tuple[int, ...]
    rationale: str
    computed: str = ""
    citations: tuple[Reference, ...] = ()
    blanks: tuple[tuple[str, ...], ...] = ()
    points: tuple[Point, ...] = ()
    notes: tuple[str, ...] = ()
    marks: int = 0
    scoring: str = ""
    level: Level | None = None
    topics: tuple[str, ...] = ()
    categories: tuple[Category, ...] = ()
    parts: tuple[Wording, ...] = ()

    @property
    def choices(self) -> tuple[str, ...]:
        return choices(self.kind, self.options)

    @property
    def asked(self) -> tuple[Wording, ...]:
        """What is answered: the question itself, or the sub-questions of a case."""
        return self.parts if self.kind == Kind.CASE else (self,)

    @property
    def cited(self) -> tuple[Reference, ...]:
        """All places of the law on which it rests, each once, in order."""
        places = (*self.citations, *(place for part in self.parts for place in part.citations))
        return tuple(dict.fromkeys(places))

    @property
    def pictures(self) -> tuple[str, ...]:
        """The pictures that it shows anywhere, each once."""
        texts = [self.stem, *self.options, self.rationale, *self.notes]
        own = [name for text in texts for name in pictures(text)]
        return tuple(dict.fromkeys([*own, *(name for p in self.parts for name in p.pictures)]))

    @property
    def worth(self) -> int:
        """Its marks as its author states them: given, or the sum of points or sub-questions."""
        return self.marks or sum(p.marks for p in self.points) + sum(p.worth for p in self.parts)


def choices(kind: str, options: Sequence[str]) -> tuple[str, ...]:
    """What the candidate chooses among."""
    return TRUE_FALSE if kind == Kind.TRUE_FALSE else tuple(options)


def answer_places(kind: str, stem: str, options: Sequence[str]) -> tuple[str, ...]:
    """What an answer stands at: the options, an empty text for each blank of the stem, one for a
    written answer."""
    if kind == Kind.FILL_IN:
        return ("",) * blanks_in(stem)
    return ("",) if kind == Kind.SHORT_ANSWER else choices(kind, options)


def blanks_in(stem: str) -> int:
    """How many blanks (three or more underscores) a stem leaves to be filled in."""
    return len(_BLANK.findall(stem))


def letters(places: Iterable[int]) -> str:
    """Places as the letters of the options: (0, 2) is AC."""
    return "".join(LETTERS[place] for place in sorted(places))


def shown_key(kind: str, right: Sequence[int]) -> str:
    """The key as people write it: AC, or 正确."""
    if kind == Kind.TRUE_FALSE:
        return "".join(TRUE_FALSE[place] for place in right)
    return letters(right)


def shown_blanks(blanks: Sequence[Sequence[str]]) -> str:
    """The key of a fill-in question as a bank file holds it: 二日|2日；行政机关."""
    return "；".join("|".join(variants) for variants in blanks)


def content_hash(wording: Wording) -> str:
    """SHA-256 of what a candidate sees and what it rests on; the key is not in it.

    A hash of so short a secret could be guessed, so the key stays out.
    """
    return digest(_content(wording))


def _content(wording: Wording) -> dict[str, Any]:
    content: dict[str, Any] = {
        "kind": wording.kind.value,
        "stem": wording.stem,
        "options": list(wording.options),
        "citations": [str(reference) for reference in sorted(wording.citations)],
    }
    if wording.parts:
        content["parts"] = [
            _content(part)
            | {"marks": part.worth, "scoring": scoring.rule_for(part.kind, part.scoring)}
            for part in wording.parts
        ]
    return content


def claim(wording: Wording) -> str:
    """The text of one question whose numbers must stand in the law; of a case, ask its parts.

    The right options, the answers of the blanks, the points; for a true statement the statement,
    for a false one the rationale. A picture's name is no number.
    """
    return plain(_claim(wording))


def _claim(wording: Wording) -> str:
    if wording.kind == Kind.FILL_IN:
        return "\n".join(variant for variants in wording.blanks for variant in variants)
    if wording.kind == Kind.SHORT_ANSWER:
        return "\n".join(point.words for point in wording.points)
    if wording.kind != Kind.TRUE_FALSE:
        return "\n".join(wording.choices[place] for place in wording.right)
    return wording.stem if wording.right == (0,) else wording.rationale
