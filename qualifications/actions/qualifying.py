"""Deeds on qualifications and suspensions from duty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from people.models import Domain, Person, Post
from qualifications.actions.refused import (
    Refused,
    id_of,
    refuse,
    refuse_own,
    replaced,
    withdrawn,
)
from qualifications.actions.register import Entry, enter
from qualifications.models import (
    DutySuspension,
    EventChoice,
    Qualification,
    QualificationSource,
)
from qualifications.models.exams import policy_on, sat_by
from qualifications.rules.deeds import Decision, Refusal, decision_refusal, qualify_refusal
from qualifications.rules.matter import ENFORCEMENT
from qualifications.rules.qualifying import fulfilled


@dataclass(frozen=True)
class Claim:
    """What somebody is to be qualified in. `results` are the exams that show it; none: the decision
    alone does."""

    domains: frozenset[str] = frozenset()
    results: tuple[dict[str, Any], ...] = ()
    kind: str = ENFORCEMENT


@transaction.atomic
def qualify_by_decision(
    person: Person,
    domains: frozenset[str],
    decision: Decision,
    *,
    actor: Person | None,
    now: datetime,
) -> Qualification:
    """Qualify a person to enforce in the domains by decision of the competent organ.

    For what our exams do not show: results from elsewhere, older staff. Raises Refused:
    OWN_MATTER, DECIDED_IN_FUTURE, EFFECTIVE_BEFORE_DECISION, DOMAIN_UNKNOWN, NO_ENFORCEMENT_POST,
    NOT_IN_ESTABLISHMENT, ALREADY_QUALIFIED.
    """
    person = _locked(person, domains, decision, actor, now)
    return enter_qualification(person, Claim(domains), decision, actor=actor, now=now)


@transaction.atomic
def qualify_by_exams(
    person: Person,
    domains: frozenset[str],
    decision: Decision,
    *,
    actor: Person | None,
    now: datetime,
) -> Qualification:
    """Confirm the qualification of a person whose exams suffice; the results are kept with it.

    Raises Refused: EXAMS_MISSING, and as `qualify_by_decision`.
    """
    person = _locked(person, domains, decision, actor, now)
    day = decision.effective_on
    shown = fulfilled(sat_by([person.pk])[person.pk], domains, policy_on(day), day)
    if not domains <= shown.domains:
        raise Refused(Refusal.EXAMS_MISSING)
    evidence = [sat.as_evidence() for sat in shown.evidence]
    claim = Claim(domains, tuple(evidence))
    return enter_qualification(person, claim, decision, actor=actor, now=now)


@transaction.atomic
def disqualify(
    qualification: Qualification, decision: Decision, *, actor: Person | None, now: datetime
) -> Qualification:
    """End a qualification from the decision's effective day on.

    Raises Refused: OWN_MATTER, NO_LONGER_CURRENT, EFFECTIVE_BEFORE_START, and those of a decision.
    """
    person = Person.objects.select_for_update().get(pk=qualification.person_id)
    refuse_own(person, actor)
    refuse(decision_refusal(decision, today=timezone.localdate(now)))
    last_day = date.fromordinal(decision.effective_on.toordinal() - 1)
    if last_day < qualification.valid_from:
        raise Refused(Refusal.EFFECTIVE_BEFORE_START)
    fresh = replaced(
        qualification, now=now, by=id_of(actor), valid_to=last_day, reason=decision.reason
    )
    kind, act = EventChoice.DISQUALIFIED, "qualifications.disqualify"
    detail = {"domains": fresh.domains}
    entry = Entry(kind, act, person, decision, qualification=fresh, detail=detail)
    enter([entry], by=id_of(actor), now=now)
    return fresh


@transaction.atomic
def suspend_duty(
    person: Person, decision: Decision, *, actor: Person | None, now: datetime
) -> DutySuspension:
    """Suspend a person from duty, with a last day or until it is lifted.

    Raises Refused: OWN_MATTER, ALREADY_SUSPENDED, and those of a decision.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    refuse_own(person, actor)
    refuse(decision_refusal(decision, today=timezone.localdate(now)))
    held = DutySuspension.objects.in_force(decision.effective_on).filter(person=person)
    if held.exists():
        raise Refused(Refusal.ALREADY_SUSPENDED)
    suspension = DutySuspension.objects.create(
        person=person,
        organ=decision.organ,
        document=decision.document,
        basis=decision.basis,
        reason=decision.reason,
        valid_from=decision.effective_on,
        valid_to=decision.until,
        recorded_at=now,
        recorded_by_id=id_of(actor),
    )
    kind, act = EventChoice.DUTY_SUSPENDED, "qualifications.suspend_duty"
    enter([Entry(kind, act, person, decision, suspension=suspension)], by=id_of(actor), now=now)
    return suspension


