"""Lists ask the database as often for twenty rows as for one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from exams.actions import planning
from people.rules import Role
from tests.conftest import NINE, make_person
from tests.exams.makers import make_exam, make_ready, started

pytestmark = pytest.mark.django_db(transaction=True)
MOST = {"exams": 12, "blueprints": 12, "mine": 12, "rooms": 12, "session": 24, "room": 24}
MOST |= {"results": 24}


def count(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def people(tree, n, start=0):
    return [
        make_person(tree.here, f"7{k:07d}", f"员{k}", Role.OFFICER) for k in range(start, start + n)
    ]


def test_lists_of_exams_and_blueprints(at, ask, cast, bank):
    officer, li = ask("exam_officer"), ask("li")
    seen = {}
    for n in (1, 19):
        for k in range(n):
            make_ready(cast, cast["li"], opens_at=NINE + timedelta(days=n + k))
        for page in ("exams", "blueprints", "rooms"):
            seen.setdefault(page, []).append(count(officer, reverse(f"exams:{page}")))
        seen.setdefault("mine", []).append(count(li, reverse("exams:mine")))
    for page, (one, twenty) in seen.items():
        assert one == twenty <= MOST[page], page


def test_lists_of_people(at, ask, cast, tree, bank):
    officer = ask("exam_officer")
    seen = {}
    for n in (1, 20):
        persons = people(tree, n, start=n * 100)
        draft = make_exam(cast, opens_at=NINE + timedelta(days=n), now=NINE)
        planning.enrol(draft.sessions.get(), persons, actor=cast["exam_officer"], now=NINE)
        _exam, session = make_ready(cast, *persons)
        for person in persons:
            started(session, person)
        address = {
            "session": draft.sessions.get().ref,
            "room": session.ref,
        }
        for page, ref in address.items():
            url = reverse(f"exams:{page}", args=[ref])
            seen.setdefault(page, []).append(count(officer, url))
        at(NINE + timedelta(hours=3))
        url = reverse("exams:results", args=[session.ref])
        seen.setdefault("results", []).append(count(officer, url))
        at(NINE)
    for page, (one, twenty) in seen.items():
        assert one == twenty <= MOST[page], page
