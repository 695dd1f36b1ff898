"""Telling persons something, and that they have read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import transaction

from notices import rules
from notices.models import Letter, Mailbox, Notice
from people.models import Person

BATCH = 500


@dataclass(frozen=True)
class Message:
    """What is to be told: the kind with what its words speak of, and the page that it leads to."""

    kind: str
    params: Mapping[str, object] = field(default_factory=dict)
    page: str = ""


def tell(person_ids: Iterable[int], message: Message, *, now: datetime) -> int:
    """Tell each person once, by a notice and, for those who want it, a letter; how many.

    Part of the deed that it tells of, in its transaction: what is undone is not told. The deed
    itself stands in the journal; notices are no record of their own. Personal numbers and keys are
    hidden whatever was written.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("tell() belongs into an action's transaction")
    params = rules.fit(message.params)
    told = Notice.objects.bulk_create(
        [
            Notice(person_id=pk, kind=message.kind, params=params, page=message.page, sent_at=now)
            for pk in dict.fromkeys(person_ids)
        ],
        batch_size=BATCH,
    )
    if told and settings.SENDS_MAIL:
        wanting = Mailbox.objects.filter(wants_mail=True, person__in=[n.person_id for n in told])
        send_to = set(wanting.values_list("person_id", flat=True))
        letters = [Letter(notice=one, next_at=now) for one in told if one.person_id in send_to]
        Letter.objects.bulk_create(letters, batch_size=BATCH)
    return len(told)


@transaction.atomic
def read(notice: Notice, *, now: datetime) -> Notice:
    """Keep when a notice was first read."""
    held = Notice.objects.select_for_update().get(pk=notice.pk)
    if held.read_at is None:
        held.read_at = now
        held.save(update_fields=["read_at"])
    return held


def read_all(person: Person, *, now: datetime) -> int:
    """Keep that all of one's notices are read; how many were not."""
    return Notice.objects.of(person).unread().update(read_at=now)
