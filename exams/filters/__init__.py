"""Filters of the exam room's lists; their values stand in the address."""

from exams.filters.lists import (
    BlueprintFilter,
    ExamFilter,
    MisconductFilter,
    ObjectionFilter,
    OwnExamFilter,
    RosterFilter,
    SeatCheckFilter,
    SeatFilter,
    SeatListFilter,
    SessionFilter,
    SpecialDayFilter,
)
from exams.filters.results import ItemFilter, ResultFilter

__all__ = [
    "BlueprintFilter",
    "ExamFilter",
    "ItemFilter",
    "MisconductFilter",
    "ObjectionFilter",
    "OwnExamFilter",
    "ResultFilter",
    "RosterFilter",
    "SeatCheckFilter",
    "SeatFilter",
    "SeatListFilter",
    "SessionFilter",
    "SpecialDayFilter",
]
