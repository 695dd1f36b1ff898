"""Setting a password by the code of a printed slip: first use and forgotten password alike."""

from __future__ import annotations

import statistics
import time
from datetime import timedelta

import pytest
import time_machine

from journal.models import Entry
from people import actions, rules
from people.models import ActivationCode, Assignment
from people.rules import Details
from tests.accounts.test_sign_in import PASSWORD, sign_in, with_password
from tests.conftest import NINE
from tests.people.test_add_person import VALID

pytestmark = pytest.mark.sqlite  # rows found by their keys alone, as on any engine; see test_races
PAGE = "/account/password/code/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NINE, tick=False) as traveller:
        yield traveller


@pytest.fixture
def slip(cast):
    return actions.issue_codes([cast["li"]], by=None, now=NINE)[0]


def send(client, code, *, number="10000001", password=PASSWORD, again=None):
    words = {"number": number, "code": code, "password": password, "again": again or password}
    return client.post(PAGE, words)


@pytest.mark.parametrize("typed", [str, str.lower, lambda code: code.replace("-", " ")])
def test_the_code_sets_the_password_once(client, cast, slip, typed):
    assert send(client, typed(slip.code)).status_code == 302
    assert sign_in(client, "10000001").status_code == 302
    assert Entry.objects.filter(act="people.activate", actor_id=cast["li"].pk).count() == 1
    assert send(client, slip.code, password="Another-one-99").status_code == 422
    cast["li"].user.refresh_from_db()
    assert cast["li"].user.check_password(PASSWORD)


def test_nobody_gives_themselves_a_role_on_the_way_in(client, cast, slip):  # yfexam 3
    before = list(Assignment.objects.order_by("pk").values())
    more = {"role": "system_admin", "roles": "1", "is_superuser": "1", "agency": "1", "person": "1"}
    words = {"number": "10000001", "code": slip.code, "password": PASSWORD, "again": PASSWORD}
    assert client.post(PAGE, words | more).status_code == 302
    signing_in = {"login": "10000001", "password": PASSWORD}
    assert client.post("/account/login/", signing_in | more).status_code == 302
    assert list(Assignment.objects.order_by("pk").values()) == before
    assert client.get("/journal/").status_code == 403


def test_only_a_keyed_hash_of_the_code_is_kept(slip):
    kept = ActivationCode.objects.get()
    assert rules.tidy_code(slip.code) not in kept.code_hash
    assert len(rules.tidy_code(slip.code)) == 12


def test_a_code_expires_after_fourteen_days(client, cast, slip, clock):
    clock.shift(timedelta(days=14))
    assert send(client, slip.code).status_code == 422


def test_a_new_slip_makes_the_former_one_worthless(client, cast, slip):
    (fresh,) = actions.issue_codes([cast["li"]], by=None, now=NINE)
    assert send(client, slip.code).status_code == 422
    assert send(client, fresh.code).status_code == 302


def test_a_code_opens_no_other_account(client, cast, slip):
    assert send(client, slip.code, number="10000002").status_code == 422
    assert not cast["wang"].user.password


def test_an_unknown_number_and_a_wrong_code_get_the_same_answer(client, cast, slip):
    wrong = send(client, "AAAA-BBBB-CCCC")
    unknown = send(client, "AAAA-BBBB-CCCC", number="77777777")
    foreign = send(client, slip.code, number="77777777")
    closed = actions.deactivate_account(cast["wang"], reason="调离", by=None, now=NINE)
    assert closed is None
    inactive = send(client, "AAAA-BBBB-CCCC", number="10000002")
    shown = {
        answer.content.decode()
        .replace(str(answer.context["csrf_token"]), "TOKEN")
        .replace(number, "NUMBER")
        .replace(code, "CODE")
        for answer, number, code in [
            (wrong, "10000001", "AAAA-BBBB-CCCC"),
            (unknown, "77777777", "AAAA-BBBB-CCCC"),
            (foreign, "77777777", slip.code),
            (inactive, "10000002", "AAAA-BBBB-CCCC"),
        ]
    }
    assert len(shown) == 1
    assert {a.status_code for a in (wrong, unknown, foreign, inactive)} == {422}


def test_an_unknown_number_and_a_wrong_code_take_about_the_same_time(cast, slip):
    def seconds(number):
        start = time.perf_counter_ns()
        with pytest.raises(actions.Refused):
            actions.activate(number, "AAAA-BBBB-CCCC", PASSWORD, now=NINE)
        return time.perf_counter_ns() - start

    pairs = [(seconds("10000001"), seconds("77777777")) for _ in range(200)]
    known, unknown = (statistics.median(side) for side in zip(*pairs, strict=True))
    assert 0.5 < known / unknown < 2


def test_setting_the_password_ends_every_session_of_the_account(client, cast, slip):
    with_password(cast["li"], "Former-word-77")
    sign_in(client, "10000001", "Former-word-77")
    assert client.get("/account/").status_code == 200
    actions.activate("10000001", slip.code, PASSWORD, now=NINE)
    assert client.get("/account/").status_code == 302


@pytest.mark.parametrize(
    "password",
    [
        "short-1",
        "1234567890",
        "password123",
        "Mingfa-2026!",
        "执法2026111111",
        "x10000001x-y",
        "李青-and-more",
        "市城管局-2026-a",
        "a" + VALID[-6:] + "-xyz",
        "born-" + VALID[6:14] + "-x",
    ],
)
def test_a_weak_password_is_refused_and_the_code_stays_good(client, cast, slip, password):
    details = Details("李青", identity_number=VALID)
    actions.correct_person(cast["li"], details, reason="补登", actor=None, now=NINE)
    answer = send(client, slip.code, password=password)
    assert answer.status_code == 422
    assert answer.context["form"].errors["password"]
    assert slip.code in answer.content.decode()
    assert send(client, slip.code).status_code == 302


def test_two_different_passwords_are_pointed_out_beside_the_field(client, cast, slip):
    answer = send(client, slip.code, again="Something-else-1")
    assert answer.status_code == 422
    assert "两次输入的密码不一致" in answer.content.decode()


def test_guessing_codes_from_one_address_is_slowed(client, cast, slip):
    status = [send(client, f"AAAA-BBBB-{n:04}").status_code for n in range(31)]
    assert status == [422] * 30 + [429]


def test_a_closed_account_cannot_be_opened_by_an_old_slip(client, cast, slip):
    actions.deactivate_account(cast["li"], reason="调离", by=None, now=NINE)
    assert send(client, slip.code).status_code == 422


def test_each_fault_of_a_password_is_said_in_the_words_of_the_page(client, cast, slip):
    page = send(client, slip.code, password="12345678").content.decode()
    for sentence in ("密码过短，至少应有 10 位。", "该密码过于常见", "密码不能全为数字。"):
        assert sentence in page
    assert "This password" not in page
