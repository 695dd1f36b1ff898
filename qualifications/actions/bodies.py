"""Deeds on enforcement bodies: registering, standing, domains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from journal import actions as journal
from people.models import Agency, Domain, Person
from people.rules import Ending, overlap
from qualifications.actions.refused import Refused, id_of, replaced
from qualifications.models import Body, BodyDomain, BodyStanding
from qualifications.rules.deeds import Refusal


@dataclass(frozen=True)
class StandingTerms:
    """A body's standing: as what, on which article, from when; `delegator` for a delegated one."""

    kind: str
    basis: str
    valid_from: date
    valid_to: date | None = None
    article_text: str = ""
    delegator: str = ""
    notice: str = ""
    reason: str = ""


@transaction.atomic
def register_body(
    agency: Agency,
    terms: StandingTerms,
    domains: Sequence[str],
    *,
    actor: Person | None,
    now: datetime,
) -> Body:
    """Register the agency as an enforcement body with its standing and domains.

    Raises Refused: AGENCY_CLOSED, ALREADY_A_BODY, DELEGATOR_MISSING, DOMAIN_UNKNOWN,
    ENDS_BEFORE_START.
    """
    agency = Agency.objects.select_for_update().get(pk=agency.pk)
    if agency.closed_on is not None:
        raise Refused(Refusal.AGENCY_CLOSED)
    if Body.objects.filter(agency=agency).exists():
        raise Refused(Refusal.ALREADY_A_BODY)
    _check_standing(terms)
    if Domain.objects.unknown_among(domains, terms.valid_from):
        raise Refused(Refusal.DOMAIN_UNKNOWN)
    body = Body.objects.create(agency=agency, recorded_at=now, recorded_by_id=id_of(actor))
    _enter_standing(body, terms, actor, now)
    BodyDomain.objects.bulk_create(
        [_domain(body, name, terms.basis, terms.valid_from, actor, now) for name in domains]
    )
    facts = {"kind": terms.kind, "basis": terms.basis, "domains": list(domains)}
    facts |= {"from": terms.valid_from.isoformat()}
    _record(body, "qualifications.register_body", facts, actor, now)
    return body


@transaction.atomic
def give_standing(
    body: Body, terms: StandingTerms, *, actor: Person | None, now: datetime
) -> BodyStanding:
    """Give the body standing for a further period.

    Raises Refused: ALREADY_A_BODY, DELEGATOR_MISSING, ENDS_BEFORE_START.
    """
    body = Body.objects.select_for_update().get(pk=body.pk)
    _check_standing(terms)
    asked = (terms.valid_from, terms.valid_to)
    held = BodyStanding.objects.current().filter(body=body)
    if any(overlap((row.valid_from, row.valid_to), asked) for row in held):
        raise Refused(Refusal.ALREADY_A_BODY)
    standing = _enter_standing(body, terms, actor, now)
    facts = {"kind": terms.kind, "basis": terms.basis, "from": terms.valid_from.isoformat()}
    _record(body, "qualifications.give_standing", facts, actor, now)
    return standing


@transaction.atomic
def correct_standing(
    standing: BodyStanding, terms: StandingTerms, *, actor: Person | None, now: datetime
) -> BodyStanding:
    """Say what the standing really is; what was on record until now stays to be read.

    Raises Refused: NO_LONGER_CURRENT, DELEGATOR_MISSING, ENDS_BEFORE_START.
    """
    Body.objects.select_for_update().get(pk=standing.body_id)
    _check_standing(terms)
    fresh = replaced(standing, now=now, by=id_of(actor), **vars(terms))
    facts = {"kind": terms.kind, "basis": terms.basis, "reason": terms.reason}
    _record(fresh.body, "qualifications.correct_standing", facts, actor, now)
    return fresh


@transaction.atomic
def end_standing(
    standing: BodyStanding, ending: Ending, *, actor: Person | None, now: datetime
) -> BodyStanding:
    """Let the standing end with the last day; nobody enforces for the body afterwards.

    Raises Refused: NO_LONGER_CURRENT, ENDS_BEFORE_START.
    """
    Body.objects.select_for_update().get(pk=standing.body_id)
    fresh = replaced(
        standing, now=now, by=id_of(actor), valid_to=ending.last_day, reason=ending.reason
    )
    facts = {"last_day": ending.last_day.isoformat(), "reason": ending.reason}
    _record(fresh.body, "qualifications.end_standing", facts, actor, now)
    return fresh


@transaction.atomic
def add_body_domain(
    body: Body, name: str, *, basis: str, valid_from: date, actor: Person | None, now: datetime
) -> BodyDomain:
    """Let the body enforce in a domain from a day on.

    Raises Refused: DOMAIN_UNKNOWN, DOMAIN_HELD.
    """
    body = Body.objects.select_for_update().get(pk=body.pk)
    if Domain.objects.unknown_among([name], valid_from):
        raise Refused(Refusal.DOMAIN_UNKNOWN)
    held = BodyDomain.objects.current().filter(body=body, domain=name)
    if any(overlap((row.valid_from, row.valid_to), (valid_from, None)) for row in held):
        raise Refused(Refusal.DOMAIN_HELD)
    scope = _domain(body, name, basis, valid_from, actor, now)
    scope.save(force_insert=True)
    facts = {"domains": [name], "basis": basis, "from": valid_from.isoformat()}
    _record(body, "qualifications.add_body_domain", facts, actor, now)
    return scope


@transaction.atomic
def end_body_domain(
    scope: BodyDomain, ending: Ending, *, actor: Person | None, now: datetime
) -> BodyDomain:
    """Let the body enforce in the domain no longer. Raises Refused as `end_standing`."""
    Body.objects.select_for_update().get(pk=scope.body_id)
    fresh = replaced(
        scope, now=now, by=id_of(actor), valid_to=ending.last_day, reason=ending.reason
    )
    facts = {"domains": [scope.domain], "last_day": ending.last_day.isoformat()}
    facts |= {"reason": ending.reason}
    _record(fresh.body, "qualifications.end_body_domain", facts, actor, now)
    return fresh


def _check_standing(terms: StandingTerms) -> None:
    if terms.kind == "delegated" and not terms.delegator:
        raise Refused(Refusal.DELEGATOR_MISSING)
    if terms.valid_to is not None and terms.valid_to < terms.valid_from:
        raise Refused(Refusal.ENDS_BEFORE_START)


def _enter_standing(
    body: Body, terms: StandingTerms, actor: Person | None, now: datetime
) -> BodyStanding:
    return BodyStanding.objects.create(
        body=body, recorded_at=now, recorded_by_id=id_of(actor), **vars(terms)
    )


def _domain(
    body: Body, name: str, basis: str, valid_from: date, actor: Person | None, now: datetime
) -> BodyDomain:
    return BodyDomain(
        body=body,
        domain=name,
        basis=basis,
        valid_from=valid_from,
        recorded_at=now,
        recorded_by_id=id_of(actor),
    )


def _record(
    body: Body, act: str, facts: dict[str, Any], actor: Person | None, now: datetime
) -> None:
    subject = f"qualifications.body:{body.pk}"
    journal.record(id_of(actor), act, subject, facts, now=now, agency_id=body.agency_id)
