"""The shortest way for a save answers what the page answers, and leaves the rest to the site."""

from __future__ import annotations

import io
import json

import pytest

from exams.models import Event, Operation
from exams.views.door import SaveDoor

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(li):
    return li.start()


class Knock:
    """A request at the door as the web server hands it on; what came of it."""

    def __init__(self, hall, *ops, **changed):
        body = json.dumps({"ops": list(ops)}).encode()
        self.environ = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": hall.url("save"),
            "HTTP_HOST": "testserver",
            "HTTP_X_LEASE": hall.hall["lease"],
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
            **changed,
        }
        self.status, self.headers, self.left = "", {}, None
        self.body = b"".join(SaveDoor(self._site)(self.environ, self._respond))

    def _respond(self, status, headers):
        self.status, self.headers = status, dict(headers)

    def _site(self, environ, respond):
        self.left = environ["wsgi.input"].read()
        return [b""]


def test_a_plain_save_is_answered_as_the_page_answers_it(hall):
    first, second = hall.op(1), hall.op(2)
    page = hall.send(first)
    at_door = Knock(hall, second)
    assert (at_door.status, at_door.left) == ("200 OK", None)
    said, of_page = json.loads(at_door.body), page.json()
    assert said["dispositions"] == {second["op_id"]: "applied"}
    assert (said["head_n"], said["head_hash"]) == (3, hall.fresh().head_hash)
    own = ("dispositions", "head_n", "head_hash")
    assert {n: said[n] for n in said if n not in own} == {
        n: of_page[n] for n in said if n not in own
    }
    same = {name.lower(): value for name, value in at_door.headers.items()}
    of_page = {name.lower(): value for name, value in page.headers.items()}
    differs = {n for n in same.keys() | of_page.keys() if same.get(n) != of_page.get(n)}
    assert differs <= {"x-request-id", "content-length"}
    assert Event.objects.filter(type="save").count() == 2


def test_whatever_is_unusual_goes_to_the_site_untouched(hall, cast, monkeypatch, settings):
    op = hall.op(1)
    lease = hall.hall["lease"]
    for changed in (
        {"HTTP_X_LEASE": lease[:-1] + ("A" if lease[-1] != "A" else "B")},
        {"HTTP_HOST": "evil.example"},
        {"REQUEST_METHOD": "GET"},
        {"CONTENT_LENGTH": "9999999"},
        {"CONTENT_LENGTH": ""},
        {"PATH_INFO": hall.url("hand_in")},
        {"wsgi.input": io.BytesIO(b"{"), "CONTENT_LENGTH": "1"},
    ):
        sent = changed.get("wsgi.input", io.BytesIO(json.dumps({"ops": [op]}).encode())).getvalue()
        assert Knock(hall, op, **changed).left == sent
    assert Knock(hall).left == b'{"ops": []}'  # asks for news only
    for other in (op | {"seq": 1}, op | {"epoch": 2}):
        assert json.loads(Knock(hall, other).left) == {"ops": [other]}
    settings.SECURE_SSL_REDIRECT = True
    assert Knock(hall, op).left
    assert not Operation.objects.exists()


def test_a_client_that_comes_too_often_is_told_so_at_the_door(hall):
    at_door = [Knock(hall, hall.op(1)) for _ in range(60)]
    stored = [knock.status for knock in at_door].count("200 OK")
    assert Operation.objects.count() == stored < 60
    assert all(knock.left is None for knock in at_door)
    of_page, last = hall.send(), at_door[-1]
    assert (last.status, of_page.status_code) == ("429 Too Many Requests", 429)
    assert last.body == of_page.content
    assert last.headers["Retry-After"] == of_page.headers["Retry-After"] == "1"
    assert Knock(hall).status.startswith("429")  # whatever it asks for
