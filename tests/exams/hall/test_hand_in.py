"""Handing in, and the receipt that it leaves."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from urllib.parse import unquote

import pytest
import segno
from django.test import Client
from django.utils import timezone

from exams import http, tasks
from exams.models import Operation, Receipt
from exams.rules.clocks import Watch
from journal import vault
from tests.conftest import NINE

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(li):
    return li.start()


def text(reply):
    return reply.content.decode()


def test_the_hand_in_takes_the_last_answers_with_it(hall):
    op = hall.op(1)
    said = hall.send(op, page="hand_in").json()
    assert said["dispositions"] == {op["op_id"]: "applied"}
    assert (said["state"], said["receipt"]) == ("closed", hall.url("receipt"))
    assert json.loads(Receipt.objects.get().body)["answered"] == 1


def test_a_second_hand_in_gives_the_same_receipt(hall):
    first = hall.send(page="hand_in").json()
    again = hall.send(page="hand_in").json()
    assert {**first, "server_now": 0} == {**again, "server_now": 0}
    assert Receipt.objects.count() == 1


def test_the_plain_form_hands_in_too_and_needs_its_proof_of_origin(hall, cast):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = hall.client.cookies
    assert strict.post(hall.url("hand_in")).status_code == 403
    assert hall.post("hand_in").headers["Location"] == hall.url("receipt")
    assert hall.fresh().close_reason == "handed_in"


def test_the_plain_form_does_nothing_before_the_start(li):
    assert li.post("hand_in").headers["Location"] == li.url("attempt")
    assert li.fresh().state == "ready"


@pytest.mark.parametrize("body", ["", "{", '{"ops": [{}]}', '{"ops": [], "x": 1}'])
def test_a_malformed_hand_in_closes_nothing(hall, body):
    assert hall.send(body=body, page="hand_in").status_code == 400
    assert hall.fresh().state == "open"


def test_a_hand_in_with_too_much_closes_nothing(hall):
    reply = hall.send(*[hall.op(1) for _ in range(51)], page="hand_in")
    assert reply.status_code == 413
    assert hall.fresh().state == "open"


def test_a_hand_in_at_the_deadline_is_the_clocks(hall, clock):
    clock.shift(timedelta(minutes=90, seconds=2))
    op = hall.op(1)
    said = hall.send(op, page="hand_in").json()
    assert said["dispositions"] == {op["op_id"]: "applied"}
    assert hall.fresh().close_reason == "time_up"


def test_after_grace_the_page_itself_closes_although_nothing_swept(hall, clock):
    hall.send(hall.op(1))
    clock.shift(timedelta(minutes=90, seconds=31))
    assert hall.get("paper").json()["error"] == "not_open"
    assert hall.fresh().close_reason == "time_up"
    assert hall.get("hall").headers["Location"] == hall.url("receipt")
    assert "时间到，已自动收卷" in text(hall.get("receipt"))


def test_within_grace_nothing_is_closed_yet(hall, clock):
    clock.shift(timedelta(minutes=90, seconds=30))
    assert hall.get("hall").status_code == 200
    assert hall.fresh().state == "open"


def test_a_clock_that_jumps_judges_nobody_for_ten_minutes(hall, clock, monkeypatch):
    seconds = [1000.0]
    monkeypatch.setattr(http, "monotonic", lambda: seconds[0])
    monkeypatch.setattr(http, "WATCH", Watch(NINE.timestamp() - 1000))

    def passed(of_monotonic, of_wall):
        seconds[0] += of_monotonic
        clock.shift(timedelta(seconds=of_wall))

    def left():
        return hall.get("state").json()["remaining_ms"] // 1000

    passed(60, 60)
    assert left() == 89 * 60
    passed(60, 60 + 7200)  # two hours forward: far beyond the deadline
    assert left() == 88 * 60
    assert tasks.close_overdue(now=timezone.now()) == 0
    assert list(hall.send(hall.op(1)).json()["dispositions"].values()) == ["applied"]
    assert hall.get("hall").status_code == 200
    passed(60, 60 - 3 * 3600)  # and three back
    assert left() == 87 * 60
    assert list(hall.send(hall.op(2)).json()["dispositions"].values()) == ["applied"]
    passed(0, 3600)  # set right again
    assert left() == 87 * 60
    passed(91 * 60, 91 * 60)
    assert tasks.close_overdue(now=timezone.now()) == 1
    assert hall.fresh().close_reason == "time_up"


def test_the_receipt_is_signed_and_names_everything(hall):
    hall.send(hall.op(1), page="hand_in")
    page = text(hall.get("receipt"))
    row = Receipt.objects.get()
    assert vault.is_signed(row.body.encode(), row.signature)
    for fact in ("李青", "市城管局", hall.attempt.candidate.number, "1 题，共 8 题", row.signature):
        assert fact in page
    assert json.loads(row.body)["head_hash"] in page
    assert drawn(page) == [
        [bool(module) for module in modules]
        for modules in segno.make(
            f"{hall.attempt.ref} {json.loads(row.body)['head_hash']}", error="m", mask=2
        ).matrix
    ]


def drawn(page):
    """The modules of the code on the page, row by row, from the strokes of which it is made."""
    image = unquote(re.search(r'src="data:image/svg\+xml,([^"]+)"', page)[1])
    side = int(re.search(r"viewBox='-2 -2.5 (\d+) ", image)[1]) - 4
    rows = [[False] * side for _ in range(side)]
    for x, y, length in re.findall(r"M(\d+),(\d+)h(\d+)", image):
        rows[int(y)][int(x) : int(x) + int(length)] = [True] * int(length)
    return rows


def test_the_receipt_is_the_same_on_every_refresh(hall):  # #2795
    hall.send(page="hand_in")

    def shown():
        page = text(hall.get("receipt"))
        return page[page.index("<h1>") : page.index('<div class="actions">')]

    assert shown() == shown()


def test_a_second_browser_after_the_hand_in_shows_the_receipt(hall, sitter):  # #1903
    hall.send(page="hand_in")
    second = sitter("li")
    for page in ("attempt", "hall", "take_over"):
        reply = second.client.get(second.url(page), follow=True)
        assert reply.redirect_chain[-1][0] == second.url("receipt")
        assert "已交卷" in text(reply)


def test_there_is_no_receipt_before_the_end(hall):
    assert hall.get("receipt").headers["Location"] == hall.url("attempt")


def test_somebody_who_never_started_is_told_so(li):
    type(li.attempt).objects.update(state="void", closed_at="2026-11-23T11:00:00+08:00")
    assert "您没有参加本场考试" in text(li.get("receipt"))


def test_after_the_close_no_paper_and_no_answers_are_sent(hall):
    hall.send(hall.op(1), page="hand_in")
    for page in ("paper", "state"):
        assert hall.get(page).status_code == 409
    assert Operation.objects.count() == 1
