"""Sessions in the database, read and begun by statements that are composed once: every page asks
for one, and a whole exam room signs in at the same moment."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib.sessions.backends.base import VALID_KEY_CHARS, CreateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone
from django.utils.crypto import get_random_string

from journal.composed import Composed

KEY_LENGTH = 32  # Django's own
STANDING = Composed(
    lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now),
    "a session's key",
    datetime(1901, 2, 3, tzinfo=UTC),
)
BEGIN = """
INSERT INTO django_session (session_key, session_data, expire_date) VALUES (%s, %s, %s)
ON CONFLICT DO NOTHING"""


class SessionStore(DatabaseStore):
    """What Django's own does, but for how the row is found and begun.

    A new key is not looked for first: should it be taken, its row is refused and another is drawn.
    A session that goes on under a new key, as at each sign-in, is written once, with the answer
    (or not at all, where that fails), instead of empty first and filled afterwards.
    """

    _has_no_row = False

    def cycle_key(self) -> None:
        kept, former = self._session, self.session_key  # type: ignore[attr-defined]  # its content
        self._session_key, self._session_cache = self._get_new_session_key(), kept
        self._has_no_row = self.modified = True
        if former:
            self.delete(former)

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None or not (must_create or self._has_no_row):
            super().save()
            return
        held = self.encode(self._get_session(no_load=True))  # type: ignore[attr-defined]
        until = connection.ops.adapt_datetimefield_value(self.get_expiry_date())
        with connection.cursor() as cursor:
            cursor.execute(BEGIN, [self.session_key, held, until])
            if not cursor.rowcount:
                raise CreateError
        self._has_no_row = False

    def _get_new_session_key(self) -> str:
        return get_random_string(KEY_LENGTH, VALID_KEY_CHARS)

    def _get_session_from_db(self) -> Session | None:
        found = STANDING.first(self.session_key, timezone.now())
        if found is None:
            self._session_key = None
        return found
