"""Requirements, conversions, classes, attendance, the ledger of hours, objections."""

from training.models.board import next_classes, officers_of
from training.models.classes import (
    Attendance,
    ClassStateChoice,
    Enrolment,
    MarkChoice,
    Session,
    TrainingClass,
    roster_of,
)
from training.models.hours import (
    category_of,
    in_standing,
    standing_counts,
    state_of,
    with_hours,
    with_progress,
)
from training.models.ledger import Ledger, LedgerEntry, SourceChoice
from training.models.objections import AnswerChoice, Objection
from training.models.policies import Conversion, KindChoice, Requirement, UnitChoice

__all__ = [
    "AnswerChoice",
    "Attendance",
    "ClassStateChoice",
    "Conversion",
    "Enrolment",
    "KindChoice",
    "Ledger",
    "LedgerEntry",
    "MarkChoice",
    "Objection",
    "Requirement",
    "Session",
    "SourceChoice",
    "TrainingClass",
    "UnitChoice",
    "category_of",
    "in_standing",
    "next_classes",
    "officers_of",
    "roster_of",
    "standing_counts",
    "state_of",
    "with_hours",
    "with_progress",
]
