"""A sign-in begins one session, puts it on its owner's list, and both go when it is over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.base import CreateError
from django.contrib.sessions.models import Session
from django.utils import timezone

from mingfa.sessions import SessionStore
from people import actions
from people.models import User
from tests.accounts.test_sign_in import sign_in, with_password

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Firefox/128.0"
DAY = timedelta(days=1)


def listed():
    return list(UserSession.objects.values_list("session_key", "ip", "user_agent"))


def test_a_sign_in_begins_one_session_and_lists_it(client, cast):
    with_password(cast["li"])
    sign_in(client, "10000001", headers={"User-Agent": BROWSER * 9}, REMOTE_ADDR="10.0.0.7")
    (key,) = Session.objects.values_list("session_key", flat=True)
    assert key == client.session.session_key
    assert listed() == [(key, "10.0.0.7", (BROWSER * 9)[:200])]
    assert client.get("/account/sessions/").status_code == 200
    assert len(listed()) == 1


def test_a_sign_in_says_when_it_was(client, cast):
    with_password(cast["li"])
    before = timezone.now()
    sign_in(client, "10000001")
    assert before <= User.objects.get(username="10000001").last_login <= timezone.now()


def test_a_refused_sign_in_begins_none(client, cast):
    with_password(cast["li"])
    assert sign_in(client, "10000001", "Wrong-password-1").status_code == 422
    assert (Session.objects.count(), listed()) == (0, [])


def test_the_content_goes_on_under_the_new_key_and_the_former_opens_nothing(db):
    store = SessionStore()
    store["kept"] = "1"
    store.save()
    former = store.session_key
    store.cycle_key()
    assert not store.exists(store.session_key)
    store.save()
    store["more"] = "2"
    store.save()
    assert SessionStore(store.session_key).load() == {"kept": "1", "more": "2"}
    assert SessionStore(former).load() == {}


def test_a_key_that_is_taken_is_refused(db):
    first = SessionStore()
    first["whose"] = "first"
    first.save()
    second = SessionStore(first.session_key)
    with pytest.raises(CreateError):
        second.save(must_create=True)
    assert SessionStore(first.session_key).load() == {"whose": "first"}


def test_what_is_over_is_forgotten_and_what_begins_is_not(client, cast):
    with_password(cast["li"])
    sign_in(client, "10000001")
    now = timezone.now()
    actions.list_session(cast["li"].user, "k" * 32, address="10.0.0.8", browser="", now=now)
    assert actions.forget_sessions(now=now) == 0
    assert len(listed()) == 2
    assert actions.forget_sessions(now=now + 2 * DAY) == 1
    assert (Session.objects.count(), listed()) == (0, [])
