"""What the answers of candidates say about a question: its observed difficulty, and doubts.

The limits are house defaults in the range that textbooks of classical item analysis use. Ebel and
Frisbie (1991) call a question with a discrimination below 0.20 poor and one from 0.30 good;
Haladyna and Downing (1993) count an option as working when at least one in twenty chooses it. A
doubt is a reason to look, never a decision.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import StrEnum

from questionbank.rules.kinds import Difficulty

TOO_HARD = 0.30  # share of marks earned, below
TOO_EASY = 0.95  # from here on
WEAK = 0.20  # discrimination, below
WORKING = 0.05  # share that an option must draw
EASY_FROM, HARD_BELOW = 0.80, 0.50  # observed difficulty in three steps
MANY_LEFT_OUT = 0.20


class Flag(StrEnum):
    """A doubt about a question, the gravest first."""

    KEY_DOUBTFUL = "key_doubtful"
    TOO_HARD = "too_hard"
    TOO_EASY = "too_easy"
    WEAK = "weak"
    IDLE_OPTION = "idle_option"
    LEFT_OUT = "left_out"
    OTHER_DIFFICULTY = "other_difficulty"


def observed_difficulty(facility: float | None) -> Difficulty | None:
    """Easy from 80 % of the marks on, hard below 50 %, between them medium."""
    if facility is None:
        return None
    if facility >= EASY_FROM:
        return Difficulty.EASY
    return Difficulty.HARD if facility < HARD_BELOW else Difficulty.MEDIUM


def flags(
    *,
    facility: float | None,
    discrimination: float | None,
    left_out: float,
    expected: Difficulty,
) -> list[Flag]:
    """The doubts that rest on shares alone. Where a figure is None, nothing is said of it.

    `left_out` is the share of papers without an answer. Weakness is not told of a question that
    nearly everybody gets right: it cannot part anybody.
    """
    found = []
    if discrimination is not None and discrimination < 0:
        found.append(Flag.KEY_DOUBTFUL)
    if facility is None:
        return found
    if facility < TOO_HARD:
        found.append(Flag.TOO_HARD)
    if facility >= TOO_EASY:
        found.append(Flag.TOO_EASY)
    elif discrimination is not None and 0 <= discrimination < WEAK:
        found.append(Flag.WEAK)
    if left_out >= MANY_LEFT_OUT:
        found.append(Flag.LEFT_OUT)
    seen = {expected, observed_difficulty(facility)}
    if seen == {Difficulty.EASY, Difficulty.HARD}:
        found.append(Flag.OTHER_DIFFICULTY)
    return found


def option_flags(
    chosen: Sequence[int], upper: Sequence[int], right: Collection[int], papers: int
) -> list[Flag]:
    """The doubts that rest on what was chosen: by all, and by the upper third of the candidates.

    The key is doubtful where the upper third prefers a wrong option to a right one, an option idle
    where fewer than one in twenty choose it although it is wrong.
    """
    wrong = [n for n in range(len(chosen)) if n not in right]
    if not wrong or not right or not papers:
        return []
    found = []
    if max(upper[n] for n in wrong) > min(upper[n] for n in right):
        found.append(Flag.KEY_DOUBTFUL)
    if min(chosen[n] for n in wrong) < WORKING * papers:
        found.append(Flag.IDLE_OPTION)
    return found


def ordered(found: Collection[Flag]) -> list[Flag]:
    """Each doubt once, the gravest first."""
    return [flag for flag in Flag if flag in found]
