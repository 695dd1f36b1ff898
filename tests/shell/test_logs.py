"""One line of JSON per request, and nothing in it that somebody typed."""

import io
import json
import logging
from logging.config import dictConfig

import pytest
import structlog
from django.conf import settings as django_settings
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from journal import vault
from journal.models import Stream
from mingfa.urls import urlpatterns as pages
from tests.conftest import make_person

CANARY = "canary7731"
FORGED = f'x\r\n{{"event": "request"}}\u2028\u202e\x1b[31m{CANARY}'


def fail(request, who):
    raise RuntimeError(f"{CANARY} {who} {request.body!r}")


def clash(request, who):
    with transaction.atomic():
        Stream.objects.create(name=CANARY)
        Stream.objects.create(name=CANARY)


def fine(request, who):
    return HttpResponse("ok")


urlpatterns = [
    *pages,
    path("fail/<str:who>", fail, name="fail"),
    path("clash/<str:who>", clash, name="clash"),
    path("fine/<str:who>", fine, name="fine"),
]


@pytest.fixture
def written():
    """What the site writes, line by line, as in production."""
    dictConfig(django_settings.LOGGING)
    root = logging.getLogger()
    stream = io.StringIO()
    ours = next(h for h in root.handlers if type(h) is logging.StreamHandler)
    before = ours.setStream(stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().split("\n") if line]
    ours.setStream(before)
    root.removeHandler(ours)
    assert CANARY not in stream.getvalue()
    assert stream.getvalue().isascii()


@pytest.fixture
def signed_in(settings, cast):
    settings.ROOT_URLCONF = "tests.shell.test_logs"
    client = Client(raise_request_exception=False)
    client.force_login(cast["li"].user)
    return client


def send(client, page):
    return client.post(
        f"/{page}/{CANARY}?who={CANARY}",
        {"name": CANARY},
        headers={"user-agent": FORGED.replace("\r\n", ""), "referer": f"https://x/{CANARY}"},
    )


def test_one_line_for_a_request_with_its_route_and_the_persons_number(signed_in, written, cast):
    reply = send(signed_in, "fine")
    (line,) = written()
    assert line["event"] == "request"
    assert (line["method"], line["route"], line["status"]) == ("POST", "fine", 200)
    assert line["person_id"] == cast["li"].pk
    assert line["request_id"] == reply["X-Request-ID"]
    assert line["ms"] >= 0


def test_a_fault_is_told_by_type_and_place_without_its_message(signed_in, written):
    assert send(signed_in, "fail").status_code == 500
    fault, request = written()
    assert fault["exception"] == "builtins.RuntimeError"
    assert fault["frames"][-1].endswith(" fail")
    assert fault["request_id"] == request["request_id"]
    assert (fault["route"], request["status"]) == ("fail", 500)


def test_a_databases_refusal_is_told_without_the_values(signed_in, written):
    assert send(signed_in, "clash").status_code == 500
    assert written()[0]["exception"].startswith(IntegrityError.__module__)


def test_a_path_that_is_no_page_leaves_no_trace_of_itself(signed_in, written):
    signed_in.get(f"/nothing/{CANARY}")
    (line,) = written()
    assert (line["route"], line["status"]) == ("-", 404)


def test_a_forged_host_and_method_are_not_repeated(signed_in, written):
    signed_in.get("/fine/x", headers={"host": f"{CANARY}.example"})
    signed_in.generic(CANARY.upper(), "/fine/x")
    assert [line["event"] for line in written()] == ["security", "request", "request"]
    assert written()[-1]["method"] == "other"


@pytest.mark.parametrize("given", ["0" * 31, "G" * 32, FORGED.replace("\r\n", "")])
def test_an_id_that_is_not_one_is_replaced(signed_in, written, given):
    reply = signed_in.get("/fine/x", headers={"x-request-id": given})
    assert reply["X-Request-ID"] != given
    reply = signed_in.get("/fine/x", headers={"x-request-id": "ab" * 16})
    assert reply["X-Request-ID"] == "ab" * 16


def test_keys_that_are_not_listed_and_control_characters_do_not_get_through(written):
    log = structlog.get_logger("test")
    log.info("a\r\nb\u202e\x1b", name=CANARY, identity_number=CANARY, ref="c\nd")
    logging.getLogger("library").warning("wrong value %s", CANARY)
    first, second = written()
    assert first["event"] == "a\r\nb\u202e\x1b"
    assert set(first) == {"at", "level", "logger", "event", "ref"}
    assert second["event"] == "wrong value %s"


def test_an_identity_number_kept_by_the_vault_is_not_in_a_line(tree, written):
    person = make_person(tree.here, "10000009", CANARY)
    person.identity_cipher = vault.encrypt(CANARY.encode(), purpose="identity")
    log = structlog.get_logger("test")
    log.info("seen", person_id=person, person=person, cipher=person.identity_cipher)
    assert set(written()[0]) == {"at", "level", "logger", "event"}
