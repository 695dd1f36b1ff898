"""What must be known for a post, laid down from a day on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from exams.actions.signing import ActRefused, refuse_if
from exams.models import PostList
from exams.rules.conduct import ActRefusal
from journal.actions import record
from people.models import Agency, Person


@dataclass(frozen=True)
class Wanted:
    """A list as somebody lays it down."""

    post: str
    statutes: Sequence[int]
    valid_from: date
    basis: str


@transaction.atomic
def set_post_list(agency: Agency, wanted: Wanted, *, actor: Person, now: datetime) -> PostList:
    """Lay down the statutes for a post; the list before holds up to the day before.

    Raises ActRefused: a later list for the post stands already, or the same one.
    """
    held = Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    former = PostList.objects.filter(agency=held, post=wanted.post)
    last = former.order_by("-valid_from", "-pk").first()
    statutes = sorted(set(wanted.statutes))
    if last is not None:
        refuse_if(ActRefusal.LATER_POLICY if last.valid_from > wanted.valid_from else None)
        refuse_if(ActRefusal.NOTHING_CHANGED if last.statutes == statutes else None)
    if not statutes:
        raise ActRefused(ActRefusal.REASON_MISSING)
    made = PostList.objects.create(
        agency=held,
        post=wanted.post,
        statutes=statutes,
        valid_from=wanted.valid_from,
        basis=wanted.basis,
        by=actor,
        at=now,
    )
    facts = {
        "post": made.post,
        "statutes": statutes,
        "from": made.valid_from.isoformat(),
        "basis": made.basis,
    }
    subject = f"exams.postlist:{made.pk}"
    record(actor.pk, "exams.set_post_list", subject, facts, agency_id=held.pk, now=now)
    return made
