"""Questions of a sealed exam that an amendment touches, and what was decided about them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from exams.models import Attempt, Exam, ExamSession, RosterLock
from exams.proof.seals import decisions_of, key_set
from exams.rules.conduct import ExamState, SessionState
from exams.rules.replacing import chosen
from questionbank.models import Revision


@dataclass(frozen=True)
class Touched:
    """One session still to be sat, with the questions of its pool that the law of its day does not
    bear out any more and about which nobody has decided."""

    session: ExamSession
    questions: frozenset[int]
    has_begun: bool


def touched_in(exams: Iterable[Exam], now: datetime) -> list[Touched]:
    """The sessions of the sealed exams that ask for a decision, in their order.

    In a session that has begun nothing can be decided any more: papers never change under a
    candidate's hands.
    """
    sealed = [exam for exam in exams if exam.state == ExamState.SEALED]
    rows = ExamSession.objects.filter(exam__in=sealed, closes_at__gt=now)
    sessions = list(rows.exclude(state=SessionState.PUBLISHED).select_related("exam"))
    if not sessions:
        return []
    overtaken = {on: _overtaken(on) for on in {_day(session) for session in sessions}}
    found = [(session, overtaken[_day(session)]) for session in sessions]
    moved = [(session, ids & _pool(session)) for session, ids in found if ids]
    open_ = [(session, ids - _decided(session)) for session, ids in moved if ids]
    begun = _begun([session for session, _ids in open_])
    return [Touched(session, ids, session.pk in begun) for session, ids in open_ if ids]


def _day(session: ExamSession) -> date:
    return timezone.localdate(session.opens_at)


def _overtaken(on: date) -> frozenset[int]:
    return frozenset(Revision.objects.overtaken(on).values_list("pk", flat=True))


def _pool(session: ExamSession) -> frozenset[int]:
    """What may be drawn in the session: as frozen at the lock, until then as sealed."""
    lock = RosterLock.objects.filter(session=session).first()
    if lock is not None:
        return frozenset(item["revision"] for item in lock.snapshot["pool"])
    sealed = key_set(session.exam_id)
    drawable = Revision.objects.drawable().filter(pk__in=sealed)
    return frozenset(drawable.values_list("pk", flat=True))


def _decided(session: ExamSession) -> set[int]:
    return chosen(decisions_of(session.exam), session.ref)


def _begun(sessions: list[ExamSession]) -> set[int]:
    attempts = Attempt.objects.filter(session__in=sessions, started_at__isnull=False)
    return set(attempts.order_by().values_list("session_id", flat=True).distinct())
