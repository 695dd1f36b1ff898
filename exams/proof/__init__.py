"""What is sealed, frozen and drawn, and whether it still holds: the readers of the exam's proof.

Everything here is read and reckoned anew from stored rows; nothing writes.
"""

from exams.proof.acquainted import acquainted_in, knowing, undecided
from exams.proof.attempts import attempt_fault, base_hash, chain_fault, deadline_of, rows_of
from exams.proof.choosing import forms_shared, not_asked_elsewhere, unobserved_in, wants_forms
from exams.proof.fairness import fairness_of
from exams.proof.key_changes import change_body, keys_fault
from exams.proof.marks import (
    answer_digest,
    mark_attempt,
    marks_under,
    passes,
    plain_marks,
    recomputes,
    settled_marks,
    written_text,
)
from exams.proof.papers import (
    asked_of,
    hall_text,
    paper_fault,
    places_of,
    source_for,
    tokens_text,
)
from exams.proof.parallel import (
    as_rule,
    forms_in,
    forms_refusal,
    made_forms,
    own_reason,
    shares_of,
    unread_forms,
)
from exams.proof.pools import (
    drawing_of,
    forms_left,
    last_day,
    missing_in,
    pool_fault,
    pool_for,
    pool_of,
    sitter_of,
    snapshot_of,
)
from exams.proof.reconciling import totals_of
from exams.proof.seals import (
    KEY_SET_PURPOSE,
    SECRET_PURPOSE,
    decisions_of,
    head_of,
    key_set,
    keys_in,
    newest_keys,
    on_reserve,
    seal_body,
    seal_fault,
    secret_of,
    steps_in,
)
from exams.proof.touched import Touched, touched_in

__all__ = [
    "KEY_SET_PURPOSE",
    "SECRET_PURPOSE",
    "Touched",
    "acquainted_in",
    "answer_digest",
    "as_rule",
    "asked_of",
    "attempt_fault",
    "base_hash",
    "chain_fault",
    "change_body",
    "deadline_of",
    "decisions_of",
    "drawing_of",
    "fairness_of",
    "forms_in",
    "forms_left",
    "forms_refusal",
    "forms_shared",
    "hall_text",
    "head_of",
    "key_set",
    "keys_fault",
    "keys_in",
    "knowing",
    "last_day",
    "made_forms",
    "mark_attempt",
    "marks_under",
    "missing_in",
    "newest_keys",
    "not_asked_elsewhere",
    "on_reserve",
    "own_reason",
    "paper_fault",
    "passes",
    "places_of",
    "plain_marks",
    "pool_fault",
    "pool_for",
    "pool_of",
    "recomputes",
    "rows_of",
    "seal_body",
    "seal_fault",
    "secret_of",
    "settled_marks",
    "shares_of",
    "sitter_of",
    "snapshot_of",
    "source_for",
    "steps_in",
    "tokens_text",
    "totals_of",
    "touched_in",
    "undecided",
    "unobserved_in",
    "unread_forms",
    "wants_forms",
    "written_text",
]
