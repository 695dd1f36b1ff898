"""A class, its half-days and who was there: states, marks, clashes. No Django, no clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class ClassState(StrEnum):
    """A class is planned, opened for enrolment, and finished or cancelled."""

    PLANNED = "planned"
    OPEN = "open"
    FINISHED = "finished"
    CANCELLED = "cancelled"


class Mark(StrEnum):
    """What was seen of one person at one half-day."""

    PRESENT = "present"
    LATE = "late"
    LEFT_EARLY = "left_early"
    LEAVE = "leave"
    ABSENT = "absent"


# House default: who came late or left early was there; the organiser marks as absent whoever missed
# what the half-day was for.
COUNTED = frozenset({Mark.PRESENT, Mark.LATE, Mark.LEFT_EARLY})
LONGEST_SESSION = timedelta(hours=6)  # of a half-day; house default


@dataclass(frozen=True)
class Audience:
    """Whom a class is meant for: an agency (by path) with all below it, a kind of post ("" any).

    House default: the agency binds whoever fills the roster; the kind of post binds those who
    enrol themselves, for a coordinator may name somebody of another kind, or without a post.
    """

    path: str
    category: str = ""

    def covers(self, agency_path: str) -> bool:
        """Whether those of the agency may stand on the roster."""
        return agency_path.startswith(self.path)

    def is_open_to(self, agency_path: str, category: str | None) -> bool:
        """Whether somebody of the agency, in a post of the kind (None without), may enrol."""
        return self.covers(agency_path) and self.category in ("", category)


@dataclass(frozen=True)
class Window:
    """From when to when something takes place; the end is not part of it."""

    starts_at: datetime
    ends_at: datetime

    def overlaps(self, other: Window) -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    @property
    def is_half_day(self) -> bool:
        return timedelta(0) < self.ends_at - self.starts_at <= LONGEST_SESSION


def clash(window: Window, others: Iterable[Window]) -> bool:
    """Whether the window overlaps any of the others."""
    return any(window.overlaps(other) for other in others)


def booking(mark: Mark, *, has_line: bool) -> str:
    """What a mark asks of the ledger: a new line ("book"), a counter-entry ("reverse"), nothing.

    `has_line` says whether a line for this person and half-day stands that nothing reverses. So a
    person has at most one line that counts for a half-day, however often the mark is corrected.
    """
    if mark in COUNTED:
        return "" if has_line else "book"
    return "reverse" if has_line else ""
