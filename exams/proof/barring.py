"""Who on a roster may not sit, or cannot, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from exams.models import Candidate, ExamSession, Invigilation
from exams.proof.acquainted import acquainted_in


class Bar(StrEnum):
    """Why somebody may not sit as things stand."""

    KNOWS_QUESTIONS = "knows_questions"
    ACCOUNT_CLOSED = "account_closed"
    SUPERVISES = "supervises"
    OTHER_SHIFT = "other_shift"
    NO_SEAT = "no_seat"


@dataclass(frozen=True)
class Barred:
    """One candidate and every reason."""

    candidate: Candidate
    bars: tuple[Bar, ...]


def barred_in(session: ExamSession) -> list[Barred]:
    """The candidates of a session who may not sit as things stand, by number.

    Known questions without a decision; a closed account; supervising an exam at the same time;
    another exam at the same time; no seat where the session has rooms.
    """
    why: dict[int, list[Bar]] = defaultdict(list)
    rows = session.candidates.all()
    for person_id in _acquainted(session):
        why[person_id].append(Bar.KNOWS_QUESTIONS)
    _add(why, Bar.ACCOUNT_CLOSED, rows.exclude(person__user__is_active=True))
    same_time = {
        "session__opens_at__lt": session.closes_at,
        "session__closes_at__gt": session.opens_at,
    }
    persons = rows.values("person_id")
    watching = Invigilation.objects.filter(person__in=persons, **same_time)
    _add(why, Bar.SUPERVISES, watching)
    elsewhere = Candidate.objects.filter(person__in=persons, **same_time).exclude(session=session)
    _add(why, Bar.OTHER_SHIFT, elsewhere)
    if session.rooms.exists():
        _add(why, Bar.NO_SEAT, rows.filter(seat__isnull=True))
    listed = rows.filter(person_id__in=why).select_related("person", "agency").order_by("number")
    return [Barred(each, tuple(dict.fromkeys(why[each.person_id]))) for each in listed]


def _acquainted(session: ExamSession) -> list[int]:
    return [each.candidate.person_id for each in acquainted_in(session) if not each.clearance]


def _add(why: dict[int, list[Bar]], bar: Bar, rows: Iterable[Candidate | Invigilation]) -> None:
    for row in rows:
        why[row.person_id].append(bar)