@transaction.atomic
def restore_duty(
    suspension: DutySuspension, decision: Decision, *, actor: Person | None, now: datetime
) -> DutySuspension:
    """Lift a suspension from the decision's effective day on; back to its first day, if it was
    annulled: then it never was, and only what was known until now shows it.

    Raises Refused: OWN_MATTER, NO_LONGER_CURRENT (it is over by then), DECIDED_IN_FUTURE,
    EFFECTIVE_BEFORE_START.
    """
    person = Person.objects.select_for_update().get(pk=suspension.person_id)
    refuse_own(person, actor)
    if decision.decided_on > timezone.localdate(now):
        raise Refused(Refusal.DECIDED_IN_FUTURE)
    if decision.effective_on < suspension.valid_from:
        raise Refused(Refusal.EFFECTIVE_BEFORE_START)
    if suspension.valid_to is not None and decision.effective_on > suspension.valid_to:
        raise Refused(Refusal.NO_LONGER_CURRENT)
    if decision.effective_on == suspension.valid_from:
        fresh = withdrawn(suspension, now=now)
    else:
        last_day = date.fromordinal(decision.effective_on.toordinal() - 1)
        fresh = replaced(
            suspension, now=now, by=id_of(actor), valid_to=last_day, reason=decision.reason
        )
    kind, act = EventChoice.DUTY_RESTORED, "qualifications.restore_duty"
    enter([Entry(kind, act, person, decision, suspension=fresh)], by=id_of(actor), now=now)
    return fresh


def _locked(
    person: Person,
    domains: frozenset[str],
    decision: Decision,
    actor: Person | None,
    now: datetime,
) -> Person:
    """The person, locked, unless the qualification must be refused."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    refuse_own(person, actor)
    refuse(decision_refusal(decision, today=timezone.localdate(now)))
    day = decision.effective_on
    if not domains or Domain.objects.unknown_among(sorted(domains), day):
        raise Refused(Refusal.DOMAIN_UNKNOWN)
    posts = Post.objects.in_force(day).filter(person=person, kind=ENFORCEMENT)
    held = Qualification.objects.in_force(day).filter(person=person, kind=ENFORCEMENT)
    names = frozenset(name for row in held for name in row.domains)
    establishments = posts.values_list("establishment", flat=True)
    refuse(qualify_refusal(establishments=establishments, held=names, domains=domains))
    return person


def enter_qualification(
    person: Person, claim: Claim, decision: Decision, *, actor: Person | None, now: datetime
) -> Qualification:
    """Enter what was decided about a person who is locked. Part of several deeds."""
    source = QualificationSource.EXAM if claim.results else QualificationSource.DECISION
    evidence = list(claim.results)
    qualification = Qualification.objects.create(
        person=person,
        kind=claim.kind,
        domains=sorted(claim.domains),
        source=source,
        organ=decision.organ,
        document=decision.document,
        reason=decision.reason,
        evidence=evidence,
        valid_from=decision.effective_on,
        recorded_at=now,
        recorded_by_id=id_of(actor),
    )
    detail = {"domains": sorted(claim.domains), "source": source.value, "evidence": evidence}
    detail |= {} if claim.kind == ENFORCEMENT else {"kind": claim.kind}
    kind, act = EventChoice.QUALIFIED, "qualifications.qualify"
    entry = Entry(kind, act, person, decision, qualification=qualification, detail=detail)
    enter([entry], by=id_of(actor), now=now)
    return qualification


@transaction.atomic
def requalify(
    qualification: Qualification, decision: Decision, *, actor: Person | None, now: datetime
) -> Qualification:
    """Let a qualification that was taken hold again: the decision that ended it was annulled.

    It goes on from the decision's effective day, which may be the day after its last one: what
    was annulled never was. Raises Refused: OWN_MATTER, NO_LONGER_CURRENT, DECIDED_IN_FUTURE,
    EFFECTIVE_BEFORE_START, ALREADY_QUALIFIED.
    """
    person = Person.objects.select_for_update().get(pk=qualification.person_id)
    refuse_own(person, actor)
    ended = Qualification.objects.current().filter(pk=qualification.pk).first()
    if ended is None or ended.valid_to is None:
        raise Refused(Refusal.NO_LONGER_CURRENT)
    if decision.decided_on > timezone.localdate(now):
        raise Refused(Refusal.DECIDED_IN_FUTURE)
    if decision.effective_on <= ended.valid_to:
        raise Refused(Refusal.EFFECTIVE_BEFORE_START)
    later = Qualification.objects.current().filter(
        person=person, kind=ended.kind, valid_from__gt=ended.valid_to
    )
    if {name for row in later for name in row.domains} & set(ended.domains):
        raise Refused(Refusal.ALREADY_QUALIFIED)
    shown_by = ("kind", "domains", "source", "evidence", "certificate_id")
    fresh = Qualification.objects.create(
        person=person,
        **{name: getattr(ended, name) for name in shown_by},
        organ=decision.organ,
        document=decision.document,
        reason=decision.reason,
        valid_from=decision.effective_on,
        recorded_at=now,
        recorded_by_id=id_of(actor),
    )
    kind, act = EventChoice.REQUALIFIED, "qualifications.requalify"
    detail = {"domains": fresh.domains}
    entry = Entry(kind, act, person, decision, qualification=fresh, detail=detail)
    enter([entry], by=id_of(actor), now=now)
    return fresh
