"""The closed lists of the bank: kinds, difficulty, level, whom a question is for."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true_false"
    FILL_IN = "fill_in"
    SHORT_ANSWER = "short_answer"
    CASE = "case"


class Difficulty(StrEnum):
    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class Level(StrEnum):
    """What a question asks of the candidate: to remember, to understand, to apply."""

    REMEMBER = "remember"
    UNDERSTAND = "understand"
    APPLY = "apply"


class Category(StrEnum):
    """Whom a question is for; the same codes as `people.models.PostKind`."""

    ENFORCEMENT = "enforcement"
    LEGAL = "legal"
    LEADER = "leader"


CHOSEN = frozenset({Kind.SINGLE, Kind.MULTIPLE, Kind.TRUE_FALSE})  # answered by choosing
