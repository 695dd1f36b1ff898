"""Pictures come into the bank, drawn anew."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from journal.actions import record
from people.models import Agency, Person
from questionbank.actions.refused import Refused
from questionbank.models import Picture
from questionbank.rules.pictures import Redrawn, redrawn
from questionbank.rules.review import Refusal
from questionbank.rules.wording import Wording


@transaction.atomic
def add_picture(data: bytes, *, agency: Agency, actor: Person, now: datetime) -> Picture:
    """Keep a picture for the questions of an agency; one that is there already is kept once.

    Raises PictureRefused, which says what is wrong with the file.
    """
    return keep_picture(redrawn(data), agency=agency, actor=actor, now=now)


@transaction.atomic
def keep_picture(drawn: Redrawn, *, agency: Agency, actor: Person, now: datetime) -> Picture:
    """The same with a picture that has been drawn anew."""
    picture, is_new = Picture.objects.get_or_create(
        agency=agency,
        sha256=drawn.sha256,
        defaults={
            "media_type": drawn.media_type,
            "width": drawn.width,
            "height": drawn.height,
            "data": drawn.data,
            "added_by_id": actor.pk,
            "added_at": now,
        },
    )
    if is_new:
        subject, facts = f"questionbank.picture:{picture.pk}", {"sha256": picture.sha256}
        record(actor.pk, "questionbank.add_picture", subject, facts, agency_id=agency.pk, now=now)
    return picture


def refuse_missing_pictures(wordings: Iterable[Wording]) -> None:
    """Raise Refused(NO_PICTURE) where a wording shows a picture that the bank does not hold."""
    shown = {name for wording in wordings for name in wording.pictures}
    if missing := Picture.objects.missing(shown):
        raise Refused(Refusal.NO_PICTURE, min(missing)[:12])
