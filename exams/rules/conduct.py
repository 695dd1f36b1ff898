"""Who may do which act on an exam, in which state, and with whom: separation of duties.

Source: threats 38, 65, 67 of the product's threat list (`docs/threats.md`); house default.
"""

from __future__ import annotations

from enum import StrEnum


class ExamState(StrEnum):
    """Draft may be edited; sealed may not, ever: two persons may only amend it."""

    DRAFT = "draft"
    SEALED = "sealed"


class SessionState(StrEnum):
    """A session's way from a plan to published results, one step at a time."""

    PLANNED = "planned"
    LOCKED = "locked"
    DRAWN = "drawn"
    PUBLISHED = "published"


class Act(StrEnum):
    """Acts that two persons sign."""

    SEAL = "seal"
    AMEND = "amend"
    LOCK = "lock"
    GRANT = "grant"
    ADOPT = "adopt"
    ADMIT = "admit"
    CLOSE = "close"
    PUBLISH = "publish"
    REKEY = "rekey"
    EXTRA = "extra"
    PAPER = "paper"
    MISCONDUCT = "misconduct"


class ActRefusal(StrEnum):
    """Why an act on an exam cannot be done."""

    WRONG_STATE = "wrong_state"
    SAME_PERSON = "same_person"
    OWN_QUESTIONS = "own_questions"
    OWN_MARKS = "own_marks"
    INFEASIBLE = "infeasible"
    NO_SESSION = "no_session"
    NO_CANDIDATES = "no_candidates"
    ROSTER_NOT_EMPTY = "roster_not_empty"
    CHANGED_SINCE = "changed_since"
    NOT_CHECKED = "not_checked"
    CHECK_OUTDATED = "check_outdated"
    REMOVED = "removed"
    STILL_OPEN = "still_open"
    STILL_UNMARKED = "still_unmarked"
    BROKEN_CHAIN = "broken_chain"
    RECOMPUTATION_DIFFERS = "recomputation_differs"
    ALREADY_STARTED = "already_started"
    CANDIDATE_HIMSELF = "candidate_himself"
    OWN_UNIT = "own_unit"
    WITNESS_NUMBER = "witness_number"
    REASON_MISSING = "reason_missing"
    BAD_AMOUNT = "bad_amount"
    BAD_WINDOW = "bad_window"
    NOTHING_CHANGED = "nothing_changed"
    UNDECIDED = "undecided"
    OBJECTION_LATE = "objection_late"
    OBJECTION_WAITS = "objection_waits"
    NO_PLACE = "no_place"
    RESITS_USED_UP = "resits_used_up"
    RESIT_TOO_EARLY = "resit_too_early"
    LATER_POLICY = "later_policy"
    DAY_STANDS = "day_stands"
    NOT_PREVIEWED = "not_previewed"
    STILL_REGRADING = "still_regrading"
    NOTHING_LEFT = "nothing_left"
    NO_SUCH_KEY = "no_such_key"
    FORMS_TOO_FEW = "forms_too_few"
    FORMS_OUTDATED = "forms_outdated"
    FORMS_UNREAD = "forms_unread"
    FORMS_UNEQUAL = "forms_unequal"
    NO_RESERVE = "no_reserve"
    NO_FORM_LEFT = "no_form_left"
    READER_SITS = "reader_sits"
    KNOWS_QUESTIONS = "knows_questions"
    TOO_FEW_SEATS = "too_few_seats"
    SEATS_TAKEN = "seats_taken"
    ROOM_IN_USE = "room_in_use"
    NO_SUCH_SEAT = "no_such_seat"
    PAUSED = "paused"
    NOT_PAUSED = "not_paused"
    INCLUDE_MISSING = "include_missing"
    INCLUDE_MISPLACED = "include_misplaced"
    PRACTICE_POOL = "practice_pool"
    FORMS_SHARED = "forms_shared"
    FORMS_EXPECTED = "forms_expected"
    NOT_OBSERVED = "not_observed"
    NO_ROOM = "no_room"
    BUDGET_EXCEEDED = "budget_exceeded"
    REHEARSAL_RUNS = "rehearsal_runs"
    REHEARSAL_WINDOW = "rehearsal_window"


def second_signature_refusal(first: int, second: int) -> ActRefusal | None:
    """Why `second` may not countersign what `first` signed: nobody is his own second person."""
    return ActRefusal.SAME_PERSON if first == second else None


def clearance_refusal(*, is_known: bool, is_concerned: bool, reason: str) -> ActRefusal | None:
    """Why nobody may decide so that a candidate sits who has seen questions of the pool: the
    decision is another's, who does not sit himself, and gives its reason."""
    if is_concerned:
        return ActRefusal.CANDIDATE_HIMSELF
    if not is_known:
        return ActRefusal.NOTHING_CHANGED
    return None if reason.strip() else ActRefusal.REASON_MISSING


MIN_WITNESS_DIGITS = 6


def witness_number_refusal(number: str) -> ActRefusal | None:
    """Why what was entered is no drawn number: it has six to forty digits (house default)."""
    is_number = number.isascii() and number.isdigit()
    return (
        None if is_number and MIN_WITNESS_DIGITS <= len(number) <= 40 else ActRefusal.WITNESS_NUMBER
    )


def check_refusal(*, is_finished: bool, is_outdated: bool) -> ActRefusal | None:
    """Why the checks before publication cannot be signed: none finished, or changed since."""
    if is_outdated:
        return ActRefusal.CHECK_OUTDATED
    return None if is_finished else ActRefusal.NOT_CHECKED


def publish_refusal(*, open_attempts: int, unmarked: int) -> ActRefusal | None:
    """Why a session's results cannot be published yet: every attempt must be closed and marked."""
    if open_attempts:
        return ActRefusal.STILL_OPEN
    return ActRefusal.STILL_UNMARKED if unmarked else None


def invigilator_refusal(
    *, actor: int, candidate: int, actor_agency: int, candidate_agency: int
) -> ActRefusal | None:
    """Why somebody may not act on a candidate's attempt: not on one's own, nor one's own unit's."""
    if actor == candidate:
        return ActRefusal.CANDIDATE_HIMSELF
    return ActRefusal.OWN_UNIT if actor_agency == candidate_agency else None
