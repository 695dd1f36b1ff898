"""Pages of the room `exams`."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from exams.actions import sitting
from tests.exams.makers import DEVICE, make_bank, make_ready
from tests.matrix import Row, everybody, exam_objections, exam_pages, exam_rooms, only


def ready(world):
    """李's attempt in a session that has been running for five minutes."""
    if not hasattr(world, "attempt"):
        make_bank(world.cast)
        opens_at = timezone.now() - timedelta(minutes=5)
        _exam, session = make_ready(world.cast, world.cast["li"], opens_at=opens_at)
        world.attempt = session.attempts.get()
    return {"ref": world.attempt.ref}


def running(world):
    """The same, started at another computer than the one that asks."""
    address = ready(world)
    sitting.start(world.attempt, device=DEVICE, now=timezone.now())
    return address


def closed(world):
    """The same, handed in."""
    address, now = running(world), timezone.now()
    sitting.hand_in(world.attempt.ref, world.cast["li"].pk, [], arrival=now, now=now)
    return address


ALONE = {"others": 404}  # an attempt is its candidate's; nobody else learns that it is there
API = {"strangers": 401}
NO_POST = everybody(405, strangers=405)

ROWS: list[Row] = [
    Row(  # what the candidate sees, and where: tests/exams/hall/test_pictures.py
        "exams:attempt_picture",
        about="no picture of li's paper",
        url=lambda world: running(world) | {"sha256": "0" * 64},
        get=everybody(404),
    ),
    Row("exams:attempt", about="li's, ready", url=ready, get=only(200, "li", **ALONE)),
    Row("exams:attempt", about="li's, running", url=running, get=only(302, "li", **ALONE)),
    Row(
        "exams:start",
        about="li's, ready",
        url=ready,
        get=everybody(405),
        post=only(302, "li", **ALONE),
    ),
    Row("exams:hall", about="li's, ready", url=ready, get=only(302, "li", **ALONE)),
    Row("exams:hall", about="li's, elsewhere", url=running, get=only(302, "li", **ALONE)),
    Row(
        "exams:paper",
        about="li's, ready",
        url=ready,
        get=only(409, "li", **ALONE, **API),
        post=NO_POST,
    ),
    Row(
        "exams:paper",
        about="li's, elsewhere",
        url=running,
        get=only(409, "li", **ALONE, **API),
        post=NO_POST,
    ),
    Row(
        "exams:paper",
        about="li's, closed",
        url=closed,
        get=only(409, "li", **ALONE, **API),
        post=NO_POST,
    ),
    Row(
        "exams:state",
        about="li's, elsewhere",
        url=running,
        get=only(409, "li", **ALONE, **API),
        post=NO_POST,
    ),
    Row(
        "exams:save",
        about="li's, without a lease",
        url=running,
        get=everybody(405),
        post=everybody(401),
    ),
    Row(
        "exams:hand_in",
        about="li's, elsewhere",
        url=running,
        get=everybody(405),
        post=only(302, "li", **ALONE),
    ),
    Row(
        "exams:take_over",
        about="li's, running, without a code",
        url=running,
        get=only(200, "li", **ALONE),
        post=only(422, "li", **ALONE),
    ),
    Row(
        "exams:take_over",
        about="li's, closed",
        url=closed,
        get=only(302, "li", **ALONE),
        post=only(302, "li", **ALONE),
    ),
    Row("exams:receipt", about="li's, running", url=running, get=only(302, "li", **ALONE)),
    Row("exams:receipt", about="li's, closed", url=closed, get=only(200, "li", **ALONE)),
    *exam_objections.ROWS,
    *exam_pages.ROWS,
    *exam_rooms.ROWS,
]
