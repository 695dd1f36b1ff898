"""What would become of the rows of an imported roster or seat list. No database, no clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from exams.rules.seats import Seat
from exchange.rules import Column, Fault, Finding, Resolution, Row, Standing, form_faults


@dataclass(frozen=True)
class Listed:
    """A person of the importer's scope: name, and the candidacies by session."""

    name: str
    sits: Mapping[str, str] = field(default_factory=dict)
    other_session: frozenset[str] = frozenset()  # sessions of whose exam another one is sat


@dataclass(frozen=True)
class RosterFacts:
    """Sessions whose rosters are open, and persons by staff number; no others are there."""

    sessions: frozenset[str]
    persons: Mapping[str, Listed]


def judge_roster(
    rows: Sequence[Row], columns: Sequence[Column], facts: RosterFacts
) -> list[Finding]:
    """A finding for each row, in order."""
    first: dict[tuple[str, str], int] = {}
    found = []
    for row in rows:
        at = (row.get("session"), row.get("number"))
        found.append(_on_roster(row, columns, facts, first.get(at)))
        if row.resolution is not Resolution.SKIP:
            first.setdefault(at, row.n)
    return found


def _on_roster(
    row: Row, columns: Sequence[Column], facts: RosterFacts, earlier: int | None
) -> Finding:
    faults = list(form_faults(columns, row))
    session, person = row.get("session"), facts.persons.get(row.get("number"))
    if session and session not in facts.sessions:
        faults.append(Fault("session", "session_unknown"))
    if row.get("number") and person is None:
        faults.append(Fault("number", "person_unknown"))
    if person is not None and row.get("name") and person.name != row.get("name"):
        faults.append(Fault("name", "name_differs"))
    if faults or person is None:
        return Finding(Standing.FAULTY, tuple(faults))
    if session in person.sits:
        return Finding(Standing.UNCHANGED, key=person.sits[session])
    if session in person.other_session:
        return Finding(Standing.FAULTY, (Fault("number", "sits_elsewhere"),))
    if earlier is not None:
        return Finding(Standing.FAULTY, (Fault("number", "repeated", {"row": earlier}),))
    return Finding(Standing.NEW)


@dataclass(frozen=True)
class Seated:
    """A candidate of the importer's exams: name, session, key, and the seat held now."""

    name: str
    session: str
    key: str
    seat: Seat | None = None


@dataclass(frozen=True)
class SeatFacts:
    """Candidates by ticket number; for each session its rooms with their seats, and who sits on
    which seat by ticket number."""

    candidates: Mapping[str, Seated]
    rooms: Mapping[str, Mapping[int, int]]
    held: Mapping[str, Mapping[Seat, str]]


def judge_seats(rows: Sequence[Row], columns: Sequence[Column], facts: SeatFacts) -> list[Finding]:
    """A finding for each row, in order. A seat that another keeps, or an earlier row asks for, is
    taken; one that another row gives up is free."""
    named = {row.get("ticket") for row in rows if row.resolution is not Resolution.SKIP}
    taken: dict[tuple[str, Seat], int] = {}
    first: dict[str, int] = {}
    found = []
    for row in rows:
        finding = _on_seat(row, columns, facts, named)
        ticket, seat = row.get("ticket"), seat_of(row)
        who = facts.candidates.get(ticket)
        if who and seat and finding.standing in (Standing.NEW, Standing.UNCHANGED):
            earlier = taken.get((who.session, seat)) or first.get(ticket)
            if earlier is not None:
                finding = Finding(Standing.FAULTY, (Fault("seat", "repeated", {"row": earlier}),))
        if row.resolution is not Resolution.SKIP and who and seat:
            taken.setdefault((who.session, seat), row.n)
            first.setdefault(ticket, row.n)
        found.append(finding)
    return found


def seat_of(row: Row) -> Seat | None:
    """The seat that a row names, if these are numbers."""
    room, number = row.get("room"), row.get("seat")
    is_seat = all(text.isascii() and text.isdigit() and len(text) < 5 for text in (room, number))
    return Seat(int(room), int(number)) if is_seat else None


def _on_seat(row: Row, columns: Sequence[Column], facts: SeatFacts, named: set[str]) -> Finding:
    faults = list(form_faults(columns, row))
    who, seat = facts.candidates.get(row.get("ticket")), seat_of(row)
    if row.get("ticket") and who is None:
        faults.append(Fault("ticket", "ticket_unknown"))
    if who is not None and row.get("name") and who.name != row.get("name"):
        faults.append(Fault("name", "name_differs"))
    if who is not None and (seat is None or not _is_there(seat, facts.rooms[who.session])):
        faults.append(Fault("seat", "no_such_seat"))
    if faults or who is None or seat is None:
        return Finding(Standing.FAULTY, tuple(faults))
    if who.seat == seat:
        return Finding(Standing.UNCHANGED, key=who.key)
    keeper = facts.held.get(who.session, {}).get(seat)
    if keeper is not None and keeper not in named:
        return Finding(Standing.FAULTY, (Fault("seat", "seat_taken"),))
    return Finding(Standing.NEW)


def _is_there(seat: Seat, rooms: Mapping[int, int]) -> bool:
    return 0 < seat.number <= rooms.get(seat.room, 0)
