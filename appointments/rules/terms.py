"""The two procedures of appointment, what each asks for, and why a deed is refused.

Sources: plan 2010-2014 art. 46 (任职前法律知识考查和测试); 公务员法 arts 66-68; the practice of
other places differs in every number, so each is the city's dated policy.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

WHOLE = 10_000  # all of the marks, in hundredths of a per cent: a unit, no rule


class Procedure(StrEnum):
    """Who appoints: the people's congress (or its standing committee), or party and government."""

    CONGRESS = "congress"
    EXECUTIVE = "executive"


class FailEffect(StrEnum):
    """What follows when the last try has failed. Sources: 重庆条例 art. 16 (不得提请审议),
    洛阳条例 art. 17 (不得任命), 郴州北湖 (建议暂缓任用)."""

    NOT_SUBMITTED = "not_submitted"
    NOT_APPOINTED = "not_appointed"
    DEFERRED = "deferred"


class Told(StrEnum):
    """What the person concerned sees afterwards: that a check was made, or the closed case too."""

    CHECK = "check"
    CASE = "case"


class MemberRole(StrEnum):
    """In what capacity somebody is named on a case."""

    LEAD = "lead"
    HANDLER = "handler"
    SIGNATORY = "signatory"
    READER = "reader"


class CaseState(StrEnum):
    """Whether a case is open, or how it ended."""

    OPEN = "open"
    RECOMMENDED = "recommended"
    NOT_RECOMMENDED = "not_recommended"
    WITHDRAWN = "withdrawn"


CLOSED = (CaseState.RECOMMENDED, CaseState.NOT_RECOMMENDED, CaseState.WITHDRAWN)
WORKERS = (MemberRole.LEAD, MemberRole.HANDLER)


class Refusal(StrEnum):
    """Why a deed is refused; `wording.REFUSALS` words each."""

    NO_POLICY = "no_policy"
    LATER_POLICY = "later_policy"
    NOT_OPEN = "not_open"
    OWN_CASE = "own_case"
    WRONG_ROLE = "wrong_role"
    NOBODY = "nobody"
    NAMED_ALREADY = "named_already"
    LAST_LEAD = "last_lead"
    IDENTITY_INVALID = "identity_invalid"
    CANDIDATE_NAMED = "candidate_named"
    SIGNED_ALREADY = "signed_already"
    CHANGED_SINCE = "changed_since"
    NOT_SIGNATORY = "not_signatory"
    ORDERED_ALREADY = "ordered_already"
    PASSED_ALREADY = "passed_already"
    TRIES_USED_UP = "tries_used_up"
    NOT_ORDERED = "not_ordered"
    SEATED_ALREADY = "seated_already"
    BAD_MARKS = "bad_marks"
    SAME_PERSON = "same_person"
    ENTRIES_DIFFER = "entries_differ"
    DAY_IN_FUTURE = "day_in_future"
    TOO_MANY_SEATS = "too_many_seats"
    NO_SEATS = "no_seats"
    OTHER_POLICY = "other_policy"
    TEMPLATE_CHANGED = "template_changed"
    NOT_APPROVED = "not_approved"
    TOO_LATE = "too_late"
    KNOWS_QUESTIONS = "knows_questions"
    CHECKER_SITS = "checker_sits"
    DOOR_CLOSED = "door_closed"
    CHECKED_ALREADY = "checked_already"
    NO_RESULT = "no_result"
    DOSSIER_UNSIGNED = "dossier_unsigned"
    SHEET_UNSIGNED = "sheet_unsigned"
    TEST_MISSING = "test_missing"
    OVERRIDDEN = "overridden"
    NOTHING_TO_OVERRIDE = "nothing_to_override"
    NOT_CLOSED = "not_closed"
    WRONG_STATE = "wrong_state"
    SHEET_STANDS = "sheet_stands"
    LISTS_SPENT = "lists_spent"


@dataclass(frozen=True)
class Terms:
    """What a procedure asks for: the policy in force when the case was opened.

    `pass_percent` is in hundredths of a per cent of the marks. `valid_days` is None where a pass
    holds until `term_ends` (本届内有效), or without end. `resits` counts tries after the first.
    """

    pass_percent: int
    resits: int
    valid_days: int | None
    term_ends: date | None
    offices: tuple[str, ...]
    effect: FailEffect
