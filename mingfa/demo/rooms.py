"""Rooms of the exam that is open: seats, who was let in, what happened; and a rehearsal before."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from exams.actions import rehearsing, rooming, saving, seating, sitting
from exams.actions.seating import RoomDraft
from exams.models import Attempt, ExamRoom, ExamSession
from exams.rules.keeping import FIRST_CLIENT_SEQ, Operation
from exams.rules.rehearsing import QUESTIONS
from mingfa.demo.city import City
from people.models import Person

NAMES = ("一号机考室", "二号机考室")
SPARE = 2  # seats in each room that nobody sits on
TRIED = timedelta(hours=1)


def furnish(city: City, session: ExamSession, now: datetime) -> None:
    """Two rooms, everybody on a seat."""
    officer = city.staff["exam_officer"]
    half = -(-session.candidates.count() // len(NAMES))
    for name in NAMES:
        draft = RoomDraft(name, half + SPARE)
        seating.add_room(session, draft, actor=officer, now=now)
    seating.assign_seats(session, actor=officer, now=now)


def rehearse(city: City, session: ExamSession, now: datetime) -> None:
    """The computers are tried the day before: all pass but the last two."""
    officer = city.staff["exam_officer"]
    made = rehearsing.start_rehearsal(session, until=now + TRIED, actor=officer, now=now)
    attempts = made.attempts.select_related("paper").order_by("candidate__seat__room", "pk")
    seats = list(attempts)
    for attempt in seats[:-2]:
        _try(attempt, len(QUESTIONS), now)
    _try(seats[-2], 1, now)
    rehearsing.end_rehearsal(made, actor=officer, now=now + TRIED / 2)


def _try(attempt: Attempt, answers: int, now: datetime) -> None:
    opened = sitting.start(attempt, device=secrets.token_urlsafe(16), now=now)
    found = []
    for place in attempt.sat.body["places"][:answers]:
        token = place["tokens"][0]
        chosen = f"{token}=依法行政" if place["kind"] == "fill_in" else token
        seq = FIRST_CLIENT_SEQ + place["place"]
        found.append(Operation(secrets.token_hex(16), opened.epoch, seq, place["place"], (chosen,)))
    ref, person = attempt.ref, attempt.person_id
    saving.save(ref, person, found, arrival=now, now=now)
    sitting.hand_in(ref, person, [], arrival=now, now=now)


def let_in(city: City, session: ExamSession, away: Sequence[Person], now: datetime) -> None:
    """Everybody is let in but those away; a computer of the first room failed."""
    watch = city.staff["invigilator"]
    out = {person.pk for person in away}
    for candidate in session.candidates.order_by("number"):
        if candidate.person_id not in out and candidate.agency_id != watch.agency_id:
            rooming.check_in(candidate, is_present=True, actor=watch, now=now)
    room = ExamRoom.objects.filter(session=session).earliest("ordinal")
    words = "三号机位显示器不亮，考生改坐备用机位，用时两分钟"
    rooming.report_incident(room, kind="computer", words=words, actor=watch, now=now)
