"""Another key for one question: whether it fits the question, and what it would change."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from exams.rules.conduct import ActRefusal
from exams.rules.marking import Alternatives, Blanks, Key, Parts, PlaceMark, Points, Withdrawn

SINGLE_ANSWER = ("single", "true_false")


@dataclass(frozen=True)
class Standing:
    """A result: total and what could be earned, in hundredths, and whether it is a pass."""

    total: int
    of: int
    passed: bool


@dataclass(frozen=True)
class Tally:
    """What a proposal changes, counted."""

    attempts: int
    changed: int
    now_pass: int
    now_fail: int


def part_of(key: Key | Parts | None, part: int) -> Key | Parts | None:
    """The key of a sub-question (from 1) of a case, or of the whole question (0); None where there
    is no such thing."""
    if not part:
        return key
    there = isinstance(key, Parts) and 0 < part <= len(key.keys)
    return key.keys[part - 1] if isinstance(key, Parts) and there else None


def key_refusal(kind: str, former: Key | Parts, key: Key, options: int) -> ActRefusal | None:
    """Why `key` cannot stand in the place of `former`, or None.

    A question may always be withdrawn. The options of a key lie among the question's; each way to
    answer a single choice is one option; the blanks are as many as before; a written answer has
    points, each with words and a worth. A case has no key of its own, its sub-questions have.
    """
    if key == former:
        return ActRefusal.NOTHING_CHANGED
    if isinstance(key, Withdrawn):
        return None
    if isinstance(key, Blanks):
        fits = isinstance(former, Blanks) and len(key.accepted) == len(former.accepted)
        return None if fits and all(key.accepted) else ActRefusal.NO_SUCH_KEY
    if isinstance(key, Points):
        fits = isinstance(former, Points) and bool(key.words) and all(key.words)
        return None if fits and all(worth > 0 for worth in key.worths) else ActRefusal.NO_SUCH_KEY
    if isinstance(former, Blanks | Points | Parts) or not isinstance(key, Alternatives | Sequence):
        return ActRefusal.NO_SUCH_KEY
    ways = key.keys if isinstance(key, Alternatives) else (tuple(key),)
    fits = all(way and set(way) <= set(range(options)) for way in ways)
    if kind in SINGLE_ANSWER:
        fits = fits and all(len(way) == 1 for way in ways)
    return None if fits and ways else ActRefusal.NO_SUCH_KEY


def tally(rows: Sequence[tuple[Standing, Standing]], attempts: int) -> Tally:
    """Of all attempts those whose result would be another, and how many pass or fail by it."""
    return Tally(
        attempts=attempts,
        changed=len(rows),
        now_pass=sum(not old.passed and new.passed for old, new in rows),
        now_fail=sum(old.passed and not new.passed for old, new in rows),
    )


def extremes(
    marks: Sequence[PlaceMark], places: Collection[int]
) -> tuple[list[PlaceMark], list[PlaceMark]]:
    """The least and the most that a paper can earn when these places are marked anew by persons."""
    low = [replace(mark, marks=0) if mark.place in places else mark for mark in marks]
    high = [replace(mark, marks=mark.of) if mark.place in places else mark for mark in marks]
    return low, high


def turned(before: Standing, low: Standing, high: Standing) -> Standing | None:
    """The end of that range at which the verdict is another, or None: it cannot turn."""
    if before.passed:
        return None if low.passed else low
    return high if high.passed else None
