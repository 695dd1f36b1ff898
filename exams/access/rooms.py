"""Doors to the rooms of a session: for those who plan them, and for those who stand in them."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import Http404

from exams.access.doors import attempt_in, room_for
from exams.models import (
    Attempt,
    Candidate,
    CheckIn,
    ExamRoom,
    ExamSession,
    Invigilation,
)
from exams.rules.seats import EntryRefusal, entry_refusal, is_inside
from people.access import require
from people.models import within
from people.rules import Rights, Role


def planned_room(rights: Rights, ref: str) -> ExamRoom:
    """The room, for an examination officer over its exam's agency."""
    require(rights, Role.EXAM_OFFICER)
    mine = within(rights.paths(Role.EXAM_OFFICER), "session__exam__agency__path")
    return _found(ExamRoom.objects.filter(mine), ref)


def console_for(rights: Rights, ref: str) -> ExamRoom:
    """The room's console, for the exam's officers, for invigilators of the whole session and for
    those of this room; for the invigilators of another room: 404."""
    require(rights, Role.EXAM_OFFICER, Role.INVIGILATOR)
    theirs = within(rights.paths(Role.EXAM_OFFICER), "session__exam__agency__path")
    if rights.has(Role.INVIGILATOR):
        mine = Invigilation.objects.filter(person_id=rights.person_id)
        theirs |= Q(session__in=mine.filter(room=None).values("session_id"))
        theirs |= Q(pk__in=mine.exclude(room=None).values("room_id"))
    return _found(ExamRoom.objects.filter(theirs), ref)


def _found(rows: QuerySet[ExamRoom], ref: str) -> ExamRoom:
    found = rows.select_related("session__exam__agency").filter(ref=ref).first()
    if found is None:
        raise Http404("room")
    return found


def rooms_at_desk(rights: Rights, session: ExamSession) -> QuerySet[ExamRoom]:
    """Those rooms of a session whose console the reader may enter: all, or one's own."""
    rows = session.rooms.all()
    if room := own_room(rights, session):
        rows = rows.filter(pk=room.pk)
    return rows


def own_room(rights: Rights, session: ExamSession) -> ExamRoom | None:
    """The one room to which the reader is bound here; None for who sees the whole session."""
    if rights.covers(session.exam.agency.path, Role.EXAM_OFFICER):
        return None
    mine = Invigilation.objects.filter(session=session, person_id=rights.person_id)
    bound = mine.exclude(room=None).select_related("room").first()
    return bound.room if bound else None


def desk_for(rights: Rights, ref: str) -> ExamSession:
    """The desk over all rooms: for who sees the whole session. Who is bound to a room: 404."""
    session = room_for(rights, ref)
    if own_room(rights, session) is not None:
        raise Http404("session")
    return session


def attempt_at_desk(rights: Rights, ref: str, attempt_ref: str) -> tuple[ExamSession, Attempt]:
    """An attempt and its session, for who may act on it there: of another room 404."""
    session = room_for(rights, ref)
    attempt = attempt_in(session, attempt_ref)
    room = own_room(rights, session)
    if room and not room.seats.filter(candidate_id=attempt.candidate_id).exists():
        raise Http404("attempt")
    return session, attempt


def candidate_in_room(room: ExamRoom, ref: str) -> Candidate:
    """A candidate whose seat is in this room; of another: 404."""
    rows = Candidate.objects.filter(seat__room=room, ref=ref)
    found = rows.select_related("session__exam", "person", "agency", "seat").first()
    if found is None:
        raise Http404("candidate")
    return found


def entry_refused(attempt: Attempt, address: str) -> EntryRefusal | None:
    """Why the candidate may not begin, or take over, at a computer of this address."""
    seat = getattr(attempt.candidate, "seat", None)
    is_here = seat is None or is_inside(address, seat.room.network)
    if not attempt.exam.on_site and is_here:
        return None
    return entry_refusal(
        on_site=attempt.exam.on_site,
        has_room=seat is not None and bool(seat.room.network),
        is_present=CheckIn.objects.present().filter(candidate=attempt.candidate_id).exists(),
        is_inside=is_here,
    )
