"""Staff without a second factor reach nothing else where the site demands one (threat 75)."""

from __future__ import annotations

import dataclasses

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from journal.models import Entry
from people import actions
from people.http import SETTING_UP
from people.rules import Role, RoleTerms
from tests.accounts.test_sign_in import PASSWORD, sign_in, with_password
from tests.conftest import NINE

pytestmark = pytest.mark.sqlite  # rows found by their keys alone, as on any engine; see test_races
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
OPEN_TO_ALL = {"healthz", "readyz"}


@pytest.fixture
def demanded(settings):
    settings.ENVIRONMENT = dataclasses.replace(settings.ENVIRONMENT, staff_second_factor=True)


def pages(patterns=None, prefix="", space=""):
    """(name, path) of every page, with ones for numbers and letters for references."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            name = f"{space}{entry.name}"
            yield name, "/" + _filled(route)
        else:
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from pages(entry.url_patterns, route, inner)


def _filled(route):
    parts = []
    for part in route.split("<"):
        kind, closing, rest = part.partition(">")
        value = "1" if kind.startswith("int:") else "a" * 32
        parts.append(value + rest if closing else part)
    return "".join(parts)


def code_now():
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(SECRET, counter))


def test_the_walk_knows_the_pages():
    names = dict(pages())
    assert {"home", "account", "mfa_activate_totp", "account_login"} <= names.keys()


def test_staff_without_a_second_factor_reach_only_its_set_up(cast, demanded):
    client = Client()
    client.force_login(cast["system_admin"].user)
    leaks = []
    for name, path in pages():
        if name in SETTING_UP | OPEN_TO_ALL:
            continue
        for method in (client.get, client.post):
            answer = method(path)
            if answer.status_code != 302 or answer.url != reverse("mfa_activate_totp"):
                leaks.append((name, path, answer.status_code))
    assert not leaks


@pytest.mark.parametrize("who", ["coordinator", "agency_admin", "setter", "auditor"])
def test_every_role_but_the_officers_needs_one(cast, demanded, who):
    client = Client()
    client.force_login(cast[who].user)
    assert client.get("/account/").url == reverse("mfa_activate_totp")


def test_an_officer_needs_none(client, cast, demanded):
    client.force_login(cast["li"].user)
    assert client.get("/account/").status_code == 200


def test_where_none_is_demanded_staff_enter_with_the_password(client, cast):
    client.force_login(cast["system_admin"].user)
    assert client.get("/account/").status_code == 200


def test_a_role_given_meanwhile_closes_the_door_with_the_next_click(client, cast, demanded, tree):
    client.force_login(cast["li"].user)
    assert client.get("/account/").status_code == 200
    terms = RoleTerms(Role.COORDINATOR, NINE.date())
    actions.grant_role(cast["li"], tree.here, terms, by=None, now=NINE)
    assert client.get("/account/").url == reverse("mfa_activate_totp")


def test_set_up_opens_the_way_is_recorded_and_ends_other_sessions(client, cast, demanded):
    with_password(cast["auditor"])
    other = Client()
    assert sign_in(other, "60000001").status_code == 302
    assert sign_in(client, "60000001").status_code == 302
    page = client.get(reverse("mfa_activate_totp"))
    assert page.status_code == 200
    session = client.session
    session["mfa.totp.secret"] = SECRET
    session.save()
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_now()})
    assert (answer.status_code, answer.url) == (302, reverse("mfa_view_recovery_codes"))
    assert client.get(reverse("mfa_view_recovery_codes")).status_code == 200
    assert client.get("/account/").status_code == 200
    assert other.get("/account/").url.startswith("/account/login/")
    assert Entry.objects.filter(act="people.set_up_second_factor").count() == 1


def test_the_password_alone_leads_to_the_code_page_and_to_nothing_else(client, cast):
    with_password(cast["auditor"])
    TOTP.activate(cast["auditor"].user, SECRET)
    answer = sign_in(client, "60000001")
    assert answer.url == reverse("mfa_authenticate")
    assert client.get("/account/").url.startswith("/account/login/")
    assert client.get(reverse("mfa_authenticate")).status_code == 200
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "验证码不正确" in wrong.content.decode()
    assert client.post(reverse("mfa_authenticate"), {"code": code_now()}).url == "/"
    assert client.get("/account/").status_code == 200


def test_a_code_works_only_once(client, cast):
    with_password(cast["auditor"])
    TOTP.activate(cast["auditor"].user, SECRET)
    code = code_now()
    sign_in(client, "60000001")
    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
    second = Client()
    sign_in(second, "60000001")
    assert second.post(reverse("mfa_authenticate"), {"code": code}).status_code == 200
    assert second.get("/account/").status_code == 302


def test_guessing_the_second_factor_is_slowed(client, cast):
    with_password(cast["auditor"])
    TOTP.activate(cast["auditor"].user, SECRET)
    sign_in(client, "60000001")
    for _ in range(5):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    answer = client.post(reverse("mfa_authenticate"), {"code": code_now()})
    assert "请 5 分钟后再试" in answer.content.decode()
    assert client.get("/account/").status_code == 302


def test_the_secret_lies_encrypted(cast):
    TOTP.activate(cast["auditor"].user, SECRET)
    assert SECRET not in str(Authenticator.objects.get(type="totp").data)


def test_a_reset_ends_the_sessions_and_forgets_the_factor(client, cast):
    with_password(cast["auditor"])
    sign_in(client, "60000001")
    TOTP.activate(cast["auditor"].user, SECRET)
    actions.reset_second_factor(cast["auditor"], reason="手机遗失", by=None, now=NINE)
    assert client.get("/account/").status_code == 302
    assert not Authenticator.objects.exists()
    assert sign_in(client, "60000001", PASSWORD).url == "/"
