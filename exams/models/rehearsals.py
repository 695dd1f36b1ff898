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

    @property
    def look(self) -> tuple[str, str]:
        """The classes of its box and of its word."""
        return _LOOKS[self.stands]


_LOOKS = {
    SeatState.PASSED: ("seat-done", "done"),
    SeatState.RUNNING: ("seat-open", "act"),
    SeatState.FAILED: ("seat-soon", "danger"),
    SeatState.UNTRIED: ("seat-away", "past"),
}


def seats_tried(rehearsal: ExamSession) -> list[SeatTried]:
    """Every seat in order; four queries."""
    rows = RoomSeat.objects.filter(room__session=rehearsal).select_related("room", "candidate")
    seats = list(rows.order_by("room__ordinal", "number"))
    rows_of = rehearsal.attempts.values_list("candidate_id", "pk", "state", "close_reason")
    attempts = {who: (pk, state, reason) for who, pk, state, reason in rows_of}
    counts = answered_in(pk for pk, state, _reason in attempts.values() if state == State.CLOSED)
    found = []
    for seat in seats:
        pk, state, reason = attempts.get(seat.candidate_id, (0, None, ""))
        stands = seat_state(state, reason, counts.get(pk, 0))
        found.append(SeatTried(seat.room, seat.number, seat.candidate.number, stands))
    return found


def by_room(seats: list[SeatTried]) -> list[tuple[ExamRoom, list[SeatTried]]]:
    """The seats of each room; they come in order."""
    return [
        (next(iter(found)).room, found)
        for _pk, rows in groupby(seats, key=lambda seat: seat.room.pk)
        if (found := list(rows))
    ]
