"""Acts that two persons sign."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Q

from exams.models import Signature
from exams.rules import conduct
from journal.rules import digest
from people.models import Person
from questionbank.models import Revision


class ActRefused(Exception):
    """An act on an exam was refused; `reason` is a `conduct.ActRefusal`, worded by the page."""

    def __init__(self, reason: conduct.ActRefusal, **details: Any) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.details = details


def refuse_if(reason: conduct.ActRefusal | None, **details: Any) -> None:
    """Raise ActRefused where a rule gave a reason."""
    if reason is not None:
        raise ActRefused(reason, **details)


def refuse_setter(actor: Person, revisions: Collection[int]) -> None:
    """Raise ActRefused for one who wrote or approved a question that may be drawn.

    Nobody sets, approves and puts to use the same questions (threat 65): roles keep this apart
    today, this keeps apart who held the other role before.
    """
    own = Revision.objects.filter(Q(author_id=actor.pk) | Q(decided_by_id=actor.pk))
    if not set(own.values_list("pk", flat=True)).isdisjoint(revisions):
        raise ActRefused(conduct.ActRefusal.OWN_QUESTIONS)


def countersign(
    act: conduct.Act,
    subject: str,
    body: dict[str, Any],
    *,
    actor: Person,
    now: datetime,
    reason: str = "",
) -> Signature | None:
    """Sign `body`; return the first signature when this one is the second, else None.

    Both persons must sign the same content: what changed in between is signed anew. Must run in
    the action's transaction, under the lock of the subject. Raises ActRefused for one's own
    second signature.
    """
    signed = digest(body)
    rows = Signature.objects.filter(act=act, subject=subject, digest=signed)
    first = rows.order_by("at", "id").first()
    if first is not None:
        refuse_if(conduct.second_signature_refusal(first.person_id, actor.pk))
    Signature.objects.create(
        act=act, subject=subject, digest=signed, person=actor, reason=reason, body=body, at=now
    )
    return first
