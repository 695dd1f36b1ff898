"""Opening a case, naming who knows of it, and compiling its dossier."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from appointments.actions.refused import Refused, acting, held_open, note
from appointments.models import (
    IDENTITY,
    Case,
    Dossier,
    DossierSignature,
    Member,
    ProcedurePolicy,
    StatedLine,
    lines_of_case,
)
from appointments.rules.terms import WORKERS, MemberRole, Procedure, Refusal
from journal import vault
from journal.rules import digest
from people import rules as people
from people.models import Person

NUMBER_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is read as another
NUMBER_LENGTH = 6


@dataclass(frozen=True)
class CaseDraft:
    """What opens a case. Without `person` the candidate is from outside the tree."""

    procedure: Procedure
    intended_post: str
    deadline: date
    person: Person | None = None
    name: str = ""
    present_post: str = ""
    identity_number: str = ""


@transaction.atomic
def open_case(draft: CaseDraft, *, actor: Person, now: datetime) -> Case:
    """Open a case under the policy of the day; who opens it leads it and is alone named on it.

    Its number tells the day and nothing else. Raises Refused: NO_POLICY, OWN_CASE,
    IDENTITY_INVALID.
    """
    today = timezone.localdate(now)
    policy = ProcedurePolicy.objects.on(draft.procedure, today)
    if policy is None:
        raise Refused(Refusal.NO_POLICY)
    if draft.person is not None and draft.person.pk == actor.pk:
        raise Refused(Refusal.OWN_CASE)
    case = Case(
        number=_number(today),
        agency_id=actor.agency_id,
        procedure=draft.procedure,
        policy=policy,
        person=draft.person,
        name=draft.person.name if draft.person else draft.name,
        present_post=draft.present_post,
        intended_post=draft.intended_post,
        deadline=draft.deadline,
        opened_by=actor,
        opened_at=now,
        identity_cipher=None if draft.person else _sealed(draft.identity_number, today),
    )
    case.save(force_insert=True)
    Member.objects.create(
        case=case, person=actor, role=MemberRole.LEAD, added_by=actor, added_at=now
    )
    facts = {"procedure": draft.procedure.value, "policy": policy.pk}
    note(case, actor, "appointments.open_case", facts, now=now)
    return case


def _sealed(number: str, today: date) -> bytes | None:
    tidy = people.tidy_identity(number)
    if not tidy:
        return None
    if people.identity_fault(tidy, on=today):
        raise Refused(Refusal.IDENTITY_INVALID)
    return vault.encrypt(tidy.encode(), purpose=IDENTITY)


def _number(day: date) -> str:
    drawn = "".join(secrets.choice(NUMBER_SIGNS) for _ in range(NUMBER_LENGTH))
    return f"RK-{day:%Y%m%d}-{drawn}"


@transaction.atomic
def add_member(
    case: Case, number: str, role: MemberRole, *, actor: Person, now: datetime, office: str = ""
) -> Member:
    """Name a person, by staff number, on the case. Only a lead does.

    Raises Refused: NOT_OPEN, WRONG_ROLE, NOBODY, CANDIDATE_NAMED, NAMED_ALREADY, NOT_SIGNATORY
    (an office that does not sign under this policy, or none for a signatory).
    """
    case = held_open(case)
    acting(case, actor, MemberRole.LEAD)
    rows = Person.objects.known_by_name().filter(user__is_active=True)
    person = rows.filter(staff_number=number).first()
    if person is None:
        raise Refused(Refusal.NOBODY)
    if person.pk == case.person_id:
        raise Refused(Refusal.CANDIDATE_NAMED)
    if case.members.standing().filter(person=person).exists():
        raise Refused(Refusal.NAMED_ALREADY)
    wanted = case.policy.offices if role is MemberRole.SIGNATORY else [""]
    if office not in wanted:
        raise Refused(Refusal.NOT_SIGNATORY)
    member = Member.objects.create(
        case=case, person=person, role=role, office=office, added_by=actor, added_at=now
    )
    facts = {"person": person.pk, "capacity": role.value, "office": office}
    note(case, actor, "appointments.add_member", facts, now=now)
    return member


@transaction.atomic
def end_member(member: Member, *, actor: Person, now: datetime) -> None:
    """Let a person no longer be named: for them the case is gone from now on.

    Raises Refused: NOT_OPEN, WRONG_ROLE, LAST_LEAD.
    """
    case = held_open(member.case)
    acting(case, actor, MemberRole.LEAD)
    standing = case.members.standing()
    found = standing.filter(pk=member.pk).first()
    if found is None:
        raise Refused(Refusal.WRONG_STATE)
    leads = standing.filter(role=MemberRole.LEAD)
    if found.role == MemberRole.LEAD and leads.count() == 1:
        raise Refused(Refusal.LAST_LEAD)
    found.ended_at = now
    found.save(update_fields=["ended_at"])
    note(case, actor, "appointments.end_member", {"person": found.person_id}, now=now)


@dataclass(frozen=True)
class Stated:
    """A fact with its source, as a worker of the case enters it."""

    topic: str
    text: str
    source: str
    day: date


@transaction.atomic
def state_line(case: Case, stated: Stated, *, actor: Person, now: datetime) -> StatedLine:
    """Enter a fact into the case. Raises Refused: NOT_OPEN, WRONG_ROLE, DAY_IN_FUTURE."""
    case = held_open(case)
    acting(case, actor, *WORKERS)
    if stated.day > timezone.localdate(now):
        raise Refused(Refusal.DAY_IN_FUTURE)
    line = StatedLine.objects.create(
        case=case,
        topic=stated.topic,
        text=stated.text,
        source=stated.source,
        day=stated.day,
        by=actor,
        at=now,
    )
    facts = {"digest": digest([stated.topic, stated.text, stated.source])}
    note(case, actor, "appointments.state_line", facts, now=now)
    return line


@transaction.atomic
def compile_dossier(case: Case, as_of: date, *, actor: Person, now: datetime) -> Dossier:
    """Compile the dossier as of a day from the ledgers as they stand now.

    Raises Refused: NOT_OPEN, WRONG_ROLE, DAY_IN_FUTURE.
    """
    case = held_open(case)
    acting(case, actor, *WORKERS)
    if as_of > timezone.localdate(now):
        raise Refused(Refusal.DAY_IN_FUTURE)
    lines = lines_of_case(case, as_of, now=now)
    last = case.dossiers.aggregate(n=Max("n"))["n"] or 0
    made = Dossier.objects.create(
        case=case,
        n=last + 1,
        as_of=as_of,
        lines=lines,
        digest=_digest(case, as_of, lines),
        by=actor,
        at=now,
    )
    facts = {"n": made.n, "as_of": as_of.isoformat(), "digest": made.digest}
    note(case, actor, "appointments.compile_dossier", facts, now=now)
    return made


def _digest(case: Case, as_of: date, lines: list[dict[str, str]]) -> str:
    return digest(
        {"case": case.number, "candidate": case.name, "as_of": as_of.isoformat(), "lines": lines}
    )


@transaction.atomic
def sign_dossier(dossier: Dossier, *, actor: Person, now: datetime) -> DossierSignature:
    """Sign the newest dossier, as long as the ledgers still say what it says.

    Raises Refused: NOT_OPEN, WRONG_ROLE, SIGNED_ALREADY, CHANGED_SINCE.
    """
    case = held_open(dossier.case)
    acting(case, actor, MemberRole.LEAD)
    if DossierSignature.objects.filter(dossier=dossier).exists():
        raise Refused(Refusal.SIGNED_ALREADY)
    newest = case.dossiers.order_by("-n").first()
    fresh = lines_of_case(case, dossier.as_of, now=now)
    if newest != dossier or _digest(case, dossier.as_of, fresh) != dossier.digest:
        raise Refused(Refusal.CHANGED_SINCE)
    made = DossierSignature.objects.create(dossier=dossier, digest=dossier.digest, by=actor, at=now)
    facts = {"n": dossier.n, "digest": dossier.digest}
    note(case, actor, "appointments.sign_dossier", facts, now=now)
    return made
