"""Why a deed of this room is refused; the pages word it."""

from __future__ import annotations

from enum import StrEnum


class Refusal(StrEnum):
    """One reason, one code."""

    WRONG_STATE = "wrong_state"
    NO_SESSION = "no_session"
    NOT_A_HALF_DAY = "not_a_half_day"
    SESSIONS_OVERLAP = "sessions_overlap"
    VENUE_TAKEN = "venue_taken"
    PERSON_TAKEN = "person_taken"
    TRAINER_TAKEN = "trainer_taken"
    VENUE_TOO_SMALL = "venue_too_small"
    FULL = "full"
    SHARE_USED_UP = "share_used_up"
    FEWER_THAN_ENROLLED = "fewer_than_enrolled"
    ALREADY_ASKED = "already_asked"
    ALREADY_DECIDED = "already_decided"
    ALREADY_LISTED = "already_listed"
    OUTSIDE_AUDIENCE = "outside_audience"
    ALREADY_ENROLLED = "already_enrolled"
    NOT_ENROLLED = "not_enrolled"
    HAS_ATTENDANCE = "has_attendance"
    TOO_EARLY = "too_early"
    UNMARKED = "unmarked"
    NO_ROSTER = "no_roster"
    SAME_MARK = "same_mark"
    NO_CONVERSION = "no_conversion"
    BAD_QUANTITY = "bad_quantity"
    DAY_IN_FUTURE = "day_in_future"
    OWN_MATTER = "own_matter"
    ALREADY_REVERSED = "already_reversed"
    IS_COUNTER_ENTRY = "is_counter_entry"
    NO_EVIDENCE = "no_evidence"
    ALREADY_ANSWERED = "already_answered"
    ALREADY_OBJECTED = "already_objected"
    LATER_POLICY = "later_policy"
    SAME_POLICY = "same_policy"
