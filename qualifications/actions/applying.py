"""Deeds on applications: filing, the office's steps, refusing, granting; what applicants bring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from journal import actions as journal
from people.models import Domain, Person, Post
from qualifications.actions.qualifying import Claim, enter_qualification
from qualifications.actions.refused import Refused, id_of, refuse, refuse_own
from qualifications.models import (
    Application,
    ApplicationStep,
    Certificate,
    Credential,
    Qualification,
)
from qualifications.models.applicants import applicant_on
from qualifications.models.exams import policy_on
from qualifications.rules.applying import (
    CONFIRMED,
    ENDS,
    Stage,
    evidence_of,
    granting_refusal,
    next_stage,
    stage_of,
    unmet,
)
from qualifications.rules.deeds import Decision, Refusal, decision_refusal
from qualifications.rules.kinds import IN_DOMAINS, SHOWN_BY
from qualifications.rules.matter import ENFORCEMENT

BATCH = 500


@dataclass(frozen=True)
class Grounds:
    """Why a step is taken: by which organ, on what basis, for what reason, on which day."""

    organ: str
    basis: str
    reason: str
    on: date
    document: str = ""
    until: date | None = None


@transaction.atomic
def file_application(
    person: Person,
    claim: Claim,
    grounds: Grounds,
    *,
    actor: Person,
    now: datetime,
) -> Application:
    """A unit applies that one of its persons be qualified.

    Raises Refused: OWN_MATTER, NO_POST, DOMAIN_UNKNOWN, ALREADY_APPLIED, ALREADY_QUALIFIED,
    DAY_IN_FUTURE.
    """
    person = Person.objects.select_for_update().select_related("agency").get(pk=person.pk)
    refuse_own(person, actor)
    today = timezone.localdate(now)
    posts = Post.objects.in_force(today).filter(person=person)
    if claim.kind == ENFORCEMENT:
        posts = posts.filter(kind=ENFORCEMENT)
    if not posts.exists():
        raise Refused(Refusal.NO_POST)
    _check_domains(claim, today)
    if Application.objects.under_way().filter(person=person, kind=claim.kind).exists():
        raise Refused(Refusal.ALREADY_APPLIED)
    if _holds(person, claim, today):
        raise Refused(Refusal.ALREADY_QUALIFIED)
    made = Application.objects.create(
        person=person,
        agency=person.agency,
        kind=claim.kind,
        domains=sorted(claim.domains),
        filed_at=now,
    )
    _take(made, Stage.FILED, grounds, actor=actor, now=now)
    return made


@transaction.atomic
def advance(
    application: Application, stage: Stage, grounds: Grounds, *, actor: Person, now: datetime
) -> ApplicationStep:
    """Confirm the next step of an application; what it rests on is kept with it.

    Raises Refused: OWN_MATTER, STEP_OUT_OF_ORDER, DAY_IN_FUTURE, PUBLICITY_SHORT, and what
    `rules.applying.unmet` names.
    """
    held = _locked(application, actor)
    policy = policy_on(grounds.on, held.kind)
    taken = _taken(held)
    if stage not in CONFIRMED or next_stage(taken, held.kind, policy) is not stage:
        raise Refused(Refusal.STEP_OUT_OF_ORDER)
    applicant = applicant_on(held.person_id, held.kind, grounds.on)
    refuse(unmet(stage, applicant, held.domains, policy, grounds.on))
    if stage is Stage.PUBLICISED:
        least = grounds.on + timedelta(days=policy.publicity_days - 1)
        if grounds.until is None or grounds.until < least:
            raise Refused(Refusal.PUBLICITY_SHORT)
    sat = evidence_of(stage, applicant, held.domains, policy, grounds.on)
    detail: dict[str, Any] = {"results": [one.as_evidence() for one in sat]} if sat else {}
    if stage is Stage.VERIFIED:
        detail = {"establishments": sorted(applicant.establishments)}
    if stage is Stage.TRAINED:
        detail = {"credit": applicant.credit}
    return _take(held, stage, grounds, actor=actor, now=now, detail=detail)


@transaction.atomic
def refuse_application(
    application: Application, grounds: Grounds, *, actor: Person, now: datetime
) -> ApplicationStep:
    """Decide that the qualification is not given, with basis and reason.

    Raises Refused: OWN_MATTER, STEP_OUT_OF_ORDER (it has ended already), DAY_IN_FUTURE.
    """
    return _end(_locked(application, actor), Stage.REFUSED, grounds, actor=actor, now=now)


@transaction.atomic
def withdraw_application(
    application: Application, grounds: Grounds, *, actor: Person, now: datetime
) -> ApplicationStep:
    """The unit takes its application back. Raises Refused as `refuse_application`."""
    return _end(_locked(application, actor), Stage.WITHDRAWN, grounds, actor=actor, now=now)


@transaction.atomic
def reopen_application(
    application: Application, grounds: Grounds, *, actor: Person, now: datetime
) -> ApplicationStep:
    """Go on where the application stood before it was refused: the refusal was annulled.

    Raises Refused: OWN_MATTER, STEP_OUT_OF_ORDER, ALREADY_APPLIED, DAY_IN_FUTURE.
    """
    held = _locked(application, actor)
    if stage_of(_taken(held)) is not Stage.REFUSED:
        raise Refused(Refusal.STEP_OUT_OF_ORDER)
    if Application.objects.under_way().filter(person=held.person, kind=held.kind).exists():
        raise Refused(Refusal.ALREADY_APPLIED)
    return _take(held, Stage.REOPENED, grounds, actor=actor, now=now)


@transaction.atomic
def grant_application(
    application: Application, decision: Decision, *, actor: Person, now: datetime
) -> Qualification:
    """Qualify the applicant, once every step is taken and the names were public long enough.

    Raises Refused: OWN_MATTER, STEP_OUT_OF_ORDER, PUBLICITY_RUNNING, ALREADY_QUALIFIED,
    NOT_IN_ESTABLISHMENT and the like where a condition has fallen away, and those of a decision.
    """
    held = _locked(application, actor)
    refuse(decision_refusal(decision, today=timezone.localdate(now)))
    day = decision.effective_on
    policy = policy_on(day, held.kind)
    steps = list(held.steps.all())
    taken = [step.kind for step in steps]
    public_to = max((s.until for s in steps if s.until), default=None)
    refuse(granting_refusal(taken, held.kind, policy, public_to=public_to, on=decision.decided_on))
    applicant = applicant_on(held.person_id, held.kind, day)
    asked = [stage for stage in CONFIRMED if stage.value in taken]
    for stage in asked:
        refuse(unmet(stage, applicant, held.domains, policy, day))
    sat = [s for stage in asked for s in evidence_of(stage, applicant, held.domains, policy, day)]
    results = tuple(one.as_evidence() for one in sat)
    claim = Claim(frozenset(held.domains), results, held.kind)
    if _holds(held.person, claim, day):
        raise Refused(Refusal.ALREADY_QUALIFIED)
    made = enter_qualification(held.person, claim, decision, actor=actor, now=now)
    grounds = Grounds(decision.organ, decision.basis, decision.reason, day, decision.document)
    _take(held, Stage.GRANTED, grounds, actor=actor, now=now, qualification=made)
    return made


def follow_issues(
    issued: Sequence[tuple[Certificate, Decision]], *, actor_id: int | None, now: datetime
) -> None:
    """Note on the holders' granted applications that the certificates were issued. Part of entering
    certificates; the holders are locked."""
    by_person = {certificate.person_id: (certificate, d) for certificate, d in issued}
    ids = sorted(by_person)
    actor = Person.objects.filter(pk=actor_id).first() if actor_id else None
    for start in range(0, len(ids), BATCH):
        rows = Application.objects.with_stage().select_related("person")
        waiting = rows.filter(stage=Stage.GRANTED)  # type: ignore[misc]  # annotated
        for held in waiting.filter(person_id__in=ids[start : start + BATCH]).order_by("pk"):
            certificate, d = by_person[held.person_id]
            if held.kind != SHOWN_BY[certificate.kind]:
                continue
            on = max(d.effective_on, timezone.localdate(held.filed_at))
            grounds = Grounds(d.organ, d.basis, d.reason, on, d.document)
            _take(held, Stage.ISSUED, grounds, actor=actor, now=now, certificate=certificate)


@transaction.atomic
def add_credential(
    person: Person, paper: dict[str, Any], *, reason: str, actor: Person, now: datetime
) -> Credential:
    """Enter what a person brought with them (`kind`, `of_kind`, `number`, `issuer`, `valid_from`).
    What was on record of the same kind is superseded.

    Raises Refused: OWN_MATTER, DAY_IN_FUTURE.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    refuse_own(person, actor)
    if paper["valid_from"] > timezone.localdate(now):
        raise Refused(Refusal.DAY_IN_FUTURE)
    held = Credential.objects.current().filter(
        person=person, kind=paper["kind"], of_kind=paper["of_kind"]
    )
    former = held.select_for_update().first()
    made = Credential.objects.create(
        person=person, reason=reason, recorded_at=now, recorded_by_id=actor.pk, **paper
    )
    if former is not None:
        former.superseded_at, former.superseded_by = now, made
        former.save(update_fields=["superseded_at", "superseded_by"])
    facts = {"kind": paper["kind"], "document": paper["number"], "reason": reason}
    act = "qualifications.add_credential"
    subject = f"people.person:{person.pk}"
    journal.record(actor.pk, act, subject, facts, now=now, agency_id=person.agency_id)
    return made


