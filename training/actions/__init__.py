"""The deeds of this room: the only code that writes its tables."""

from training.actions.attending import close_session, correct_attendance, take_attendance
from training.actions.booking import Claim, Scan, add_opening, add_openings, reverse_entry
from training.actions.objecting import (
    Answer,
    Matter,
    answer_objection,
    attendance_of,
    file_objection,
)
from training.actions.planning import (
    ClassTerms,
    SessionTerms,
    add_class,
    add_session,
    cancel_class,
    change_class,
    change_session,
    open_class,
    remove_session,
)
from training.actions.policies import Change, adopt_proposed, set_conversion, set_requirement
from training.actions.refused import Refused
from training.actions.roster import enrol, join_class, take_back, withdraw

__all__ = [
    "Answer",
    "Change",
    "Claim",
    "ClassTerms",
    "Matter",
    "Refused",
    "Scan",
    "SessionTerms",
    "add_class",
    "add_opening",
    "add_openings",
    "add_session",
    "adopt_proposed",
    "answer_objection",
    "attendance_of",
    "cancel_class",
    "change_class",
    "change_session",
    "close_session",
    "correct_attendance",
    "enrol",
    "file_objection",
    "join_class",
    "open_class",
    "remove_session",
    "reverse_entry",
    "set_conversion",
    "set_requirement",
    "take_attendance",
    "take_back",
    "withdraw",
]
