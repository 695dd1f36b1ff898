"""The only writers of the bank, cut by subject: writing, review, import."""

from questionbank.actions.importing import (
    Outcome,
    already_known,
    import_questions,
    withdraw_import,
)
from questionbank.actions.refused import Refused
from questionbank.actions.review import approve, approve_many, retire, send_back
from questionbank.actions.writing import add_question, revise, save_draft, submit

__all__ = [
    "Outcome",
    "Refused",
    "add_question",
    "already_known",
    "approve",
    "approve_many",
    "import_questions",
    "retire",
    "revise",
    "save_draft",
    "send_back",
    "submit",
    "withdraw_import",
]
