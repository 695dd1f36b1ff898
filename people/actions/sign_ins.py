"""What is kept of a sign-in: when it was, and its line in the list of its owner's sessions."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection

from people.models import User

BEING_SET_UP = timedelta(days=1)  # a session is stored with the answer, its line before
LAST = "UPDATE people_user SET last_login = %s WHERE id = %s"
ADD_LINE = """
INSERT INTO usersessions_usersession
(user_id, session_key, ip, user_agent, created_at, last_seen_at, data)
VALUES (%s, %s, %s, %s, %s, %s, '{}')"""
LONGEST_BROWSER: int = UserSession._meta.get_field("user_agent").max_length


def note_sign_in(user: User, *, now: datetime) -> None:
    """Keep when the account was last signed in to."""
    user.last_login = now
    with connection.cursor() as cursor:
        cursor.execute(LAST, _last(user, now))


def list_session(
    user: User, session_key: str, *, address: str, browser: str, now: datetime
) -> None:
    """Put a session that begins on its owner's list, and keep when the account was signed in to."""
    at = connection.ops.adapt_datetimefield_value(now)
    ip = connection.ops.adapt_ipaddressfield_value(address)
    line: list[Any] = [user.pk, session_key, ip, browser[:LONGEST_BROWSER], at, at]
    user.last_login = now
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # both at once
            cursor.execute(f"WITH noted AS ({LAST}) {ADD_LINE}", _last(user, now) + line)
        else:
            cursor.execute(LAST, _last(user, now))
            cursor.execute(ADD_LINE, line)


def _last(user: User, now: datetime) -> list[Any]:
    return [connection.ops.adapt_datetimefield_value(now), user.pk]


def forget_sessions(*, now: datetime) -> int:
    """Delete the sessions that have run out, and from the lists those that are over; how many
    sessions."""
    ended = Session.objects.filter(expire_date__lt=now).delete()[0]
    listed = UserSession.objects.filter(created_at__lt=now - BEING_SET_UP)
    listed.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return ended
