"""Trying the computers of a session's rooms: begun and ended by an examination officer.

Every seat gets a number that stands for nobody, and a short paper. What is sat is kept as in every
exam (chain, receipt, deadline), but nothing is sealed, drawn, marked or published.
"""

from __future__ import annotations

import secrets
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from exams.actions.papers import store_first
from exams.actions.planning import free_numbers
from exams.actions.signing import ActRefused, refuse_if
from exams.actions.sitting import close_held
from exams.models import (
    Attempt,
    Candidate,
    Exam,
    ExamRoom,
    ExamSession,
    Invigilation,
    Paper,
    RoomSeat,
)
from exams.models.rehearsals import seats_tried
from exams.proof import base_hash, hall_text, plain_place, tokens_text
from exams.rules import rehearsing
from exams.rules.conduct import ActRefusal, SessionState
from exams.rules.purposes import Purpose
from journal.actions import record
from journal.rules import digest
from people.actions.stand_ins import add_stand_ins, close_stand_ins
from people.models import Person
from questionbank.models import Revision

TITLE = "演练：{title}"
LONGEST_TITLE: int = Exam._meta.get_field("title").max_length  # type: ignore[assignment]


@transaction.atomic
def start_rehearsal(
    session: ExamSession, *, until: datetime, actor: Person, now: datetime
) -> ExamSession:
    """A rehearsal of all seats of the session's rooms, from now on until then.

    Its invigilators are the session's. Raises ActRefused: results published, no room, another
    rehearsal runs, an end that is past, too far off, or after the session's opening.
    """
    held = _held(session.pk)
    rooms = list(held.rooms.order_by("ordinal"))
    if held.state == SessionState.PUBLISHED or held.rehearses_id is not None:
        raise ActRefused(ActRefusal.WRONG_STATE)
    if held.rehearsals.filter(closes_at__gt=now).exists():
        raise ActRefused(ActRefusal.REHEARSAL_RUNS)
    refuse_if(None if rooms else ActRefusal.NO_ROOM)
    if not rehearsing.window_fits(now=now, until=until, opens_at=held.opens_at):
        raise ActRefused(ActRefusal.REHEARSAL_WINDOW)
    made = _session(held, until, actor, now)
    seats = [(room, number) for room in _rooms(made, rooms) for number in _numbers(room)]
    _seat_everybody(made, seats, now)
    _invigilators(held, made)
    facts = {"rehearsal": made.ref, "seats": len(seats), "until": until.isoformat()}
    _note(actor, "exams.start_rehearsal", held, facts, now)
    return made


def _held(session_id: int) -> ExamSession:
    rows = ExamSession.objects.select_for_update(of=("self",))
    found = rows.select_related("exam__agency", "exam__blueprint").filter(pk=session_id).first()
    if found is None:
        raise ActRefused(ActRefusal.REMOVED)
    return found


def _session(held: ExamSession, until: datetime, actor: Person, now: datetime) -> ExamSession:
    exam = Exam.objects.create(
        agency=held.exam.agency,
        title=TITLE.format(title=held.exam.title)[:LONGEST_TITLE],
        purpose=Purpose.REHEARSAL,
        blueprint=held.exam.blueprint,
        duration_minutes=rehearsing.MINUTES,
        entry_minutes=rehearsing.MOST_HOURS * 60,
        pass_marks=0,
        own_takeover=False,
        open_book=True,
        made_by_id=actor.pk,
        made_at=now,
    )
    return ExamSession.objects.create(
        exam=exam,
        place=held.place,
        opens_at=now,
        closes_at=until,
        state=SessionState.DRAWN,
        rehearses=held,
    )


def _rooms(made: ExamSession, rooms: list[ExamRoom]) -> list[ExamRoom]:
    return ExamRoom.objects.bulk_create(
        ExamRoom(
            session=made,
            ordinal=room.ordinal,
            name=room.name,
            capacity=room.capacity,
            network=room.network,
        )
        for room in rooms
    )


