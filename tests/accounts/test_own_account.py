"""One's own page: data, password, devices."""

from __future__ import annotations

import pytest
from django.test import Client

from journal.models import Entry
from mingfa.templatetags.browsers import browser
from people import actions
from tests.accounts.test_sign_in import PASSWORD, sign_in, with_password
from tests.conftest import NINE

pytestmark = pytest.mark.sqlite  # rows found by their keys alone, as on any engine; see test_races


def test_everybody_sees_their_own_data_and_nobody_elses(client, cast):
    client.force_login(cast["coordinator"].user)
    page = client.get("/account/").content.decode()
    assert "陈培" in page
    assert "20000001" in page
    assert "培训管理员" in page
    assert "李青" not in page


def test_a_new_password_needs_the_present_one_and_is_recorded(client, cast):
    with_password(cast["li"])
    sign_in(client, "10000001")
    words = {
        "oldpassword": "Wrong-old-11",
        "password1": "Newer-word-88",
        "password2": "Newer-word-88",
    }
    refused = client.post("/account/password/", words)
    assert refused.status_code == 422
    assert "当前密码不正确。" in refused.content.decode()
    assert client.post("/account/password/", words | {"oldpassword": PASSWORD}).status_code == 302
    assert client.get("/account/").status_code == 200
    assert Entry.objects.get(act="people.change_password").actor_id == cast["li"].pk
    cast["li"].user.refresh_from_db()
    assert cast["li"].user.check_password("Newer-word-88")


def test_a_new_password_ends_the_other_devices(client, cast):
    with_password(cast["li"])
    other = Client()
    sign_in(other, "10000001")
    sign_in(client, "10000001")
    words = {"oldpassword": PASSWORD, "password1": "Newer-word-88", "password2": "Newer-word-88"}
    assert client.post("/account/password/", words).status_code == 302
    assert other.get("/account/").status_code == 302


def test_other_devices_can_be_signed_out(client, cast):
    with_password(cast["li"])
    other = Client(headers={"User-Agent": "Windows Firefox"})
    sign_in(other, "10000001")
    sign_in(client, "10000001")
    assert "Firefox，Windows" in client.get("/account/sessions/").content.decode()
    assert client.post("/account/sessions/").status_code == 302
    assert other.get("/account/").status_code == 302
    assert client.get("/account/").status_code == 200


def test_a_closed_account_is_out_with_the_next_click_and_stays_out_when_reopened(client, cast):
    with_password(cast["li"])
    sign_in(client, "10000001")
    actions.deactivate_account(cast["li"], reason="调离", by=None, now=NINE)
    assert client.get("/account/").url.startswith("/account/login/")
    actions.reactivate_account(cast["li"], reason="调回", by=None, now=NINE)
    assert client.get("/account/").url.startswith("/account/login/")
    assert sign_in(client, "10000001").status_code == 422


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0 Safari/537.36 Edg/120.0",
            "Edge，Windows",
        ),
        (
            "Mozilla/5.0 (Linux; Android 14) Chrome/120.0 Mobile Safari/537.36 MicroMessenger/8.0",
            "微信，Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1",
            "Safari，iPhone",
        ),
        ("curl/8.0", "其他浏览器"),
        ("", "其他浏览器"),
    ],
)
def test_where_one_is_signed_in_is_said_in_words(agent, words):
    assert browser(agent) == words
