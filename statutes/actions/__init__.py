"""The only writers of statutes, cut by subject: taking texts in, amendments, endings."""

from statutes.actions.amending import (
    change_move,
    confirm_amendment,
    correct_amendment,
    decide_moves,
    propose_amendment,
)
from statutes.actions.ending import end_version
from statutes.actions.importing import import_version, register_version
from statutes.actions.refused import ImportRefused, Refused

__all__ = [
    "ImportRefused",
    "Refused",
    "change_move",
    "confirm_amendment",
    "correct_amendment",
    "decide_moves",
    "end_version",
    "import_version",
    "propose_amendment",
    "register_version",
]
