"""Going on at another computer: by code or password, counted, fencing the one before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from exams.actions import sitting
from exams.models import Lease, Operation
from tests.journal.tampering import tamper

pytestmark = pytest.mark.django_db
PASSWORD = "Qinghe-2026-law"


@pytest.fixture
def here(li, cast):
    cast["li"].user.set_password(PASSWORD)
    cast["li"].user.save()
    li.client.force_login(cast["li"].user)
    return li.start()


@pytest.fixture
def there(here, sitter):
    return sitter("li")


def code(sitter, cast):
    return sitting.issue_takeover_code(
        sitter.attempt, actor=cast["invigilator"], now=timezone.now()
    )


def text(reply):
    return reply.content.decode()


def test_another_computer_is_led_to_the_take_over_and_gets_no_paper(here, there):
    assert there.get("hall").headers["Location"] == there.url("take_over")
    assert there.get("attempt").headers["Location"] == there.url("take_over")
    for page in ("paper", "state"):
        reply = there.get(page)
        assert (reply.status_code, reply.json()["error"]) == (409, "elsewhere")
    assert "题干" not in text(there.get("take_over"))


def test_starting_again_elsewhere_does_not_take_the_pen(here, there):
    assert there.post("start").headers["Location"] == there.url("take_over")
    assert Lease.objects.count() == 1


def test_the_invigilators_code_hands_over_the_pen(here, there, cast):
    reply = there.post("take_over", {"code": code(here, cast).lower()})
    assert reply.headers["Location"] == there.url("hall")
    there.open_hall()
    assert there.hall["epoch"] == 2
    assert there.send(there.op(1)).json()["epoch"] == 2
    assert here.get("hall").headers["Location"] == here.url("take_over")
    late = here.op(2)
    said = here.send(late).json()
    assert (said["dispositions"], said["epoch"]) == ({late["op_id"]: "fenced"}, 2)


def test_the_password_hands_over_the_pen_where_the_exam_allows_it(here, there):
    assert there.post("take_over", {"password": PASSWORD}).status_code == 302
    assert Lease.objects.get(epoch=2).opened_by == "self"


@pytest.mark.django_db(transaction=True)
def test_where_the_exam_asks_for_a_code_the_password_is_not_enough(here, there, settings):
    tamper("UPDATE exams_exam SET own_takeover = %s", False)
    page = there.get("take_over")
    assert "凭本人密码" not in text(page)
    reply = there.post("take_over", {"password": PASSWORD})
    assert reply.status_code == 422
    assert "须凭换机码" in text(reply)
    assert Lease.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"password": "wrong"}, "密码不对"),
        ({"password": ""}, "密码不对"),
        ({"code": "AAAAAAAA"}, "换机码不对"),
        ({"code": ""}, "换机码不对"),
        ({"code": "x" * 5000}, "换机码不对"),
        ({}, "换机码不对"),
    ],
)
def test_a_wrong_proof_gets_a_sentence_beside_the_field(here, there, typed, sentence):
    reply = there.post("take_over", typed)
    assert reply.status_code == 422
    assert sentence in text(reply)
    assert Lease.objects.count() == 1


def test_after_five_tries_one_waits_five_minutes_even_with_the_right_password(here, there):
    for _ in range(5):
        there.post("take_over", {"password": "wrong"})
    reply = there.post("take_over", {"password": PASSWORD})
    assert reply.status_code == 429
    assert "五分钟后再试" in text(reply)
    assert Lease.objects.count() == 1


def test_a_code_is_used_once_and_ends_after_ten_minutes(here, there, cast, clock):
    used = code(here, cast)
    there.post("take_over", {"code": used})
    assert here.post("take_over", {"code": used}).status_code == 422
    old = code(here, cast)
    clock.shift(timedelta(minutes=10, seconds=1))
    assert here.post("take_over", {"code": old}).status_code == 422


def test_another_attempts_code_does_not_open_this_one(here, there, cast, sitter):
    wangs = code(sitter("wang").start(), cast)
    assert there.post("take_over", {"code": wangs}).status_code == 422


def test_a_fenced_computer_cannot_hand_in(here, there):
    there.post("take_over", {"password": PASSWORD})
    reply = here.send(page="hand_in")
    assert (reply.status_code, reply.json()["error"]) == (409, "elsewhere")
    assert here.post("hand_in").headers["Location"] == here.url("take_over")
    assert here.fresh().state == "open"


def test_an_old_lease_cannot_write_for_the_new_epoch(here, there):
    there.post("take_over", {"password": PASSWORD})
    there.open_hall()
    reply = here.send(there.op(1) | {"epoch": 2})
    assert reply.status_code == 400
    assert Operation.objects.count() == 0


def test_the_page_of_a_computer_that_held_the_pen_can_send_what_it_still_has(here, there):
    there.post("take_over", {"password": PASSWORD})
    assert '"epoch": 1' in text(here.get("take_over"))
    assert "hall-data" not in text(sitter_without_lease(there).get("take_over"))


def sitter_without_lease(sitter):
    sitter.client.cookies.pop("pen")
    return sitter


def test_the_one_that_holds_the_pen_is_led_back_to_the_paper(here):
    assert "回到试卷" in text(here.get("take_over"))
