"""What makes a question sound in form."""

from __future__ import annotations

from enum import StrEnum

from questionbank.rules import scoring
from questionbank.rules.kinds import CHOSEN, Kind
from questionbank.rules.wording import Wording, blanks_in

REFERRING = ("以上都", "以上均", "以上全", "上述都", "上述均", "都不对", "均不对")
STEM_MAX, OPTION_MAX, RATIONALE_MAX = 1000, 300, 2000  # characters; house default
MATERIAL_MAX = 4000  # of a case; same
ANSWER_MAX = 100  # of one blank; same
PARTS_LEAST, PARTS_MOST = 2, 10
MARKS_MOST = 100_00
OPTION_COUNTS = {Kind.SINGLE: (4,), Kind.MULTIPLE: (4, 5)}


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
    KEY_UNFIT = "key_unfit"
    NO_BLANKS = "no_blanks"
    BLANKS_COUNT = "blanks_count"
    BLANK_EMPTY = "blank_empty"
    NO_POINTS = "no_points"
    POINT_MARKS = "point_marks"
    NOTES_COUNT = "notes_count"
    NO_MARKS = "no_marks"
    MARKS_DIFFER = "marks_differ"
    SCORING_UNFIT = "scoring_unfit"
    PARTS_COUNT = "parts_count"
    PART_IS_CASE = "part_is_case"
    PARTS_UNWANTED = "parts_unwanted"
    NO_RATIONALE = "no_rationale"
    NO_CITATION = "no_citation"
    CITATION_TWICE = "citation_twice"


def faults(wording: Wording) -> list[Fault]:
    """Everything that keeps the question from being submitted, in the order of the form.

    The faults of a case's sub-questions follow its own; each is told once.
    """
    found = own_faults(wording)
    for part in wording.parts:
        found += part_faults(part)
    return list(dict.fromkeys(found))


def own_faults(wording: Wording) -> list[Fault]:
    """The faults of the question without those of its sub-questions."""
    found = [*_stem_faults(wording), *_parts_faults(wording), *_scoring_faults(wording)]
    if wording.kind == Kind.CASE:
        return found
    return [
        *found,
        *_option_faults(wording),
        *_key_faults(wording),
        *_notes_faults(wording),
        *_basis_faults(wording),
    ]


def part_faults(part: Wording) -> list[Fault]:
    """The faults of one sub-question: it is a simple question and has its marks."""
    if part.kind == Kind.CASE:
        return [Fault.PART_IS_CASE]
    return own_faults(part) + ([] if part.worth else [Fault.NO_MARKS])


def _stem_faults(wording: Wording) -> list[Fault]:
    found = [] if wording.stem.strip() else [Fault.NO_STEM]
    texts = [*((note, OPTION_MAX) for note in wording.notes), (wording.rationale, RATIONALE_MAX)]
    texts += [(option, OPTION_MAX) for option in wording.options]
    texts += [(point.words, OPTION_MAX) for point in wording.points]
    texts += [(variant, ANSWER_MAX) for variants in wording.blanks for variant in variants]
    texts.append((wording.stem, MATERIAL_MAX if wording.kind == Kind.CASE else STEM_MAX))
    if any(len(text) > most for text, most in texts):
        found.append(Fault.TOO_LONG)
    return found


def _parts_faults(wording: Wording) -> list[Fault]:
    if wording.kind != Kind.CASE:
        return [Fault.PARTS_UNWANTED] if wording.parts else []
    return [] if PARTS_LEAST <= len(wording.parts) <= PARTS_MOST else [Fault.PARTS_COUNT]


def _scoring_faults(wording: Wording) -> list[Fault]:
    """Marks within reason, equal to the sum where there is one; a rule that fits the kind."""
    found = []
    if wording.scoring and wording.scoring not in scoring.FITTING[wording.kind]:
        found.append(Fault.SCORING_UNFIT)
    parts = sum(p.marks for p in wording.points) + sum(part.worth for part in wording.parts)
    if wording.worth > MARKS_MOST or (wording.marks and parts and wording.marks != parts):
        found.append(Fault.MARKS_DIFFER)
    return found


def _option_faults(wording: Wording) -> list[Fault]:
    """Single: four options; multiple: four or five; all others: none."""
    options = [option.strip() for option in wording.options]
    allowed = OPTION_COUNTS.get(wording.kind, (0,))
    found = [] if len(options) in allowed else [Fault.OPTIONS_COUNT]
    if not all(options):
        found.append(Fault.OPTION_EMPTY)
    if len(set(options)) < len(options):
        found.append(Fault.OPTIONS_ALIKE)
    if any(word in option for option in options for word in REFERRING):
        found.append(Fault.OPTIONS_REFER)
    return found


def _key_faults(wording: Wording) -> list[Fault]:
    """The key is of the kind's own sort: chosen places, answers of blanks, or points."""
    sorts = {Kind.FILL_IN: wording.blanks, Kind.SHORT_ANSWER: wording.points}
    own: tuple[object, ...] = sorts.get(wording.kind, wording.right)
    if any(key and key is not own for key in (wording.right, wording.blanks, wording.points)):
        return [Fault.KEY_UNFIT]
    if wording.kind in CHOSEN:
        return _chosen_faults(wording)
    return _blank_faults(wording) if wording.kind == Kind.FILL_IN else _point_faults(wording)


def _chosen_faults(wording: Wording) -> list[Fault]:
    if not wording.right:
        return [Fault.KEY_MISSING]
    if any(not 0 <= place < len(wording.choices) for place in wording.right):
        return [Fault.KEY_OUTSIDE]
    if wording.kind == Kind.MULTIPLE:
        return [Fault.KEY_TOO_FEW] if len(set(wording.right)) < 2 else []
    return [Fault.KEY_NOT_ONE] if len(wording.right) != 1 else []


def _blank_faults(wording: Wording) -> list[Fault]:
    asked = blanks_in(wording.stem)
    if not asked:
        return [Fault.NO_BLANKS]
    if len(wording.blanks) != asked:
        return [Fault.BLANKS_COUNT]
    empty = any(not variants or not all(map(str.strip, variants)) for variants in wording.blanks)
    return [Fault.BLANK_EMPTY] if empty else []


def _point_faults(wording: Wording) -> list[Fault]:
    if not wording.points or not all(point.words.strip() for point in wording.points):
        return [Fault.NO_POINTS]
    return [] if all(point.marks > 0 for point in wording.points) else [Fault.POINT_MARKS]


def _notes_faults(wording: Wording) -> list[Fault]:
    """A reason for each choice, or for none."""
    if not wording.notes:
        return []
    each = len(wording.notes) == len(wording.choices) and all(map(str.strip, wording.notes))
    return [] if each else [Fault.NOTES_COUNT]


def _basis_faults(wording: Wording) -> list[Fault]:
    found = [] if wording.rationale.strip() else [Fault.NO_RATIONALE]
    if not wording.citations:
        found.append(Fault.NO_CITATION)
    if len(set(wording.citations)) < len(wording.citations):
        found.append(Fault.CITATION_TWICE)
    return found
