"""What leaves the bank as a file, and which questions are kept apart."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from journal import actions as journal
from people.models import Agency, Person
from questionbank.actions.refused import Refused
from questionbank.models import EnemyGroup, PoolExport, Question
from questionbank.rules import review


@transaction.atomic
def ask_export(
    questions: Collection[Question], *, form: str, purpose: str, agency: Agency, actor: Person,
    now: datetime
) -> PoolExport:  # fmt: skip
    """Ask for questions of one pool as a file.

    Raises Refused: NO_QUESTIONS, NO_REASON, OTHER_POOL.
    """
    if not questions:
        raise Refused(review.Refusal.NO_QUESTIONS)
    if not purpose.strip():
        raise Refused(review.Refusal.NO_REASON)
    pools = {question.pool for question in questions}
    if len(pools) > 1:
        raise Refused(review.Refusal.OTHER_POOL)
    export = PoolExport.objects.create(
        agency=agency,
        pool=pools.pop(),
        form=form,
        purpose=purpose.strip(),
        first_id=actor.pk,
        asked_at=now,
    )
    export.questions.set(questions)
    _record("ask_export", export, actor, {"questions": len(questions), "pool": export.pool}, now)
    return export


@transaction.atomic
def consent_export(export: PoolExport, *, actor: Person, now: datetime) -> PoolExport:
    """The second person lets the file go out. Raises Refused: ALREADY_DECIDED, OWN_REQUEST."""
    export = _open(export, actor)
    export.second_id, export.consented_at = actor.pk, now
    export.save(update_fields=["second_id", "consented_at"])
    _record("consent_export", export, actor, {"first": export.first_id}, now)
    return export


@transaction.atomic
def refuse_export(export: PoolExport, *, actor: Person, now: datetime) -> PoolExport:
    """Somebody, the first person too, ends the request. Raises Refused: ALREADY_DECIDED."""
    export = PoolExport.objects.select_for_update().get(pk=export.pk)
    if not export.is_open:
        raise Refused(review.Refusal.ALREADY_DECIDED)
    export.refused_by_id, export.refused_at = actor.pk, now
    export.save(update_fields=["refused_by_id", "refused_at"])
    _record("refuse_export", export, actor, {"first": export.first_id}, now)
    return export


@transaction.atomic
def fetch_export(export: PoolExport, *, actor: Person, sha256: str, now: datetime) -> None:
    """Note that the file went out, with its hash. Raises Refused: NOT_IN_USE when it may not."""
    export = PoolExport.objects.select_for_update().get(pk=export.pk)
    if not export.may_be_fetched(now):
        raise Refused(review.Refusal.ALREADY_DECIDED)
    _record("fetch_export", export, actor, {"file": sha256}, now)


def _open(export: PoolExport, actor: Person) -> PoolExport:
    export = PoolExport.objects.select_for_update().get(pk=export.pk)
    refusal = review.consent_refusal(
        is_open=export.is_open, first_id=export.first_id, second_id=actor.pk
    )
    if refusal:
        raise Refused(refusal)
    return export


@transaction.atomic
def keep_apart(
    questions: Collection[Question], *, reason: str, agency: Agency, actor: Person, now: datetime
) -> EnemyGroup:
    """Let at most one of the questions stand on a paper. Raises Refused: TOO_FEW, NO_REASON,
    OTHER_POOL (questions of both pools never meet anyway)."""
    if len({question.pk for question in questions}) < 2:
        raise Refused(review.Refusal.TOO_FEW)
    if not reason.strip():
        raise Refused(review.Refusal.NO_REASON)
    if len({question.pool for question in questions}) > 1:
        raise Refused(review.Refusal.OTHER_POOL)
    group = EnemyGroup.objects.create(
        agency=agency, reason=reason.strip(), made_by_id=actor.pk, made_at=now
    )
    group.questions.set(questions)
    codes = sorted(question.code for question in questions)
    _record("keep_apart", group, actor, {"questions": codes}, now)
    return group


@transaction.atomic
def let_meet(group: EnemyGroup, *, actor: Person, now: datetime) -> EnemyGroup:
    """End a group; the row stays. Raises Refused: ALREADY_DECIDED."""
    group = EnemyGroup.objects.select_for_update().get(pk=group.pk)
    if group.ended_at is not None:
        raise Refused(review.Refusal.ALREADY_DECIDED)
    group.ended_at = now
    group.save(update_fields=["ended_at"])
    _record("let_meet", group, actor, {}, now)
    return group


def _record(
    act: str,
    about: PoolExport | EnemyGroup,
    actor: Person,
    facts: dict[str, object],
    now: datetime,
) -> None:
    journal.record(
        actor.pk,
        f"questionbank.{act}",
        f"questionbank.{about._meta.model_name}:{about.pk}",
        facts,
        now=now,
        agency_id=about.agency_id,
    )
