"""Guessing is slowed, the owner is not kept out, and nobody is shut out for ever."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from people import actions, rules
from people.rules import Axis, Count
from tests.accounts.test_sign_in import PASSWORD, sign_in, with_password
from tests.conftest import NINE

pytestmark = pytest.mark.sqlite  # rows found by their keys alone, as on any engine; see test_races
WRONG = "Wrong-password-1"
AXIS = Axis("a", 3, timedelta(seconds=30), timedelta(minutes=15), timedelta(hours=1))


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (2, 0), (3, 30), (4, 60), (5, 120), (9, 900), (10_000, 900)]
)
def test_the_wait_doubles_up_to_a_limit(failures, seconds):
    assert rules.wait_left(AXIS, Count(failures, NINE), now=NINE) == timedelta(seconds=seconds)


def test_the_wait_runs_out_and_a_quiet_hour_forgets():
    count = Count(3, NINE)
    assert rules.wait_left(AXIS, count, now=NINE + timedelta(seconds=29)) == timedelta(seconds=1)
    assert not rules.wait_left(AXIS, count, now=NINE + timedelta(seconds=30))
    assert not rules.wait_left(AXIS, Count(99, NINE), now=NINE + timedelta(hours=1, seconds=1))


@pytest.fixture
def clock():
    with time_machine.travel(NINE, tick=False) as traveller:
        yield traveller


def fail(client, times, number="10000001", **words):
    return [sign_in(client, number, WRONG, **words).status_code for _ in range(times)]


def guessed(times, addresses, number=None):
    """Wrong passwords that came before, counted as the page counts them; at unnamed accounts each
    at another."""
    for n in range(times):
        address = addresses[n % len(addresses)]
        counted = [
            (rules.ACCOUNT, number or f"7777{n:04}"),
            (rules.ADDRESS, address),
            (rules.NETWORK, rules.network_of(address)),
            (rules.EVERYWHERE, ""),
        ]
        actions.begin_attempt(counted, now=NINE)


def test_the_sixth_guess_waits_and_the_page_says_how_long(client, cast, clock):
    with_password(cast["li"])
    assert fail(client, 6) == [422] * 5 + [429]
    answer = sign_in(client, "10000001")
    assert answer.status_code == 429
    assert "尝试次数过多，请 30 秒后再试。" in answer.content.decode()
    clock.shift(timedelta(seconds=31))
    assert sign_in(client, "10000001").status_code == 302


def test_the_wait_is_counted_for_unknown_numbers_in_the_same_words(client, cast, clock):
    assert fail(client, 6, number="77777777") == [422] * 5 + [429]
    assert "请 30 秒后再试" in sign_in(client, "77777777").content.decode()


def test_a_header_that_anybody_can_write_does_not_start_the_count_anew(client, cast, clock):
    guessed(58, ["127.0.0.1"])
    spoofed = [
        sign_in(client, f"8888{n:04}", WRONG, headers={"X-Forwarded-For": f"9.9.{n}.1"}).status_code
        for n in range(3)
    ]
    assert spoofed == [422, 422, 429]
    real_ip = {"X-Forwarded-For": "8.8.8.8", "X-Real-IP": "8.8.4.4"}
    assert sign_in(client, "66666666", WRONG, headers=real_ip).status_code == 429


def test_behind_the_proxy_only_its_own_header_counts(client, cast, clock, settings):
    settings.ENVIRONMENT = dataclasses.replace(settings.ENVIRONMENT, behind_proxy=True)
    guessed(58, ["10.0.0.7"])
    for n in range(2):
        spoofed = {"X-Real-IP": "10.0.0.7", "X-Forwarded-For": f"9.9.{n}.1"}
        assert sign_in(client, f"8888{n:04}", WRONG, headers=spoofed).status_code == 422
    told = {"X-Real-IP": "10.0.0.7", "X-Forwarded-For": "9.9.99.1"}
    assert sign_in(client, "66666666", WRONG, headers=told).status_code == 429
    assert sign_in(client, "66666666", WRONG, headers={"X-Real-IP": "10.1.0.7"}).status_code == 422


def test_spraying_from_one_neighbourhood_is_slowed(client, cast, clock):
    guessed(299, [f"10.0.0.{n}" for n in range(200)])
    status = [
        sign_in(client, f"8888{n:04}", WRONG, REMOTE_ADDR=f"10.0.0.{200 + n}").status_code
        for n in range(2)
    ]
    assert status == [422, 429]
    assert sign_in(client, "66666666", WRONG, REMOTE_ADDR="10.0.1.1").status_code == 422


def test_hundreds_of_guesses_elsewhere_do_not_keep_the_owner_out(client, cast, clock):
    """Threat 70: the device that the account has been used on is counted by itself."""
    with_password(cast["li"])
    owner, attacker = client, Client()
    assert sign_in(owner, "10000001").status_code == 302
    owner.post("/account/logout/")
    guessed(300, [f"10.{n}.0.1" for n in range(250)], number="10000001")
    assert sign_in(attacker, "10000001", WRONG, REMOTE_ADDR="10.251.0.1").status_code == 429
    assert sign_in(owner, "10000001").status_code == 302


def test_the_owner_of_a_slip_enters_a_new_device_during_an_attack(client, cast, clock):
    with_password(cast["li"])
    guessed(50, ["10.1.0.1"], number="10000001")
    assert sign_in(Client(), "10000001").status_code == 429
    (slip,) = actions.issue_codes([cast["li"]], by=None, now=NINE)
    words = {"number": "10000001", "code": slip.code, "password": PASSWORD, "again": PASSWORD}
    assert client.post("/account/password/code/", words).status_code == 302
    assert sign_in(client, "10000001").status_code == 302


def test_a_forged_device_cookie_is_no_known_device(client, cast, clock):
    with_password(cast["li"])
    client.cookies["device"] = "eyJuYW1lIjoieCIsIm1hcmtzIjpbXX0:1:forged"
    assert fail(client, 6)[-1] == 429


def test_right_passwords_are_not_counted_against_a_shared_address(client, cast, clock):
    with_password(cast["li"])
    guessed(55, ["127.0.0.1"])
    for _ in range(8):  # five counted ones would shut the address
        fresh = Client()
        assert sign_in(fresh, "10000001").status_code == 302


def test_counts_that_no_axis_remembers_are_deleted(db):
    guessed(1, ["10.0.0.1"])
    assert actions.forget_attempts(now=NINE + timedelta(days=1)) == 0
    assert actions.forget_attempts(now=NINE + timedelta(days=1, seconds=1)) == 4
