"""How often one may sit again: the city's policy, and its use when a roster is made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from exams.actions.signing import ActRefused
from exams.models import Candidate, ExamPolicy, ExamSession
from exams.models.overview import Outcome, with_outcome
from exams.rules.conduct import ActRefusal
from exams.rules.resits import resit_refusal
from journal.actions import record
from people.actions import facts
from people.actions.agencies import lock_tree
from people.models import Person
from people.rules import day_before


@dataclass(frozen=True)
class Terms:
    """What a policy lays down. Nothing in `resits` means as often as one likes."""

    objection_days: int
    resits: int | None
    resit_days: int


@transaction.atomic
def set_exam_policy(
    terms: Terms, *, valid_from: date, basis: str, actor: Person, now: datetime
) -> ExamPolicy:
    """Let the terms hold from a day on; what held before ends the day before.

    The policy is the whole city's, and there may be none to lock yet: as the city's other rules do,
    two at once wait for each other at the root of the tree (`lock_tree`), which no roster, paper or
    result asks for. Raises ActRefused: a policy of a later day stands, nothing changed.
    """
    lock_tree()
    newest = ExamPolicy.objects.current().order_by("-valid_from", "-id").first()
    if newest is not None and newest.valid_from > valid_from:
        raise ActRefused(ActRefusal.LATER_POLICY)
    if newest is not None and terms == terms_of(newest):
        raise ActRefused(ActRefusal.NOTHING_CHANGED)
    if newest is not None:
        _end(newest, valid_from, actor, now)
    fresh = ExamPolicy.objects.create(
        objection_days=terms.objection_days,
        resits=terms.resits,
        resit_days=terms.resit_days,
        basis=basis,
        valid_from=valid_from,
        recorded_at=now,
        recorded_by_id=actor.pk,
    )
    said = {"from": valid_from.isoformat(), "days": terms.objection_days}
    said |= {"resits": terms.resits, "wait": terms.resit_days, "basis": basis}
    record(actor.pk, "exams.set_policy", f"exams.exampolicy:{fresh.pk}", said, now=now)
    return fresh


def _end(newest: ExamPolicy, valid_from: date, actor: Person, now: datetime) -> None:
    """Let a policy give way: it held until the day before, or it never did."""
    newest.superseded_at = now  # first, because of one day only one row may be current
    newest.save(update_fields=["superseded_at"])
    if newest.valid_from < valid_from:
        ended = facts.copied(newest, now=now, by=actor.pk, valid_to=day_before(valid_from))
        ended.save(force_insert=True)
        newest.superseded_by = ended
        newest.save(update_fields=["superseded_by"])


def terms_of(policy: ExamPolicy) -> Terms:
    return Terms(policy.objection_days, policy.resits, policy.resit_days)


def refuse_resits(session: ExamSession, persons: Sequence[Person]) -> None:
    """Raise ActRefused, with the names, where the policy of the session's day lets some of the
    persons not sit again, or not yet. Two queries."""
    day = timezone.localdate(session.opens_at)
    policy = ExamPolicy.objects.on(day)
    if policy is None or not persons:
        return
    failed = _failed(session, persons, day)
    refused = {
        person: resit_refusal(
            failed[person.pk], day=day, resits=policy.resits, wait_days=policy.resit_days
        )
        for person in persons
    }
    for reason in (ActRefusal.RESITS_USED_UP, ActRefusal.RESIT_TOO_EARLY):
        names = [person.name for person, why in refused.items() if why == reason]
        if names:
            raise ActRefused(reason, names="、".join(names))


MISSED = (Outcome.FAILED, Outcome.VOIDED)


def _failed(session: ExamSession, persons: Sequence[Person], day: date) -> dict[int, list[date]]:
    """On which days of the year the persons failed an exam of the same blueprint, published."""
    rows = Candidate.objects.filter(
        person__in=persons,
        session__exam__blueprint=session.exam.blueprint_id,
        session__opens_at__year=day.year,
        session__publication__isnull=False,
    )
    found: dict[int, list[date]] = defaultdict(list)
    for row in with_outcome(rows.select_related("session")):
        if row.outcome in MISSED:  # type: ignore[attr-defined]  # by `with_outcome`
            found[row.person_id].append(timezone.localdate(row.session.opens_at))
    return found
