"""Saving by the hall's page: with the lease alone, strictly read, honestly answered."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client

from exams import http
from exams.models import Event, Operation
from people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(li):
    return li.start()


def test_an_answer_is_saved_and_the_reply_says_what_became_of_it(hall):
    op = hall.op(1)
    reply = hall.send(op)
    assert reply.status_code == 200
    said = reply.json()
    assert said["dispositions"] == {op["op_id"]: "applied"}
    assert (said["state"], said["epoch"], said["remaining_ms"]) == ("open", 1, 90 * 60_000)
    assert (said["head_n"], said["head_hash"]) == (2, hall.fresh().head_hash)
    assert said["server_now"] == "2026-11-23T01:00:00.000+00:00"
    assert Operation.objects.get().choices == op["choices"]


def test_a_save_needs_no_session_and_no_cookie(hall):
    hall.client.logout()
    assert hall.send(hall.op(1)).status_code == 200


def test_an_empty_batch_asks_how_the_attempt_stands(hall, django_assert_num_queries):
    with django_assert_num_queries(1):
        said = hall.send().json()
    assert (said["state"], said["head_n"], said["dispositions"]) == ("open", 1, {})


def test_a_save_costs_few_statements(hall, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):  # savepoint, lock, look up, insert, chain, release
        hall.send(hall.op(1), hall.op(2), hall.op(3))


def test_a_repeated_request_changes_nothing(hall):
    op = hall.op(1)
    first, again = hall.send(op).json(), hall.send(op).json()
    assert again["dispositions"] == first["dispositions"]
    assert (again["head_n"], Operation.objects.count()) == (first["head_n"], 1)


def test_the_same_id_with_another_answer_is_refused_and_the_first_stays(hall):
    op = hall.op(1)
    hall.send(op)
    other = hall.op(1, 1)
    reply = hall.send(op | {"choices": other["choices"]})
    assert reply.status_code == 422
    assert reply.json()["message"] == "同一条作答记录前后内容不一致，没有保存。"
    assert Operation.objects.get().choices == op["choices"]


def test_two_with_a_copied_lease_cannot_both_write_the_same_number(hall):
    first, second = hall.op(1), hall.op(2)
    assert hall.send(first).status_code == 200
    assert hall.send(second | {"seq": first["seq"]}).status_code == 422


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        '{"ops": 1}',
        '{"ops": [{}]}',
        '{"ops": [NaN]}',
        '{"ops": [], "roles": ["admin"]}',
        "[" * 20_000,
        '{"ops": ["\\ud800"]}',
    ],
)
def test_a_malformed_batch_gets_a_sentence_and_stores_nothing(hall, body):
    reply = hall.send(body=body)
    assert reply.status_code == 400
    assert reply.json() == {
        "error": "malformed",
        "message": "提交的内容格式不对，没有保存。",
    }
    assert Operation.objects.count() == 0


@pytest.mark.parametrize("fault", [{"roles": 1}, {"seq": 999}, {"seq": "1000"}, {"epoch": 2}])
def test_one_bad_operation_refuses_the_whole_batch(hall, fault):  # yfexam 3
    reply = hall.send(hall.op(1), hall.op(2) | fault)
    assert reply.status_code == 400
    assert Operation.objects.count() == 0


def test_more_than_fifty_operations_or_64_kb_are_too_much(hall):
    assert hall.send(*[hall.op(1) for _ in range(51)]).status_code == 413
    assert hall.send(body='{"ops": [' + " " * 65_536 + "]}").status_code == 413
    assert hall.send(*[hall.op(1) for _ in range(50)]).status_code == 200


@pytest.mark.parametrize("lease", ["", "x", "a:1:1:x:y", None])
def test_without_a_good_lease_nothing_is_saved(hall, lease, sitter):
    wangs = sitter("wang").start().hall["lease"]
    for bad in (lease if lease is not None else wangs,):
        reply = hall.send(hall.op(1), **{"X-Lease": bad})
        assert (reply.status_code, reply.json()["error"]) == (401, "lease")
    assert Operation.objects.count() == 0


def test_a_lease_cannot_be_moved_to_another_epoch_or_person(hall):
    good = hall.hall["lease"]
    ref, person, _epoch, *rest = good.split(":")
    for forged in (f"{ref}:{person}:2", f"{ref}:{int(person) + 1}:1"):
        reply = hall.send(hall.op(1), **{"X-Lease": ":".join([forged, *rest])})
        assert reply.status_code == 401


def test_a_lease_ends_after_a_day(hall, clock):
    clock.shift(timedelta(days=1, seconds=1))
    assert hall.send(hall.op(1)).status_code == 401


def test_a_blocked_account_saves_nothing_more(hall, cast):
    User.objects.filter(person=cast["li"]).update(is_active=False)
    for ops in ([], [hall.op(1)]):
        reply = hall.send(*ops)
        assert (reply.status_code, reply.json()["error"]) == (404, "unknown")


def test_one_abusive_client_is_slowed_and_told_when_to_come_again(hall, monkeypatch):
    replies = [hall.send() for _ in range(60)]
    refused = [reply for reply in replies if reply.status_code == 429]
    assert refused
    assert refused[0].headers["Retry-After"] == "1"
    assert refused[0].json()["message"] == "提交过于频繁，请稍候，答案仍在本机。"


@pytest.mark.parametrize(
    ("late", "became"), [(-0.001, "applied"), (0, "applied"), (30, "applied"), (30.001, "late")]
)
def test_the_deadline_holds_to_the_millisecond(hall, clock, late, became):  # Canvas 1769
    clock.shift(timedelta(minutes=90, seconds=late))
    op = hall.op(1)
    said = hall.send(op).json()
    assert said["dispositions"] == {op["op_id"]: became}
    assert said["remaining_ms"] == (1 if late < 0 else 0)


@pytest.mark.parametrize(
    ("trusted", "stamp", "became"),
    [
        (True, -31, "applied"),  # it was at the edge in time and waited inside the house
        (True, 0, "late"),
        (False, -31, "late"),
        (True, -301, "late"),  # older than is believable
        (True, 3600, "late"),  # from the future
        (True, "never", "late"),
        (True, "nan", "late"),
        (True, "1e400", "late"),
    ],
)
def test_the_arrival_counts_as_the_proxy_stamped_it(hall, clock, settings, trusted, stamp, became):
    settings.TRUST_ARRIVAL_HEADER = trusted
    clock.shift(timedelta(minutes=90, seconds=60))
    now = (hall.fresh().deadline_at + timedelta(seconds=60)).timestamp()
    op = hall.op(1)
    words = f"{now + stamp:.3f}" if isinstance(stamp, int) else stamp
    assert hall.send(op, **{"X-Arrival": words}).json()["dispositions"][op["op_id"]] == became


def test_after_the_close_an_answer_is_kept_but_does_not_count(hall):
    hall.send(page="hand_in")
    op = hall.op(1)
    said = hall.send(op).json()
    assert said["dispositions"] == {op["op_id"]: "closed"}
    assert (said["state"], said["receipt"]) == ("closed", hall.url("receipt"))


def test_the_short_path_is_the_address_of_saves_and_hand_ins(hall):
    assert http.SHORT_PATH.fullmatch(hall.url("save"))
    assert http.SHORT_PATH.fullmatch(hall.url("hand_in"))
    assert not http.SHORT_PATH.fullmatch(hall.url("start"))


def test_the_short_path_carries_its_headers(hall):
    reply = hall.send(hall.op(1))
    for name, value in http.SHORT_PATH_HEADERS.items():
        assert reply.headers[name] == value
    assert not reply.cookies


def test_a_save_without_a_lease_is_held_to_the_proof_of_origin(hall, cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast["li"].user)
    reply = client.post(hall.url("save"), "{}", content_type="application/json")
    assert reply.status_code == 403


def test_in_production_a_save_is_not_taken_in_the_clear(hall, settings):
    settings.SECURE_SSL_REDIRECT = True
    reply = hall.send(hall.op(1))
    assert reply.status_code == 301
    assert Operation.objects.count() == 0


def test_a_foreign_host_is_refused(hall):
    reply = Client().post(
        hall.url("save"),
        json.dumps({"ops": [hall.op(1)]}),
        content_type="application/json",
        headers={"X-Lease": hall.hall["lease"], "Host": "evil.example"},
    )
    assert reply.status_code == 400


def test_every_batch_is_one_link_of_the_attempts_chain(hall):
    hall.send(hall.op(1), hall.op(2))
    hall.send(hall.op(3))
    assert list(Event.objects.order_by("n").values_list("type", flat=True)) == [
        "start",
        "save",
        "save",
    ]
