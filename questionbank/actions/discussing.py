"""Reviewers share the work and talk about a question with its author."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from journal import actions as journal
from journal import vault
from people.models import Assignment, Person
from people.rules import Rights, Role
from questionbank.actions import storing
from questionbank.actions.refused import Refused
from questionbank.models import KEY_PURPOSE, Comment, Revision
from questionbank.rules import review


@transaction.atomic
def assign(revision: Revision, *, to: Person, actor: Person, now: datetime) -> Revision:
    """Give a waiting revision to one reviewer; others may still decide. Again gives it anew.

    Raises Refused: NOT_SUBMITTED, OWN_WORK (its author), NO_REVIEWER (holds no such role).
    """
    storing.lock(revision.question)
    revision = Revision.objects.select_related("question__agency").get(pk=revision.pk)
    rights = Rights(to.pk, Assignment.objects.filter(person=to).grants(timezone.localdate(now)))
    refusal = review.assign_refusal(
        state=revision.state,
        author_id=revision.author_id,
        reviewer_id=to.pk,
        may_review=rights.covers(revision.question.agency.path, Role.REVIEWER),
    )
    if refusal:
        raise Refused(refusal, revision.question.code)
    revision.assigned_to_id, revision.assigned_at = to.pk, now
    revision.save(update_fields=["assigned_to_id", "assigned_at"])
    _record("assign", revision, actor, {"to": to.pk}, now)
    return revision


@transaction.atomic
def comment(revision: Revision, *, words: str, author: Person, now: datetime) -> Comment:
    """Say something on a revision. Raises Refused: NO_WORDS."""
    if not words.strip():
        raise Refused(review.Refusal.NO_WORDS)
    said = Comment.objects.create(
        revision=revision,
        author_id=author.pk,
        at=now,
        sealed=vault.encrypt(words.strip().encode(), purpose=KEY_PURPOSE),
    )
    _record("comment", revision, author, {"comment": said.pk}, now)
    return said


def _record(
    act: str, revision: Revision, actor: Person, facts: dict[str, object], now: datetime
) -> None:
    journal.record(
        actor.pk,
        f"questionbank.{act}",
        f"questionbank.revision:{revision.pk}",
        {"question": revision.question.code, "n": revision.n} | facts,
        now=now,
        agency_id=revision.question.agency_id,
    )
