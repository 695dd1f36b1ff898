"""The only writers of the bank, cut by subject: writing, review, talk, import, guard, renewal,
what was observed, what is planned."""

from questionbank.actions.discussing import assign, comment
from questionbank.actions.guarding import (
    ask_export,
    consent_export,
    fetch_export,
    keep_apart,
    let_meet,
    refuse_export,
)
from questionbank.actions.importing import (
    Outcome,
    already_known,
    import_questions,
    withdraw_import,
)
from questionbank.actions.observing import Seen, observe
from questionbank.actions.picturing import add_picture, keep_picture
from questionbank.actions.planning import set_targets
from questionbank.actions.refused import Refused
from questionbank.actions.renewing import carry_citations, reaffirm, uphold_renewals
from questionbank.actions.review import (
    approve,
    approve_many,
    resume,
    retire,
    send_back,
    suspend,
)
from questionbank.actions.writing import add_question, revise, save_draft, submit

__all__ = [
    "Outcome",
    "Refused",
    "Seen",
    "add_picture",
    "add_question",
    "already_known",
    "approve",
    "approve_many",
    "ask_export",
    "assign",
    "carry_citations",
    "comment",
    "consent_export",
    "fetch_export",
    "import_questions",
    "keep_apart",
    "keep_picture",
    "let_meet",
    "observe",
    "reaffirm",
    "refuse_export",
    "resume",
    "retire",
    "revise",
    "save_draft",
    "send_back",
    "set_targets",
    "submit",
    "suspend",
    "uphold_renewals",
    "withdraw_import",
]
