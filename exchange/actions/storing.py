"""Evidence is kept: a scan, judged by its bytes, encrypted, named for the record that it proves."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from django.db import transaction

from exchange import files, rules
from exchange.models import StoredFile
from exchange.rules import Refusal, Refused


@transaction.atomic
def store_file(
    data: bytes, file_name: str, *, owner: tuple[str, str], actor_id: int | None, now: datetime
) -> StoredFile:
    """Keep a PDF, PNG or JPEG for `owner`: the room, and the record in it that the file proves.

    Part of the deed that enters the record, which names the file's digest in the journal.
    The bytes are written first: if the deed around it is refused, the sweep forgets them after a
    day. Raises Refused: EMPTY_FILE, LARGE_FILE, WRONG_TYPE, TOO_MANY_UPLOADS.
    """
    kind = _type_of(data)
    if actor_id is not None:
        lately = StoredFile.objects.stored_since(actor_id, now - timedelta(hours=1)).count()
        if lately >= rules.FILES_AN_HOUR:
            raise Refused(Refusal.TOO_MANY_UPLOADS)
    room, subject = owner
    return StoredFile.objects.create(
        room=room,
        subject=subject,
        file_name=file_name[-120:],
        file_type=kind,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        stored_as=files.keep(data, purpose=files.EVIDENCE),
        stored_by_id=actor_id,
        stored_at=now,
    )


def _type_of(data: bytes) -> str:
    if not data:
        raise Refused(Refusal.EMPTY_FILE)
    if len(data) > rules.LARGEST_FILE:
        raise Refused(Refusal.LARGE_FILE)
    kind = rules.file_type(data)
    if not kind:
        raise Refused(Refusal.WRONG_TYPE)
    return kind
