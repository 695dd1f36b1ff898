"""How the computers of a rehearsal did, seat by seat."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from exams.models.desk import answered_in
from exams.models.planning import ExamSession
from exams.models.rooms import ExamRoom, RoomSeat
from exams.rules.keeping import State
from exams.rules.rehearsing import SeatState, seat_state


@dataclass(frozen=True)
class SeatTried:
    """One computer: room, seat, the number to enter with, how it did."""

    room: ExamRoom
    number: int
    ticket: str
    stands: SeatState


def seats_tried(rehearsal: ExamSession) -> list[SeatTried]:
    """Every seat in order; four queries."""
    rows = RoomSeat.objects.filter(room__session=rehearsal).select_related("room", "candidate")
    seats = list(rows.order_by("room__ordinal", "number"))
    attempts = {row.candidate_id: row for row in rehearsal.attempts.only(*_READ)}
    counts = answered_in(row.pk for row in attempts.values() if row.state == State.CLOSED)
    found = []
    for seat in seats:
        attempt = attempts.get(seat.candidate_id)
        state = attempt.state if attempt else None
        reason = attempt.close_reason if attempt else ""
        answered = counts.get(attempt.pk, 0) if attempt else 0
        stands = seat_state(state, reason, answered)
        found.append(SeatTried(seat.room, seat.number, seat.candidate.number, stands))
    return found


_READ = ("pk", "candidate_id", "state", "close_reason")


def by_room(seats: list[SeatTried]) -> list[tuple[ExamRoom, list[SeatTried]]]:
    """The seats of each room; they come in order."""
    return [
        (next(iter(found)).room, found)
        for _pk, rows in groupby(seats, key=lambda seat: seat.room.pk)
        if (found := list(rows))
    ]
