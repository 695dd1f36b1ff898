"""A session with rooms and seats, made by the product's own actions."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

from exams.actions import planning, seating
from exams.actions.seating import RoomDraft
from exams.rules.seats import Seat
from people.rules import Role
from tests.conftest import NINE, make_person
from tests.exams.makers import make_bank, make_ready
from tests.remembered import remembered

NETWORK = "10.20.7.0/24"


@remembered
def make_roomed(cast, *, opens_at=NINE, now=None, network="", **settings):
    """李 and 王 in the first room, 赵 in the second; 监一 supervises the whole session, 监二, of no
    candidate's unit, the first room alone, and 考三 is an officer of no candidate's unit."""
    make_bank(cast)
    officer, now = cast["exam_officer"], now or opens_at - timedelta(hours=2)
    _exam, session = make_ready(
        cast, cast["li"], cast["wang"], cast["zhao"], opens_at=opens_at, **settings
    )
    city = cast["legal_affairs"].agency
    watch = make_person(city, "40000011", "监二", Role.INVIGILATOR, over=city)
    chief = make_person(city, "40000012", "考三", Role.EXAM_OFFICER, over=city)
    rooms = [
        seating.add_room(session, RoomDraft(name, 4, network), actor=officer, now=now)
        for name in ("501", "502")
    ]
    for person, seat in (("li", Seat(1, 1)), ("wang", Seat(1, 2)), ("zhao", Seat(2, 1))):
        candidate = session.candidates.get(person=cast[person])
        seating.place_candidates(session, [(candidate, seat)], actor=officer, now=now)
    appoint = {"actor": officer, "now": now}
    planning.appoint_invigilator(session, cast["invigilator"], **appoint)
    planning.appoint_invigilator(session, watch, room=rooms[0], **appoint)
    return SimpleNamespace(
        session=session, first=rooms[0], second=rooms[1], watch=watch, chief=chief
    )
