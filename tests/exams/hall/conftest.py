"""An exam that runs now, 李's attempt in it, and his browser."""

from __future__ import annotations

import json
import re
import secrets

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from exams.models import Attempt
from exams.views import saving
from tests.conftest import NINE
from tests.exams.makers import make_bank, make_ready

LEASE = re.compile(r'<script id="hall-data" type="application/json">(.*?)</script>', re.S)


@pytest.fixture
def clock():
    """The clock stands at nine; `clock.shift(…)` moves it."""
    with time_machine.travel(NINE, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def fresh_pace(monkeypatch):
    """No test spends another's share of saves."""
    monkeypatch.setattr(saving, "PACE", saving.pacing.Pace())


@pytest.fixture
def session(cast, clock):
    make_bank(cast)
    return make_ready(cast, cast["li"], cast["wang"])[1]


class Sitter:
    """A candidate at one browser, by the pages alone."""

    def __init__(self, client, person, session):
        self.client, self.person = client, person
        self.client.force_login(person.user)
        self.attempt = session.attempts.get(person=person)
        self.seq = 1000
        self.hall = None

    def url(self, page):
        return reverse(f"exams:{page}", args=[self.attempt.ref])

    def get(self, page, **extra):
        return self.client.get(self.url(page), **extra)

    def post(self, page, data=None, **extra):
        return self.client.post(self.url(page), data or {}, **extra)

    def start(self):
        assert self.post("start").status_code == 302
        return self.open_hall()

    def open_hall(self):
        reply = self.get("hall")
        assert reply.status_code == 200
        self.hall = json.loads(LEASE.search(reply.content.decode())[1])
        return self

    def op(self, place, choice=0, **fields):
        self.seq += 1
        shown = self.paper()["questions"][place - 1]["options"]
        return {
            "op_id": secrets.token_hex(16),
            "epoch": self.hall["epoch"],
            "seq": self.seq,
            "place": place,
            "choices": [] if choice is None else [shown[choice]["token"]],
            "flag": False,
            "mono_ms": 12,
        } | fields

    def paper(self):
        return json.loads(self.attempt.paper.hall)

    def send(self, *ops, page="save", body=None, **headers):
        """Send as the page's module does: with the lease alone, without cookies."""
        headers = {"X-Lease": self.hall["lease"]} | headers
        text = json.dumps({"ops": list(ops)}) if body is None else body
        return type(self.client)().post(
            self.url(page), text, content_type="application/json", headers=headers
        )

    def fresh(self):
        return Attempt.objects.get(pk=self.attempt.pk)


@pytest.fixture
def li(client, cast, session):
    return Sitter(client, cast["li"], session)


@pytest.fixture
def sitter(cast, session):
    """Another browser: `sitter("li")` is 李 at a second computer."""
    return lambda who: Sitter(Client(), cast[who], session)
