"""Who gets which answer from every page. A page without a row fails the suite.

The rows stand in `tests/matrix`, by room; how to write one is said there.
"""

from __future__ import annotations

from dataclasses import fields
from types import SimpleNamespace

import pytest
import time_machine
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from tests.conftest import NINE
from tests.matrix import (
    OTHERS,
    STRANGER,
    Row,
    exam_pages,
    exams,
    exchange,
    journal,
    people,
    questionbank,
    shell,
)
from tests.matrix import appointments as appointment_rows
from tests.matrix import audits as audit_rows
from tests.matrix import lessons as lesson_rows
from tests.matrix import notices as notice_rows
from tests.matrix import practice as practice_rows
from tests.matrix import qualifications as qualification_rows
from tests.matrix import rotations as rotation_rows
from tests.matrix import statutes as statutes_rows
from tests.matrix import training as training_rows
from tests.pages import patterns
from tests.remembered import remembered
from tests.test_headers import missing_headers

ROWS = [
    row
    for room in (
        shell,
        people,
        notice_rows,
        statutes_rows,
        questionbank,
        exams,
        lesson_rows,
        rotation_rows,
        training_rows,
        practice_rows,
        qualification_rows,
        appointment_rows,
        exchange,
        journal,
        audit_rows,
    )
    for row in room.ROWS
]
EXEMPT = shell.EXEMPT
NO_RECORD = next(field.default for field in fields(Row) if field.name == "url")
OF_THE_DISTRICT = "exams:seat_check"  # made by the invigilator, who works in the officer's district
OF_ONE_EXAM = [
    row for row in exam_pages.ROWS if row.url is not NO_RECORD and row.page != OF_THE_DISTRICT
]
SAME_PLACE = {"wang": "li", "exam_officer_2": "exam_officer"}
SAME_ROLE = SAME_PLACE | {"zhao": "li"}
CLIENT = Client()  # one for all: each new one would put the middleware together anew


@remembered
def sign_in(cast, *, now):
    """The session cookies of the cast; `now` is where the clock must stand."""
    return {who: _session(person) for who, person in cast.items()}


def _session(person):
    client = Client()
    client.force_login(person.user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def world(cast, tree, plain_refusals):
    """The cast and the tree; a room's makers may add to it (`tests/matrix/<room>.py`)."""
    with time_machine.travel(NINE, tick=False):
        sessions = sign_in(cast, now=NINE)
        yield SimpleNamespace(cast=cast, tree=tree, sessions=sessions, kept={})


def test_every_page_has_a_row_and_every_row_a_page():
    pages = {name for name, _path in patterns()}
    rows = {row.page for row in ROWS}
    assert pages - rows - EXEMPT.keys() == set(), "add these pages to tests/matrix"
    assert (rows | EXEMPT.keys()) - pages == set(), "remove these stale rows"
    assert rows & EXEMPT.keys() == set()


def test_no_row_stands_twice():
    names = [str(row) for row in ROWS]
    assert sorted(set(names)) == sorted(names)


def _opens(row):
    return any(status < 300 for status in row.get.values())


@pytest.mark.parametrize(
    "row",
    [pytest.param(row, marks=() if _opens(row) else pytest.mark.sqlite) for row in ROWS],
    ids=str,
)
def test_status(world, row):
    address = reverse(row.page, kwargs=row.url(world))  # a maker may enlarge the cast
    assert row.get.keys() | row.post.keys() <= {OTHERS, STRANGER, *world.cast}, "not of the cast"
    for who in world.cast.keys() - world.sessions.keys():
        world.sessions[who] = _session(world.cast[who])
    wrong = {}
    for method, data in (("get", {}), ("post", row.data(world))):
        for who in _asked(row, method, world.cast):
            answer = _ask(world, who, method, address, data)
            due = _due(getattr(row, method), who)
            if answer.status_code != due:
                wrong[method, who] = f"{answer.status_code} instead of {due}"
            assert missing_headers(answer) == {}
    if row in OF_ONE_EXAM and connection.vendor == "sqlite":
        world.sessions["foreign"] = _session(exam_pages.make_foreign(world.tree))
        for method, data in (("get", {}), ("post", row.data(world))):
            answer = _ask(world, "foreign", method, address, data)
            if answer.status_code not in (404, 405):
                wrong[method, "foreign"] = answer.status_code
    assert wrong == {}


def _due(statuses, who):
    return statuses.get(who, statuses[OTHERS])


def _asked(row, method, cast):
    """Everybody; but of those answered alike for the same reason one is enough.

    The second engine shows each page that opens once; the deeds have tests of their own.
    """
    statuses = getattr(row, method)
    known = any(status != 405 for who, status in statuses.items() if who != STRANGER)
    seen = set()
    for who in (STRANGER, *cast):
        due = _due(statuses, who)
        if connection.vendor == "sqlite":
            alike = _alike(row, method, who, known)
        else:
            alike = due if who != STRANGER and method == "get" and due < 300 else None
        if alike is not None and alike not in seen:
            yield who
            seen.add(alike)


def _alike(row, method, who, known):
    """What those have in common of whom one is asked; None: nobody need be.

    A method that a page does not know is refused before anybody is looked at: asked are one whom
    the page's other method lets in and one whom it does not. Whom a page refuses by GET, it
    refuses by POST through the same door. Where the role is too low it is so for all who hold the
    same; where the record is out of sight, for all of the same role and agency.
    """
    due = _due(getattr(row, method), who)
    other = _due(row.get if method == "post" else row.post, who)
    if who == STRANGER:
        return who if known or due != other else None
    if not known:
        return due, other < 400
    if due == 403:
        return due if method == "post" and other == 403 else (due, SAME_ROLE.get(who, who))
    return (due, other, SAME_PLACE.get(who, who)) if due == 404 else who


def _ask(world, who, method, address, data):
    """One member's request; whatever it changed is undone before the next one asks."""
    client = CLIENT
    client.cookies.clear()
    undone = transaction.atomic()
    undone._from_testcase = True  # as Django's own tests say that a durable deed may stand inside
    with undone:
        if who != STRANGER:
            client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[who]
        answer = getattr(client, method)(address, data)
        transaction.set_rollback(True)
    return answer
