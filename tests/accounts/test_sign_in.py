"""Signing in: right, wrong, unknown, closed, redirected."""

from __future__ import annotations

import pytest
from django.urls import reverse

from people.models import FailedAttempts

pytestmark = pytest.mark.sqlite  # rows found by their keys alone, as on any engine; see test_races
PASSWORD = "Dongfeng-2468"
LOGIN = "/account/login/"


def with_password(person, password=PASSWORD):
    person.user.set_password(password)
    person.user.save(update_fields=["password"])
    return person


def sign_in(client, number, password=PASSWORD, **words):
    return client.post(LOGIN, {"login": number, "password": password}, **words)


def test_staff_number_and_password_lead_home_with_a_new_session_key(client, cast):
    with_password(cast["li"])
    client.get(LOGIN)
    session = client.session
    session["planted"] = "1"
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    answer = sign_in(client, "10000001")
    assert (answer.status_code, answer.url) == (302, "/")
    assert client.session.session_key != before


@pytest.mark.parametrize("number", ["１０００００01", " 10000001 "])
def test_full_width_digits_and_spaces_are_understood(client, cast, number):
    with_password(cast["li"])
    assert sign_in(client, number).status_code == 302


def test_an_unknown_number_and_a_wrong_password_get_the_same_answer(client, cast):
    with_password(cast["li"])
    wrong = sign_in(client, "10000001", "Wrong-password-1")
    unknown = sign_in(client, "77777777", "Wrong-password-1")
    assert (wrong.status_code, unknown.status_code) == (422, 422)
    assert _shown(wrong, "10000001") == _shown(unknown, "77777777")
    assert "工作人员编号或者密码不正确。" in wrong.content.decode()


def _shown(answer, number):
    """The page without what was typed and without the token that differs on every page."""
    page = answer.content.decode().replace(number, "NUMBER")
    return page.replace(str(answer.context["csrf_token"]), "TOKEN")


@pytest.mark.parametrize(
    ("number", "sentence"),
    [("1000234", "编号为 8 位数字，现为 7 位，请核对。"), ("zhang", "编号只含数字，请核对。")],
)
def test_a_malformed_number_is_explained_and_not_counted(client, cast, number, sentence):
    answer = sign_in(client, number)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not FailedAttempts.objects.exists()


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "/\\evil.example",
        "http:evil.example",
        "javascript:alert(1)",
        "https://testserver.evil.example/",
        "https://testserver@evil.example/",
        "\thttps://evil.example/",
        "https://testserver/",
    ],
)
def test_nobody_is_led_away_from_the_site(client, cast, target):
    with_password(cast["li"])
    answer = client.post(LOGIN, {"login": "10000001", "password": PASSWORD, "next": target})
    assert (answer.status_code, answer.url) == (302, "/")


def test_one_is_led_on_to_the_page_asked_for(client, cast):
    with_password(cast["li"])
    answer = client.post(LOGIN, {"login": "10000001", "password": PASSWORD, "next": "/account/"})
    assert answer.url == "/account/"


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/signup/",
        "/account/signup/",
        "/account/email/",
        "/account/password/reset/",
        "/account/password/set/",
        "/account/login/code/confirm/",
        "/account/confirm-email/",
        "/admin/",
    ],
)
def test_pages_of_the_library_that_are_not_used_are_not_there(client, cast, path):
    client.force_login(cast["system_admin"].user)
    assert client.get(path).status_code == 404


def test_the_sign_in_page_offers_the_way_by_printed_code(client, db):
    page = client.get(LOGIN).content.decode()
    assert reverse("set_password") in page
    assert 'autocomplete="current-password"' in page


def test_an_account_without_a_person_gets_a_plain_page_and_a_way_out(client, cast):
    user = cast["li"].user
    user.person = None
    user.save(update_fields=["person"])
    client.force_login(user)
    answer = client.get("/")
    assert answer.status_code == 403
    assert "还没有关联到人员" in answer.content.decode()
    assert client.post("/account/logout/").status_code == 302
