"""`python -m bench.desk [CANDIDATES] [ROOMS]`: what it costs to look at a running session, in the
database that the environment names; one JSON object on standard output.

Everybody answers; the chief's desk and the console of every room are asked as their pages ask every
three seconds, and answer in full each time, as they do while answers come in. `round` is all of
them once, one after the other: its time is how long one server alone would need, its processor time
out of three seconds is the share of a core that all these pages keep busy. Times hold the
database's share, processor time does not.
"""

from __future__ import annotations

import json
import os
import sys

import django

django.setup()

from django.core.management import call_command  # noqa: E402  # tables exist only after setup
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench import scene  # noqa: E402
from bench.asking import Reader, cost, timed  # noqa: E402
from exams.actions import seating  # noqa: E402
from exams.actions.seating import RoomDraft  # noqa: E402
from exams.models import CheckIn, ExamRoom, ExamSession, RoomSeat  # noqa: E402
from people.models import Person  # noqa: E402

EVERY = 3000  # milliseconds between two looks
HTMX = {"HTTP_HX_REQUEST": "true"}
TIMES = 20


def roomed(candidates: int, rooms: int) -> tuple[ExamSession, list[ExamRoom], Person]:
    """A session that everybody sits, in so many rooms, all let in; and its officer."""
    scene.seats(candidates)
    session, officer = ExamSession.objects.get(), Person.objects.get(staff_number="90000002")
    size, now = -(-candidates // rooms), timezone.now()
    made = [
        seating.add_room(session, RoomDraft(f"{n}", size), actor=officer, now=now)
        for n in range(rooms)
    ]
    rows = list(session.candidates.order_by("pk"))
    RoomSeat.objects.bulk_create(
        RoomSeat(candidate=row, room=made[n // size], number=n % size + 1)
        for n, row in enumerate(rows)
    )
    CheckIn.objects.bulk_create(
        CheckIn(candidate=row, is_present=True, by=officer, at=now) for row in rows
    )
    return session, made, officer


def main() -> None:
    given = [int(word) for word in sys.argv[1:]]
    candidates, rooms = (*given, *(1200, 24)[len(given) :])
    call_command("collectstatic", verbosity=0, interactive=False)
    session, made, officer = roomed(candidates, rooms)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    reader = Reader(officer)
    desk = f"/exams/desks/{session.ref}/"
    consoles = [f"/exams/consoles/{room.ref}/" for room in made]
    each = iter(consoles * (TIMES + 1))

    def look_around() -> None:
        for address in (desk, *consoles):
            reader.open(address, **HTMX)

    look_around()
    told: dict[str, object] = {
        "candidates": candidates,
        "rooms": rooms,
        "desk": timed(lambda: reader.open(desk, **HTMX), TIMES)
        | cost(lambda: reader.open(desk, **HTMX)),
        "console": timed(lambda: reader.open(next(each), **HTMX), rooms)
        | cost(lambda: reader.open(consoles[0], **HTMX)),
    }
    around = timed(look_around, 3)
    told["round"] = around
    told["share_of_a_core"] = round(around["processor_ms"] / EVERY, 2)
    print(json.dumps(told | {"load": round(os.getloadavg()[0], 1)}))


if __name__ == "__main__":
    main()
