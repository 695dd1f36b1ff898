"""Who gets which answer from every page. A page without a row fails the suite.

The rows stand in `tests/matrix`, by room; how to write one is said there.
"""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.matrix import OTHERS, STRANGER, exams, exchange, journal, people, questionbank, shell
from tests.matrix import statutes as statutes_rows
from tests.pages import patterns
from tests.test_headers import missing_headers

ROWS = [
    row
    for room in (shell, people, statutes_rows, questionbank, exams, exchange, journal)
    for row in room.ROWS
]
EXEMPT = shell.EXEMPT


@pytest.fixture
def world(request, cast, tree):
    """The cast and the tree; a room's makers may add to it (`tests/matrix/<room>.py`)."""
    return SimpleNamespace(cast=cast, tree=tree)


def test_every_page_has_a_row_and_every_row_a_page():
    pages = {name for name, _path in patterns()}
    rows = {row.page for row in ROWS}
    assert pages - rows - EXEMPT.keys() == set(), "add these pages to tests/matrix"
    assert (rows | EXEMPT.keys()) - pages == set(), "remove these stale rows"
    assert rows & EXEMPT.keys() == set()


def test_no_row_stands_twice():
    names = [str(row) for row in ROWS]
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_status(world, row, method):
    expected = getattr(row, method)
    address = reverse(row.page, kwargs=row.url(world))  # a maker may enlarge the cast
    assert expected.keys() <= {OTHERS, STRANGER, *world.cast}, "somebody outside the cast"
    data = row.data(world) if method == "post" else {}
    wrong = {}
    for who in (STRANGER, *world.cast):
        answer = _ask(world, who, method, address, data)
        due = expected.get(who, expected[OTHERS])
        if answer.status_code != due:
            wrong[who] = f"{answer.status_code} instead of {due}"
        assert missing_headers(answer) == {}
    assert wrong == {}


def _ask(world, who, method, address, data):
    """One member's request; whatever it changed is undone before the next one asks."""
    client = Client()
    undone = transaction.atomic()
    undone._from_testcase = True  # as Django's own tests say that a durable deed may stand inside
    with undone:
        if who != STRANGER:
            client.force_login(world.cast[who].user)
        answer = getattr(client, method)(address, data)
        transaction.set_rollback(True)
    return answer
