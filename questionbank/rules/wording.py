"""What a question says and what makes it sound in form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from journal.rules import digest
from statutes.rules.references import Reference

LETTERS = "ABCDE"
TRUE_FALSE = ("正确", "错误")
REFERRING = ("以上都", "以上均", "以上全", "上述都", "上述均", "都不对", "均不对")
STEM_MAX, OPTION_MAX, RATIONALE_MAX = 1000, 300, 2000


class Kind(StrEnum):
    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true_false"


class Difficulty(StrEnum):
    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class Fault(StrEnum):
    """What is wrong with a question's form; worded in `questionbank.models.FaultWords`."""

    NO_STEM = "no_stem"
    TOO_LONG = "too_long"
    OPTIONS_COUNT = "options_count"
    OPTION_EMPTY = "option_empty"
    OPTIONS_ALIKE = "options_alike"
    OPTIONS_REFER = "options_refer"
    KEY_MISSING = "key_missing"
    KEY_OUTSIDE = "key_outside"
    KEY_NOT_ONE = "key_not_one"
    KEY_TOO_FEW = "key_too_few"
    NO_RATIONALE = "no_rationale"
    NO_CITATION = "no_citation"
    CITATION_TWICE = "citation_twice"


@dataclass(frozen=True)
class Wording:
    """One wording of a question with its key. `right` are places among the choices, from 0.

    True/false questions have no options of their own: place 0 is 正确, place 1 is 错误.
    """

    kind: Kind
    stem: str
    options: tuple[str, ...]
    difficulty: Difficulty
    right: tuple[int, ...]
    rationale: str
    computed: str = ""
    citations: tuple[Reference, ...] = ()

    @property
    def choices(self) -> tuple[str, ...]:
        return choices(self.kind, self.options)


def choices(kind: str, options: Sequence[str]) -> tuple[str, ...]:
    """What the candidate chooses among."""
    return TRUE_FALSE if kind == Kind.TRUE_FALSE else tuple(options)


def letters(places: Iterable[int]) -> str:
    """Places as the letters of the options: (0, 2) is AC."""
    return "".join(LETTERS[place] for place in sorted(places))


def shown_key(kind: str, right: Sequence[int]) -> str:
    """The key as people write it: AC, or 正确."""
    if kind == Kind.TRUE_FALSE:
        return "".join(TRUE_FALSE[place] for place in right)
    return letters(right)


def faults(wording: Wording) -> list[Fault]:
    """Everything that keeps the question from being submitted, in the order of the form."""
    return [
        *_stem_faults(wording),
        *_option_faults(wording),
        *_key_faults(wording),
        *_basis_faults(wording),
    ]


def _stem_faults(wording: Wording) -> list[Fault]:
    found = [] if wording.stem.strip() else [Fault.NO_STEM]
    if (
        len(wording.stem) > STEM_MAX
        or len(wording.rationale) > RATIONALE_MAX
        or any(len(option) > OPTION_MAX for option in wording.options)
    ):
        found.append(Fault.TOO_LONG)
    return found


def _option_faults(wording: Wording) -> list[Fault]:
    """Single: four options; multiple: four or five; true/false: none."""
    options = [option.strip() for option in wording.options]
    allowed = {Kind.SINGLE: (4,), Kind.MULTIPLE: (4, 5), Kind.TRUE_FALSE: (0,)}[wording.kind]
    found = [] if len(options) in allowed else [Fault.OPTIONS_COUNT]
    if not all(options):
        found.append(Fault.OPTION_EMPTY)
    if len(set(options)) < len(options):
        found.append(Fault.OPTIONS_ALIKE)
    if any(word in option for option in options for word in REFERRING):
        found.append(Fault.OPTIONS_REFER)
    return found


def _key_faults(wording: Wording) -> list[Fault]:
    if not wording.right:
        return [Fault.KEY_MISSING]
    if any(not 0 <= place < len(wording.choices) for place in wording.right):
        return [Fault.KEY_OUTSIDE]
    if wording.kind == Kind.MULTIPLE:
        return [Fault.KEY_TOO_FEW] if len(set(wording.right)) < 2 else []
    return [Fault.KEY_NOT_ONE] if len(wording.right) != 1 else []


def _basis_faults(wording: Wording) -> list[Fault]:
    found = [] if wording.rationale.strip() else [Fault.NO_RATIONALE]
    if not wording.citations:
        found.append(Fault.NO_CITATION)
    if len(set(wording.citations)) < len(wording.citations):
        found.append(Fault.CITATION_TWICE)
    return found


def content_hash(wording: Wording) -> str:
    """SHA-256 of what a candidate sees and what it rests on; the key is not in it.

    A hash of so short a secret could be guessed, so the key stays out.
    """
    return digest(
        {
            "kind": wording.kind.value,
            "stem": wording.stem,
            "options": list(wording.options),
            "citations": [str(reference) for reference in sorted(wording.citations)],
        }
    )


def claim(wording: Wording) -> str:
    """The text whose numbers must stand in the law.

    The right options; for a true statement the statement, for a false one the rationale.
    """
    if wording.kind != Kind.TRUE_FALSE:
        return "\n".join(wording.choices[place] for place in wording.right)
    return wording.stem if wording.right == (0,) else wording.rationale
