"""Another key for one question: whether it fits the question, and what it would change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from exams.rules.conduct import ActRefusal
from exams.rules.marking import Alternatives, Blanks, Key, Parts, Points, Withdrawn

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


def key_refusal(kind: str, former: Key | Parts, key: Key, options: int) -> ActRefusal | None:
    """Why `key` cannot stand in the place of `former`, or None.

    A question may always be withdrawn. The options of a key lie among the question's; each way to
    answer a single choice is one option; the blanks are as many as before. What is marked by hand,
    and a case, have no key that could be corrected.
    """
    if key == former:
        return ActRefusal.NOTHING_CHANGED
    if isinstance(key, Withdrawn):
        return None
    if isinstance(key, Blanks):
        fits = isinstance(former, Blanks) and len(key.accepted) == len(former.accepted)
        return None if fits and all(key.accepted) else ActRefusal.NO_SUCH_KEY
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