def _numbers(room: ExamRoom) -> range:
    return range(1, room.capacity + 1)


def _seat_everybody(made: ExamSession, seats: list[tuple[ExamRoom, int]], now: datetime) -> None:
    """A number, a seat and a paper for each of the computers."""
    agency = made.exam.agency
    labels = [f"{room.ordinal:02d} 考场 {number:02d} 号机" for room, number in seats]
    persons = add_stand_ins(agency, labels, now=now)
    numbers = free_numbers(timezone.localdate(now), len(persons))
    candidates = Candidate.objects.bulk_create(
        Candidate(session=made, person=person, agency=agency, number=number)
        for person, number in zip(persons, numbers, strict=True)
    )
    RoomSeat.objects.bulk_create(
        RoomSeat(candidate=candidate, room=room, number=number)
        for candidate, (room, number) in zip(candidates, seats, strict=True)
    )
    store_first([_paper(made, candidate) for candidate in candidates])


def _paper(made: ExamSession, candidate: Candidate) -> Paper:
    places = rehearsing.places(lambda: secrets.token_hex(9))
    asked = zip(places, rehearsing.QUESTIONS, strict=True)
    words = {
        place.revision_id: Revision(kind=one.kind, stem=one.stem, options=list(one.options))
        for place, one in asked
    }
    body = {"places": [plain_place(place) for place in places], "rehearsal": True}
    attempt = Attempt(
        exam=made.exam, session=made, candidate=candidate, person_id=candidate.person_id
    )
    paper = Paper(
        attempt=attempt,
        body=body,
        hall=hall_text(made.exam, places, words),
        tokens=tokens_text(places),
        digest=digest(body),
    )
    attempt.base_hash = base_hash(attempt.ref, paper.digest, "")
    attempt.head_hash = attempt.base_hash
    return paper


def _invigilators(held: ExamSession, made: ExamSession) -> None:
    rooms = {room.ordinal: room for room in made.rooms.all()}
    for row in held.invigilations.select_related("room"):
        room = rooms[row.room.ordinal] if row.room else None
        Invigilation.objects.create(session=made, person_id=row.person_id, room=room)


@transaction.atomic
def end_rehearsal(rehearsal: ExamSession, *, actor: Person, now: datetime) -> dict[str, int]:
    """End it: what is open is closed, and no number opens anything any more. Returns how many
    seats stand where; it stays on record. Raises ActRefused when it is over."""
    held = _held(rehearsal.pk)
    if held.rehearses_id is None or held.rehearses is None or now >= held.closes_at:
        raise ActRefused(ActRefusal.WRONG_STATE)
    rows = held.attempts.open().select_for_update(of=("self",)).order_by("pk")
    for attempt in rows.select_related("exam", "session", "candidate", "paper"):
        close_held(attempt, "invigilator", actor_id=actor.pk, now=now)
    held.closes_at = max(now, held.opens_at + timedelta(seconds=1))
    held.save(update_fields=["closes_at"])
    close_stand_ins(Person.objects.filter(candidacies__session=held))
    counts = Counter(seat.stands.value for seat in seats_tried(held))
    facts: dict[str, Any] = {"rehearsal": held.ref, **counts}
    _note(actor, "exams.end_rehearsal", held.rehearses, facts, now)
    return dict(counts)


@transaction.atomic
def close_past(*, now: datetime) -> int:
    """Let the numbers of rehearsals that are over by their time open nothing; how many did."""
    past = ExamSession.objects.rehearsals().filter(closes_at__lte=now)
    return close_stand_ins(Person.objects.filter(candidacies__session__in=past))


def _note(
    actor: Person, act: str, session: ExamSession, facts: dict[str, Any], now: datetime
) -> None:
    subject = f"exams.examsession:{session.pk}"
    record(actor.pk, act, subject, facts, agency_id=session.exam.agency_id, now=now)
