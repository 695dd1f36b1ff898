"""One's calendar feed: a new secret address, and its end."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.db import transaction

from journal import actions as journal
from people.models import Person
from training.models import Feed

KEY_BYTES = 32


def digest_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


@transaction.atomic
def make_feed(person: Person, *, now: datetime) -> str:
    """A new key, told once and never kept; the one before reads nothing any more."""
    _end(person, now)
    key = secrets.token_urlsafe(KEY_BYTES)
    made = Feed.objects.create(person=person, key_sha256=digest_of(key), made_at=now)
    _note("training.make_feed", made, now)
    return key


@transaction.atomic
def revoke_feed(person: Person, *, now: datetime) -> bool:
    """The address reads nothing any more; whether there was one."""
    ended = _end(person, now)
    if ended is not None:
        _note("training.revoke_feed", ended, now)
    return ended is not None


def _end(person: Person, now: datetime) -> Feed | None:
    Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    found = Feed.objects.filter(person=person, revoked_at__isnull=True).first()
    if found is not None:
        found.revoked_at = now
        found.save(update_fields=["revoked_at"])
    return found


def _note(act: str, feed: Feed, now: datetime) -> None:
    person = feed.person
    subject = f"training.feed:{feed.pk}"
    journal.record(person.pk, act, subject, {}, agency_id=person.agency_id, now=now)
