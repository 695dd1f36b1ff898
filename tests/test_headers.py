"""What every answer carries, whatever the page, whoever asks, whatever went wrong."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from mingfa.http import PERMISSIONS
from people.http import EMPTY_STYLE
from tests.matrix.shell import EXEMPT
from tests.pages import patterns

POLICY = {
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS,
}
FOR_THE_PUBLIC: set[str] = set()  # pages that may be kept by caches: they know no reader
MAY_BE_AWAY = {"readyz"}  # 503 is how it says that the site is not ready
PAGES = sorted(set(patterns()))
APART = [(page, path) for page, path in PAGES if page in EXEMPT]


def missing_headers(answer, *, page=""):
    """The headers of an answer that are not as every answer's must be."""
    wrong = {name: answer.get(name) for name, due in HEADERS.items() if answer.get(name) != due}
    policy = {part.strip() for part in answer.get("Content-Security-Policy", "").split(";")}
    if {part.replace(f" {EMPTY_STYLE}", "") for part in policy} != POLICY:
        wrong["Content-Security-Policy"] = policy
    if page not in FOR_THE_PUBLIC and "no-store" not in answer.get("Cache-Control", ""):
        wrong["Cache-Control"] = answer.get("Cache-Control")
    return wrong


@pytest.mark.parametrize(("page", "path"), APART, ids=[f"{n} {p}" for n, p in APART])
def test_pages_without_a_row_carry_them(cast, page, path):
    """The permission matrix looks at every answer of all other pages."""
    client = Client(raise_request_exception=False)
    for who in ("-", "system_admin"):
        if who != "-":
            client.force_login(cast[who].user)
        for answer in (client.get(path), client.post(path)):
            assert missing_headers(answer, page=page) == {}, who
            assert answer.status_code < 500 or page in MAY_BE_AWAY, who


@pytest.mark.sqlite
@pytest.mark.django_db
def test_every_page_refuses_a_form_without_its_proof_of_origin():
    client, wrong = Client(enforce_csrf_checks=True), {}
    for page, path in PAGES:
        answer = client.post(path, {"a": "b"})
        told = "页面已失效" in answer.content.decode()
        if (answer.status_code, told, missing_headers(answer)) != (403, True, {}):
            wrong[page, path] = answer.status_code
    assert wrong == {}


def test_an_address_that_leads_nowhere_carries_them(client, cast):
    client.force_login(cast["li"].user)
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert missing_headers(answer) == {}


def test_cookies_are_kept_from_scripts_and_other_sites(client, cast):
    client.force_login(cast["li"].user)
    client.post(reverse("switch_role"), {"role": "officer"})
    client.post(reverse("set_language"), {"language": "en"})
    for name in (settings.SESSION_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME):
        assert client.cookies[name]["httponly"], name
        assert client.cookies[name]["samesite"] == "Lax", name
