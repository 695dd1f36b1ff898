"""A security key in a real browser: registered, used at sign-in, removed (threat 75)."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.urls import reverse

from journal.models import Entry
from people.models import User

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "大路朝天各走一边 2026"
HOME = re.compile(r":\d+/$")
KEY = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasResidentKey": False,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def auditor(cast):
    User.objects.filter(person=cast["auditor"]).update(password=make_password(PASSWORD))
    return cast["auditor"]


@pytest.fixture
def page(sight):
    """A watched page on which nothing moves."""
    return sight()


@pytest.fixture
def key(page):
    """A key in the computer's socket; `plug(False)` takes it away."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    return session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY}), session


def enter(page, person):
    page.goto(reverse("account_login"))
    page.get_by_label("工作人员编号").fill(person.staff_number)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录").click()


def test_a_key_is_registered_asked_for_at_sign_in_and_removed(page, key, auditor, camera):
    enter(page, auditor)
    page.wait_for_url(HOME)
    page.goto(reverse("mfa_index"))
    camera.look(page, "second-factor")
    page.get_by_role("link", name="登记安全密钥").click()
    page.get_by_label("密钥名称").wait_for()
    camera.look(page, "security-key")
    page.get_by_label("密钥名称").fill("办公室的密钥")
    page.get_by_role("button", name="登记").click()
    page.wait_for_url(re.compile(reverse("mfa_view_recovery_codes")))
    assert Authenticator.objects.filter(type="webauthn").count() == 1
    page.context.clear_cookies()

    enter(page, auditor)
    page.get_by_role("button", name="使用安全密钥").wait_for()
    camera.look(page, "second-factor-check")
    page.get_by_role("button", name="使用安全密钥").click()
    page.wait_for_url(HOME)

    page.goto(reverse("mfa_index"))
    page.get_by_text("办公室的密钥").wait_for()
    page.get_by_role("link", name="移除").click()
    page.get_by_text("“办公室的密钥”不能再用于登录").wait_for()
    page.get_by_role("button", name="移除").click()
    page.get_by_text("安全密钥已移除").wait_for()
    assert not Authenticator.objects.exists()
    assert {"people.set_up_second_factor", "people.give_up_second_factor"} <= set(
        Entry.objects.values_list("act", flat=True)
    )


def test_without_the_key_nobody_gets_in_and_the_page_says_what_to_do(page, key, auditor):
    (made, session) = key
    enter(page, auditor)
    page.wait_for_url(HOME)
    page.goto(reverse("mfa_add_webauthn"))
    page.get_by_role("button", name="登记").click()
    page.wait_for_url(re.compile(reverse("mfa_view_recovery_codes")))
    page.context.clear_cookies()
    session.send("WebAuthn.removeVirtualAuthenticator", made)
    session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})

    enter(page, auditor)
    page.get_by_role("button", name="使用安全密钥").click()
    page.get_by_text("没有读到安全密钥").wait_for()
    page.goto(reverse("account"))
    page.wait_for_url(re.compile(reverse("mfa_authenticate")))
