"""Why a deed on statutes is refused; worded in `statutes.models.RefusalWords`."""

from __future__ import annotations

from enum import StrEnum


class Refusal(StrEnum):
    OTHER_TEXT = "other_text"
    DAY_TAKEN = "day_taken"
    CITED_OTHERWISE = "cited_otherwise"
    BLOCKED = "blocked"
    NOT_OLDER = "not_older"
    NO_TEXT = "no_text"
    COMPARED = "compared"
    CONFIRMED = "confirmed"
    UNDECIDED = "undecided"
    NO_SUCH_ARTICLE = "no_such_article"
    OUTCOME_MISFITS = "outcome_misfits"
    NO_ROWS = "no_rows"
    NOT_CONFIRMED = "not_confirmed"
    CORRECTED = "corrected"
    NO_REASON = "no_reason"
    SAME_MAP = "same_map"
    ENDED = "ended"
    BEFORE_START = "before_start"
