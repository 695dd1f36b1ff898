"""Rooms of a session, and who sits where: by rule from a seed, or as a sheet says."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.db.models.deletion import ProtectedError

from exams.actions.signing import ActRefused, refuse_if
from exams.models import Candidate, ExamRoom, ExamSession, RoomSeat, SeatPlan
from exams.proof import planned
from exams.rules.conduct import ActRefusal, SessionState
from exams.rules.seats import Seat
from journal.actions import record
from people.models import Person

SEED_BYTES = 32


@dataclass(frozen=True)
class RoomDraft:
    """What is said of a room."""

    name: str
    capacity: int
    network: str = ""


def _held(session: ExamSession) -> ExamSession:
    """The session under lock, as long as its results are not published."""
    rows = ExamSession.objects.select_for_update(of=("self",)).select_related("exam")
    held = rows.filter(pk=session.pk).first()
    refuse_if(ActRefusal.REMOVED if held is None else None)
    if held is None or held.state == SessionState.PUBLISHED:
        raise ActRefused(ActRefusal.WRONG_STATE)
    return held


def _held_to_seat(session: ExamSession) -> ExamSession:
    """The same, as long as nobody has begun."""
    held = _held(session)
    begun = held.attempts.filter(started_at__isnull=False).exists()
    refuse_if(ActRefusal.ALREADY_STARTED if begun else None)
    return held


@transaction.atomic
def add_room(session: ExamSession, draft: RoomDraft, *, actor: Person, now: datetime) -> ExamRoom:
    """Add a room to a session. Raises ActRefused once results are published."""
    held = _held(session)
    last = held.rooms.aggregate(last=Max("ordinal"))["last"] or 0
    room = ExamRoom.objects.create(
        session=held,
        ordinal=last + 1,
        name=draft.name,
        capacity=draft.capacity,
        network=draft.network,
    )
    _note(actor, "exams.add_room", held, _facts(room), now)
    return room


@transaction.atomic
def change_room(room: ExamRoom, draft: RoomDraft, *, actor: Person, now: datetime) -> ExamRoom:
    """Change what is said of a room. Raises ActRefused for fewer seats than are assigned."""
    held = _held(room.session)
    last = room.seats.aggregate(last=Max("number"))["last"] or 0
    refuse_if(ActRefusal.SEATS_TAKEN if draft.capacity < last else None)
    room.name, room.capacity, room.network = draft.name, draft.capacity, draft.network
    room.save(update_fields=["name", "capacity", "network"])
    _note(actor, "exams.change_room", held, _facts(room), now)
    return room


@transaction.atomic
def remove_room(room: ExamRoom, *, actor: Person, now: datetime) -> None:
    """Take out a room in which nobody sits and of which nothing is on record."""
    held, facts = _held(room.session), _facts(room)
    try:
        room.delete()
    except ProtectedError:
        raise ActRefused(ActRefusal.ROOM_IN_USE) from None
    _note(actor, "exams.remove_room", held, facts, now)


@transaction.atomic
def assign_seats(session: ExamSession, *, actor: Person, now: datetime) -> SeatPlan:
    """Give every candidate a seat by rule, from a fresh seed; earlier seats are given up.

    The seed and what it was applied to are kept: anybody derives the same seats again. A room's
    invigilator of whose unit somebody now sits there is released. Raises ActRefused: nobody to
    seat, too few seats, somebody has begun.
    """
    held = _held_to_seat(session)
    candidates = list(held.candidates.order_by("ref"))
    rooms = list(held.rooms.order_by("ordinal"))
    refuse_if(None if candidates else ActRefusal.NO_CANDIDATES)
    if sum(room.capacity for room in rooms) < len(candidates):
        raise ActRefused(ActRefusal.TOO_FEW_SEATS)
    seed = secrets.token_bytes(SEED_BYTES)
    plan = SeatPlan(
        session=held,
        seed=seed.hex(),
        roster=[[each.ref, each.agency_id] for each in candidates],
        rooms=[[room.ordinal, room.capacity] for room in rooms],
    )
    return _write(held, planned(plan), plan, actor=actor, now=now)


@transaction.atomic
def place_candidates(
    session: ExamSession, wanted: Sequence[tuple[Candidate, Seat]], *, actor: Person, now: datetime
) -> SeatPlan:
    """Put candidates on the seats that a sheet names (room by its number); others keep theirs.

    Raises ActRefused(NO_SUCH_SEAT) for a room or seat that is not there, or is another's.
    """
    held = _held_to_seat(session)
    rooms = {room.ordinal: room for room in held.rooms.all()}
    moving = {candidate.pk for candidate, _seat in wanted}
    stay = RoomSeat.objects.filter(room__session=held).exclude(candidate__in=moving)
    seats = {
        row.candidate.ref: Seat(row.room.ordinal, row.number)
        for row in stay.select_related("candidate", "room")
    }
    seats |= {candidate.ref: seat for candidate, seat in wanted}
    fits = all(
        seat.room in rooms and 0 < seat.number <= rooms[seat.room].capacity
        for seat in seats.values()
    )
    if not fits or len(set(seats.values())) != len(seats):
        raise ActRefused(ActRefusal.NO_SUCH_SEAT)
    plan = SeatPlan(
        session=held,
        roster=[[ref, [seat.room, seat.number]] for ref, seat in sorted(seats.items())],
        rooms=[[room.ordinal, room.capacity] for room in rooms.values()],
    )
    return _write(held, seats, plan, actor=actor, now=now)


def _write(
    session: ExamSession, seats: dict[str, Seat], plan: SeatPlan, *, actor: Person, now: datetime
) -> SeatPlan:
    rooms = {room.ordinal: room for room in session.rooms.all()}
    candidates = {each.ref: each for each in session.candidates.all()}
    RoomSeat.objects.filter(room__session=session).delete()
    try:
        RoomSeat.objects.bulk_create(
            RoomSeat(candidate=candidates[ref], room=rooms[seat.room], number=seat.number)
            for ref, seat in seats.items()
        )
    except IntegrityError:
        raise ActRefused(ActRefusal.NO_SUCH_SEAT) from None
    plan.n = (session.seat_plans.aggregate(last=Max("n"))["last"] or 0) + 1
    plan.by, plan.at = actor, now
    plan.save()
    _release_own_units(session, actor, now)
    facts = {"plan": plan.n, "seed": plan.seed, "seats": len(seats)}
    _note(actor, "exams.assign_seats", session, facts, now)
    return plan


def _release_own_units(session: ExamSession, actor: Person, now: datetime) -> None:
    """End supervisions of rooms in which somebody of the invigilator's own unit now sits."""
    for row in session.invigilations.exclude(room=None).select_related("person", "room"):
        unit, room = row.person.agency_id, row.room
        if room is not None and room.seats.filter(candidate__agency_id=unit).exists():
            facts = {"person": row.person_id, "room": room.name, "own_unit": True}
            row.delete()
            _note(actor, "exams.release_invigilator", session, facts, now)


def _facts(room: ExamRoom) -> dict[str, Any]:
    return {"room": room.name, "seats": room.capacity, "network": room.network}


def _note(
    actor: Person, act: str, session: ExamSession, facts: dict[str, Any], now: datetime
) -> None:
    subject = f"exams.examsession:{session.pk}"
    record(actor.pk, act, subject, facts, agency_id=session.exam.agency_id, now=now)
