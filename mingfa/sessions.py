"""Sessions in the database, read by a query that is composed once: every page asks it."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import get_random_string

from journal.composed import Composed

KEY_LENGTH = 32  # Django's own
STANDING = Composed(
    lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now),
    "a session's key",
    datetime(1901, 2, 3, tzinfo=UTC),
)


class SessionStore(DatabaseStore):
    """What Django's own does, but for how the row is found, and that a new key is not looked for
    first: should it be taken, the row is refused and another key is drawn."""

    def _get_new_session_key(self) -> str:
        return get_random_string(KEY_LENGTH, VALID_KEY_CHARS)

    def _get_session_from_db(self) -> Session | None:
        found = STANDING.first(self.session_key, timezone.now())
        if found is None:
            self._session_key = None
        return found
