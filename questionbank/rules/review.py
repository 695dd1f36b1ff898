"""Who may do what with a revision, by its state."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RETURNED = "returned"
    SUSPENDED = "suspended"
    RETIRED = "retired"


class Refusal(StrEnum):
    """Why an act on a question is refused; worded in `questionbank.models.RefusalWords`."""

    NOT_DRAFT = "not_draft"
    NOT_AUTHOR = "not_author"
    NOT_SUBMITTED = "not_submitted"
    OWN_WORK = "own_work"
    NOT_APPROVED = "not_approved"
    NO_REASON = "no_reason"
    STILL_OPEN = "still_open"
    FAULTY = "faulty"
    NO_ARTICLE = "no_article"
    OTHER_POOL = "other_pool"
    CODE_TAKEN = "code_taken"
    NOT_SUSPENDED = "not_suspended"
    NOT_IN_USE = "not_in_use"
    NO_WORDS = "no_words"
    NO_REVIEWER = "no_reviewer"
    ALREADY_DECIDED = "already_decided"
    OWN_REQUEST = "own_request"
    NO_QUESTIONS = "no_questions"
    TOO_MANY = "too_many"
    TOO_FEW = "too_few"
    UNKNOWN_CODES = "unknown_codes"
    NO_COMMON_BANK = "no_common_bank"
    NO_PICTURE = "no_picture"


MOST_IN_A_FILE = 5_000  # questions that a page gives out at once; house default
OPEN = frozenset({State.DRAFT, State.SUBMITTED})


def edit_refusal(*, state: str, author_id: int, person_id: int) -> Refusal | None:
    """Why `person_id` may not change or submit this revision, or None to let them."""
    if state != State.DRAFT:
        return Refusal.NOT_DRAFT
    return None if author_id == person_id else Refusal.NOT_AUTHOR


def decide_refusal(*, state: str, author_id: int, reviewer_id: int) -> Refusal | None:
    """Why this reviewer may not approve or return; nobody decides on their own work."""
    if state != State.SUBMITTED:
        return Refusal.NOT_SUBMITTED
    return Refusal.OWN_WORK if author_id == reviewer_id else None


def return_refusal(note: str) -> Refusal | None:
    """A revision goes back with words, or the author does not know what to mend."""
    return None if note.strip() else Refusal.NO_REASON


def revise_refusal(*, newest_state: str) -> Refusal | None:
    """Why no new revision may be begun: one is still being written or reviewed."""
    return Refusal.STILL_OPEN if newest_state in OPEN else None


def retire_refusal(*, state: str, newest_state: str, reason: str) -> Refusal | None:
    """Only what is in use or suspended is retired, with a reason, and not while a change is
    open."""
    if state not in (State.APPROVED, State.SUSPENDED):
        return Refusal.NOT_APPROVED
    if newest_state in OPEN:
        return Refusal.STILL_OPEN
    return None if reason.strip() else Refusal.NO_REASON


def suspend_refusal(*, state: str, reason: str) -> Refusal | None:
    """What is in use may be held back at once, with a reason, also while a change is open."""
    if state != State.APPROVED:
        return Refusal.NOT_IN_USE
    return None if reason.strip() else Refusal.NO_REASON


def resume_refusal(*, state: str) -> Refusal | None:
    """Only what is suspended comes back into use."""
    return None if state == State.SUSPENDED else Refusal.NOT_SUSPENDED


def assign_refusal(
    *, state: str, author_id: int, reviewer_id: int, may_review: bool
) -> Refusal | None:
    """Why a waiting revision may not be given to this reviewer."""
    if state != State.SUBMITTED:
        return Refusal.NOT_SUBMITTED
    if author_id == reviewer_id:
        return Refusal.OWN_WORK
    return None if may_review else Refusal.NO_REVIEWER


def consent_refusal(*, is_open: bool, first_id: int, second_id: int) -> Refusal | None:
    """Why this person may not consent to an export; the second person is another than the first."""
    if not is_open:
        return Refusal.ALREADY_DECIDED
    return Refusal.OWN_REQUEST if first_id == second_id else None


def reaffirm_refusal(
    *, state: str, author_id: int, reviewer_id: int, reason: str, articles: int
) -> Refusal | None:
    """Why a question may not be said to stand under a changed text: by another than its author,
    with a reason, on an article that is there."""
    if state != State.APPROVED:
        return Refusal.NOT_APPROVED
    if author_id == reviewer_id:
        return Refusal.OWN_WORK
    if not articles:
        return Refusal.NO_ARTICLE
    return None if reason.strip() else Refusal.NO_REASON
