"""Pages of the room `statutes`: the law is open to everybody who is signed in."""

from __future__ import annotations

from datetime import date

from statutes import actions
from statutes.models import Amendment
from tests.conftest import NINE
from tests.matrix import NOT_ALLOWED, Row, everybody, only
from tests.statutes.conftest import LAW, take_in

KEEPER = ("legal_affairs",)
READERS = ("legal_affairs", "setter", "reviewer", "exam_officer", "exam_officer_2")
BANK = ("setter", "reviewer")
EXAMS = ("legal_affairs", "exam_officer", "exam_officer_2")
NEW = LAW.replace("二日内", "三日内")


def a_law(world):
    return {"version_id": take_in(LAW, "2020年公布", date(2020, 1, 1)).pk}


def two_versions(world):
    old = take_in(LAW, "2020年公布", date(2020, 1, 1))
    return old, take_in(NEW, "2026年修正", date(2026, 5, 1))


def amendment(world):
    old, new = two_versions(world)
    return actions.propose_amendment(old, new, actor_id=None, now=NINE)


def an_amendment(world):
    return {"amendment_id": amendment(world).pk}


def a_decided_amendment(world):
    made = amendment(world)
    ids = list(made.moves.values_list("pk", flat=True))
    actions.decide_moves(made, ids, actor_id=1, now=NINE)
    return {"amendment_id": made.pk}


def a_confirmed_amendment(world):
    address = a_decided_amendment(world)
    actions.confirm_amendment(Amendment.objects.get(), actor_id=1, now=NINE)
    return address


def a_move(world):
    return {"move_id": amendment(world).moves.first().pk}


def two(world):
    old, new = two_versions(world)
    return {"old_id": old.pk, "new_id": new.pk}


ROWS = [
    Row(
        "statutes:import_version",
        get=only(200, *KEEPER),
        post=only(200, *KEEPER),
        data=lambda world: {"action": "read", "text": LAW},
    ),
    Row(
        "statutes:choose",
        url=lambda world: {"version_id": two_versions(world)[1].pk},
        get=everybody(200),
        post=only(422, *KEEPER),
    ),
    Row(
        "statutes:end_version",
        url=a_law,
        get=only(200, *KEEPER),
        post=only(302, *KEEPER),
        data=lambda world: {"day": "2026-12-31", "basis": "废止决定"},
    ),
    Row("statutes:compare", url=two, get=everybody(200)),
    Row("statutes:amendments", get=only(200, *READERS)),
    Row("statutes:amendments_sheet", get=only(200, *READERS)),
    Row("statutes:amendment", url=an_amendment, get=only(200, *READERS)),
    Row(
        "statutes:amendment",
        about="no such amendment",
        url=lambda world: {"amendment_id": 987654},
        get=only(404, *READERS),
    ),
    Row(
        "statutes:decide_moves",
        url=an_amendment,
        get=NOT_ALLOWED,
        post=only(302, *KEEPER),
        data=lambda world: {"all_certain": "1"},
    ),
    Row(
        "statutes:change_move",
        url=a_move,
        get=only(200, *KEEPER),
        post=only(302, *KEEPER),
        data=lambda world: {"outcome": "changed", "new": "1"},
    ),
    Row(
        "statutes:correct_amendment",
        url=a_confirmed_amendment,
        get=only(200, *KEEPER),
        post=only(302, *KEEPER),
        data=lambda world: {"reason": "第一条对应有误"},
    ),
    Row(
        "amendments:impact_sheet",
        about="questions",
        url=lambda world: an_amendment(world) | {"part": "questions"},
        get=only(200, *BANK),
    ),
    Row(
        "amendments:impact_sheet",
        about="exams",
        url=lambda world: an_amendment(world) | {"part": "exams"},
        get=only(200, *EXAMS),
    ),
    Row(
        "amendments:impact_sheet",
        about="past results",
        url=lambda world: an_amendment(world) | {"part": "past"},
        get=only(200, *EXAMS),
    ),
    Row(
        "amendments:impact_sheet",
        about="lessons",
        url=lambda world: an_amendment(world) | {"part": "lessons"},
        get=only(200, *KEEPER),
    ),
    Row("amendments:impact", url=an_amendment, get=only(200, *READERS)),
    Row(
        "amendments:confirm",
        url=a_decided_amendment,
        get=NOT_ALLOWED,
        post=only(302, *KEEPER),
    ),
    Row("statutes:statutes", get=everybody(200)),
    Row("statutes:statutes_sheet", get=everybody(200)),
    Row("statutes:version", about="a text in force", url=a_law, get=everybody(200)),
    Row(
        "statutes:version",
        about="no such text",
        url=lambda world: {"version_id": 987654},
        get=everybody(404),
    ),
]
