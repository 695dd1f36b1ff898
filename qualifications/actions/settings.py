"""What the legal-affairs office lays down: numbers, policies, exams, since when we know.

One at a time: as for the tree of agencies, its roots are the lock.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from exams.models import Exam
from journal import actions as journal
from people.actions.agencies import lock_tree
from people.models import Domain, Person
from qualifications.actions.refused import Refused, id_of, replaced
from qualifications.models import (
    Issuer,
    NumberPattern,
    PostingRule,
    QualifyingExam,
    QualifyingPolicy,
    RecordsBegin,
)
from qualifications.models.exams import purposes_on
from qualifications.rules.deeds import Refusal
from qualifications.rules.matter import ENFORCEMENT
from qualifications.rules.numbers import pattern_fault
from qualifications.rules.qualifying import Policy


@transaction.atomic
def set_number_pattern(
    issuer_name: str,
    kind: str,
    pattern: str,
    *,
    valid_from: date,
    actor: Person | None,
    now: datetime,
) -> NumberPattern:
    """Say how an issuer's numbers are made from a day on; the issuer is entered if it is new.

    The present pattern of the kind ends the day before. Raises Refused: PATTERN_FAULTY,
    EFFECTIVE_BEFORE_START.
    """
    if pattern_fault(pattern):
        raise Refused(Refusal.PATTERN_FAULTY)
    lock_tree()
    issuer, _made = Issuer.objects.select_for_update().get_or_create(
        name=issuer_name, defaults={"recorded_at": now}
    )
    _end_former(
        NumberPattern.objects.current().filter(issuer=issuer, kind=kind), valid_from, actor, now
    )
    row = NumberPattern.objects.create(
        issuer=issuer, kind=kind, pattern=pattern, **_dated(valid_from, "", actor, now)
    )
    facts = {"kind": kind, "text": pattern, "from": valid_from.isoformat()}
    _record(
        "qualifications.set_number_pattern", f"qualifications.issuer:{issuer.pk}", facts, actor, now
    )
    return row


@transaction.atomic
def set_policy(
    policy: Policy,
    *,
    valid_from: date,
    reason: str,
    actor: Person | None,
    now: datetime,
    kind: str = ENFORCEMENT,
) -> QualifyingPolicy:
    """Lay down what a qualification of the kind asks for from a day on.

    The present policy ends the day before. Raises Refused: EFFECTIVE_BEFORE_START.
    """
    lock_tree()
    held = QualifyingPolicy.objects.current().filter(kind=kind)
    _end_former(held.select_for_update(), valid_from, actor, now)
    row = QualifyingPolicy.objects.create(
        kind=kind, **asdict(policy), **_dated(valid_from, reason, actor, now)
    )
    facts = {"kind": kind, "from": valid_from.isoformat(), "reason": reason}
    subject = f"qualifications.qualifyingpolicy:{row.pk}"
    _record("qualifications.set_policy", subject, facts, actor, now)
    return row


@transaction.atomic
def set_posting_rule(
    post_kind: str,
    part: str,
    *,
    valid_from: date,
    reason: str,
    actor: Person | None,
    now: datetime,
) -> PostingRule:
    """Let posts of a kind be for those alone who passed a part of the exam, from a day on.

    The present rule for the kind ends the day before. Raises Refused: EFFECTIVE_BEFORE_START,
    DAY_IN_PAST (posts that began are not judged afterwards).
    """
    if valid_from < timezone.localdate(now):
        raise Refused(Refusal.DAY_IN_PAST)
    lock_tree()
    held = PostingRule.objects.current().filter(post_kind=post_kind)
    _end_former(held.select_for_update(), valid_from, actor, now)
    row = PostingRule.objects.create(
        post_kind=post_kind, part=part, **_dated(valid_from, reason, actor, now)
    )
    facts = {"kind": post_kind, "part": part, "from": valid_from.isoformat(), "reason": reason}
    subject = f"qualifications.postingrule:{row.pk}"
    _record("qualifications.set_posting_rule", subject, facts, actor, now)
    return row


@transaction.atomic
def recognise_exam(
    exam: Exam, part: str, domain: str, *, actor: Person | None, now: datetime
) -> QualifyingExam:
    """Say that an exam counts as a part of the qualifying exam.

    Raises Refused: DOMAIN_UNKNOWN, NO_LONGER_CURRENT (it was recognised already),
    PURPOSE_NOT_COUNTED (held for something that no policy in force lets count).
    """
    Exam.objects.select_for_update().get(pk=exam.pk)
    if QualifyingExam.objects.filter(exam=exam).exists():
        raise Refused(Refusal.NO_LONGER_CURRENT)
    if exam.purpose not in purposes_on(timezone.localdate(now)):
        raise Refused(Refusal.PURPOSE_NOT_COUNTED)
    is_public = part == "public"
    unknown = [] if is_public else Domain.objects.unknown_among([domain], timezone.localdate(now))
    if unknown or (is_public and domain):
        raise Refused(Refusal.DOMAIN_UNKNOWN)
    row = QualifyingExam.objects.create(
        exam=exam, part=part, domain=domain, recorded_at=now, recorded_by_id=id_of(actor)
    )
    facts = {"part": part, "domains": [domain] if domain else []}
    _record("qualifications.recognise_exam", f"exams.exam:{exam.pk}", facts, actor, now)
    return row


@transaction.atomic
def declare_records(
    source: str, begins_on: date, *, reason: str, actor: Person | None, now: datetime
) -> RecordsBegin:
    """Declare from which day the city's records of a source are complete.

    Raises Refused: DAY_IN_FUTURE, NOTHING_CHANGES.
    """
    if begins_on > timezone.localdate(now):
        raise Refused(Refusal.DAY_IN_FUTURE)
    lock_tree()
    held = RecordsBegin.objects.select_for_update().current().filter(source=source).first()
    if held is not None:
        if held.valid_from == begins_on:
            raise Refused(Refusal.NOTHING_CHANGES)
        held.superseded_at = now  # first, because only one may be current
        held.save(update_fields=["superseded_at"])
    row = RecordsBegin.objects.create(source=source, **_dated(begins_on, reason, actor, now))
    if held is not None:
        held.superseded_by = row
        held.save(update_fields=["superseded_by"])
    facts = {"source": source, "from": begins_on.isoformat(), "reason": reason}
    subject = f"qualifications.recordsbegin:{row.pk}"
    _record("qualifications.declare_records", subject, facts, actor, now)
    return row


def _end_former(rows: Any, valid_from: date, actor: Person | None, now: datetime) -> None:
    """End what holds on the day, the day before; what begins later or on the day bars it."""
    for row in rows:
        if row.valid_from >= valid_from:
            raise Refused(Refusal.EFFECTIVE_BEFORE_START)
        if row.valid_to is None or row.valid_to >= valid_from:
            replaced(row, now=now, by=id_of(actor), valid_to=valid_from - timedelta(days=1))


def _dated(valid_from: date, reason: str, actor: Person | None, now: datetime) -> dict[str, Any]:
    return {
        "valid_from": valid_from,
        "reason": reason,
        "recorded_at": now,
        "recorded_by_id": id_of(actor),
    }


def _record(
    act: str, subject: str, facts: dict[str, Any], actor: Person | None, now: datetime
) -> None:
    journal.record(id_of(actor), act, subject, facts, now=now)
