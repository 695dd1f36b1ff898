"""The lists of this room as tables."""

from training.tables.catalogue import CourseTable, TrainerTable, VenueTable
from training.tables.leaves import AbsenceTable, LeaveTable
from training.tables.legal_staff import LegalStaffTable
from training.tables.lessons import LessonTable
from training.tables.lists import (
    BoardTable,
    ClassTable,
    LedgerTable,
    ObjectionTable,
    PagedOfficers,
    RosterTable,
)
from training.tables.places import ApplicationTable, DeclarationTable, SealTable
from training.tables.plans import PlanTable
from training.tables.rotations import RotationTable, SeatTable
from training.tables.surveys import FigureTable

__all__ = [
    "AbsenceTable",
    "ApplicationTable",
    "BoardTable",
    "ClassTable",
    "CourseTable",
    "DeclarationTable",
    "FigureTable",
    "LeaveTable",
    "LedgerTable",
    "LegalStaffTable",
    "LessonTable",
    "ObjectionTable",
    "PagedOfficers",
    "PlanTable",
    "RosterTable",
    "RotationTable",
    "SealTable",
    "SeatTable",
    "TrainerTable",
    "VenueTable",
]