def _locked(application: Application, actor: Person) -> Application:
    """The application with its person, who is locked; nobody decides about their own."""
    person = Person.objects.select_for_update().get(pk=application.person_id)
    refuse_own(person, actor)
    rows = Application.objects.select_for_update(of=("self",)).select_related("person__agency")
    return rows.get(pk=application.pk)


def _taken(application: Application) -> list[str]:
    return list(application.steps.values_list("kind", flat=True))


def _check_domains(claim: Claim, day: date) -> None:
    if claim.kind not in IN_DOMAINS:
        if claim.domains:
            raise Refused(Refusal.DOMAIN_UNKNOWN)
    elif not claim.domains or Domain.objects.unknown_among(sorted(claim.domains), day):
        raise Refused(Refusal.DOMAIN_UNKNOWN)


def _holds(person: Person, claim: Claim, day: date) -> bool:
    """Whether the person is qualified already in all that is claimed."""
    held = list(Qualification.objects.in_force(day).filter(person=person, kind=claim.kind))
    names = {name for row in held for name in row.domains}
    return bool(held) and claim.domains <= names


def _end(
    held: Application, stage: Stage, grounds: Grounds, *, actor: Person, now: datetime
) -> ApplicationStep:
    if stage_of(_taken(held)) in ENDS:
        raise Refused(Refusal.STEP_OUT_OF_ORDER)
    return _take(held, stage, grounds, actor=actor, now=now)


def _take(
    held: Application,
    stage: Stage,
    grounds: Grounds,
    *,
    actor: Person | None,
    now: datetime,
    **kept: Any,
) -> ApplicationStep:
    """Write the step down and record it. Publicity may lie ahead; nothing else may."""
    if grounds.on > timezone.localdate(now) and stage not in (Stage.GRANTED, Stage.ISSUED):
        raise Refused(Refusal.DAY_IN_FUTURE)
    step = ApplicationStep.objects.create(
        application=held, kind=stage.value, at=now, by=actor, **vars(grounds), **kept
    )
    act = f"qualifications.application_{stage.value}"
    facts = {"kind": held.kind, "on": grounds.on.isoformat(), "basis": grounds.basis}
    facts |= {"reason": grounds.reason}
    subject = f"qualifications.application:{held.pk}"
    agency = held.person.agency_id
    journal.record(id_of(actor), act, subject, facts, now=now, agency_id=agency)
    return step
