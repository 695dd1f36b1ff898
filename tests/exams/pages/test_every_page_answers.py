"""Each page at each stage is there and says its heading."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.conftest import NINE
from tests.exams.pages.conftest import HOUR

pytestmark = pytest.mark.django_db(transaction=True)


def get(client, page, *args):
    answer = client.get(reverse(f"exams:{page}", args=args))
    assert answer.status_code == 200, page
    return answer.content.decode()


def test_the_pages_of_a_draft(at, ask, draft):
    officer = ask("exam_officer")
    for page in ("blueprints", "make_blueprint", "make_from_template", "exams", "make_exam"):
        get(officer, page)
    for page in ("blueprint", "change_blueprint"):
        get(officer, page, draft.exam.blueprint_id)
    for page in ("exam", "change_exam", "sign_seal", "add_session"):
        get(officer, page, draft.exam.ref)
    for page in ("session", "change_session", "sign_lock", "session_record", "session_proof"):
        get(officer, page, draft.session.ref)


def test_the_pages_of_a_running_session(at, ask, running):
    officer = ask("exam_officer")
    for page in ("session", "sign_lock", "session_record", "session_proof", "room", "publish"):
        get(officer, page, running.session.ref)
    get(officer, "exam", running.exam.ref)
    get(officer, "sign_seal", running.exam.ref)
    get(officer, "seat", running.session.ref, running.li.ref)
    get(ask("invigilator"), "rooms")
    get(ask("invigilator"), "room", running.session.ref)
    get(ask("li"), "mine")


def test_the_pages_of_a_published_session(at, ask, published):
    at(NINE + 4 * HOUR)
    officer = ask("exam_officer")
    for page in ("session", "session_proof", "room", "results", "publish"):
        get(officer, page, published.session.ref)
    get(officer, "exam", published.exam.ref)
    get(officer, "result", published.li.ref)
    get(ask("li"), "result", published.li.ref)
    get(ask("coordinator"), "result", published.li.ref)
    get(ask("coordinator"), "results", published.session.ref)
    get(ask("li"), "mine")
