"""Marking by hand: two markers apart from each other, a third where they differ too much.

Marks are hundredths of a mark. What a script earns depends on the marks alone, never on who gave
them or in which order. Source: house rules, `docs/marking.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from exams.rules.scoring import parts_of

TWO_MARKERS = "two_markers"  # the rule's name; its amount is the tolerance in per cent
FIRST_TWO = 2
WITH_A_THIRD = 3  # where the first two differ
TWICE = 4  # two, and two others who mark anew upon an objection
FIRST_MARKING = 1  # the marking before publication; a later one follows an upheld objection


class MarkRefusal(StrEnum):
    """Why a script cannot be marked by this person now."""

    CANDIDATE_HIMSELF = "candidate_himself"
    OWN_UNIT = "own_unit"
    OWN_QUESTION = "own_question"
    MARKED_BEFORE = "marked_before"
    DECIDED_IT = "decided_it"
    NOT_YOURS = "not_yours"
    REASON_MISSING = "reason_missing"
    SETTLED = "settled"
    STILL_RUNNING = "still_running"
    BAD_POINTS = "bad_points"


def tolerance_of(rule: str, of: int) -> int:
    """How far the first two marks may lie apart, for a question worth `of`; the edge is within.

    Raises KeyError for another rule.
    """
    name, per_cent = parts_of(rule)
    if name != TWO_MARKERS:
        raise KeyError(name)
    return of * per_cent // 100


def marking_of(opened: Iterable[int], through: int | None = None) -> int:
    """In which marking of the attempt a script stands, of those up to `through`; `opened` are the
    numbers of the later markings that are its own."""
    return max([FIRST_MARKING, *(n for n in opened if through is None or n <= through)])


def counting(given: Iterable[tuple[int, int, int]]) -> list[int]:
    """The marks that count in one marking, by marker: of each the newest edition.

    `given` are number of the marker, edition and marks; the order in which they come is nothing.
    """
    newest: dict[int, tuple[int, int]] = {}
    for n, edition, marks in given:
        newest[n] = max(newest.get(n, (0, 0)), (edition, marks))
    return [newest[n][1] for n in sorted(newest)]


def settled_through(markings: Mapping[int, bool]) -> int:
    """The last marking that is settled with all those before it; `markings` says of each later
    marking of the attempt whether it is. A result rests on all of them up to its own."""
    through = FIRST_MARKING
    for n in sorted(markings):
        if not markings[n]:
            break
        through = n
    return through


def differs(marks: Sequence[int], tolerance: int) -> bool:
    """Whether the first two marks lie too far apart, so that a third person marks."""
    return len(marks) >= FIRST_TWO and abs(marks[0] - marks[1]) > tolerance


def settled(marks: Sequence[int], tolerance: int) -> int | None:
    """What the script earns, or None while marks are missing.

    Of two within the tolerance the mean, of three the mean of the two that lie nearest to each
    other, where both pairs are equally near the middle one; halves are rounded up.
    """
    if len(marks) < FIRST_TWO:
        return None
    low, *between, high = sorted(marks)
    if not between:
        return None if high - low > tolerance else _mean(low, high)
    middle = between[0]
    if middle - low == high - middle:
        return middle
    return _mean(low, middle) if middle - low < high - middle else _mean(middle, high)


def _mean(one: int, other: int) -> int:
    return (one + other + 1) // 2


def points_refusal(points: Sequence[int], worths: Sequence[int]) -> MarkRefusal | None:
    """Why the marks given cannot stand: one for each point, none above what it is worth."""
    is_right = len(points) == len(worths) and all(
        0 <= given <= worth for given, worth in zip(points, worths, strict=True)
    )
    return None if is_right else MarkRefusal.BAD_POINTS


def correction_refusal(
    *, is_own: bool, is_waiting: bool, is_changed: bool, reason: str
) -> MarkRefusal | None:
    """Why somebody may not put other marks in the place of the own ones, or None: only before the
    script is settled, and with a reason."""
    if not is_own:
        return MarkRefusal.NOT_YOURS
    if not is_waiting:
        return MarkRefusal.SETTLED
    if not is_changed:
        return MarkRefusal.MARKED_BEFORE
    return None if reason.strip() else MarkRefusal.REASON_MISSING


def mark_refusal(
    *, is_candidate: bool, is_own_unit: bool, is_over: bool, has_marked: bool, is_waiting: bool
) -> MarkRefusal | None:
    """Why somebody may not mark a script, or None; the first reason in the order below."""
    if is_candidate:
        return MarkRefusal.CANDIDATE_HIMSELF
    if is_own_unit:
        return MarkRefusal.OWN_UNIT
    if not is_over:
        return MarkRefusal.STILL_RUNNING
    if has_marked:
        return MarkRefusal.MARKED_BEFORE
    return None if is_waiting else MarkRefusal.SETTLED
