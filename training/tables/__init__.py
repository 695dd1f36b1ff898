"""The lists of this room as tables."""

from training.tables.catalogue import CourseTable, TrainerTable, VenueTable
from training.tables.lists import (
    BoardTable,
    ClassTable,
    LedgerTable,
    ObjectionTable,
    RosterTable,
)
from training.tables.places import ApplicationTable, SealTable

__all__ = [
    "ApplicationTable",
    "BoardTable",
    "ClassTable",
    "CourseTable",
    "LedgerTable",
    "ObjectionTable",
    "RosterTable",
    "SealTable",
    "TrainerTable",
    "VenueTable",
]
