"""Deeds on certificates: registering, deciding about them, reissuing, correcting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from people.models import Domain, Person
from qualifications.actions.applying import follow_issues
from qualifications.actions.refused import Refused, id_of, refuse, refuse_own, replaced
from qualifications.actions.register import Entry, enter
from qualifications.models import (
    Body,
    Certificate,
    CertificateTerms,
    EventChoice,
    Issuer,
    NumberPattern,
    facts_of,
)
from qualifications.rules.certificates import EventKind
from qualifications.rules.deeds import Decision, Refusal, decided_refusal, decision_refusal
from qualifications.rules.facts import CertificateFact
from qualifications.rules.numbers import fits, tidy_number

ACTS = {
    EventKind.SUSPENDED: "qualifications.suspend_certificate",
    EventKind.RESTORED: "qualifications.restore_certificate",
    EventKind.REVOKED: "qualifications.revoke_certificate",
    EventKind.CANCELLED: "qualifications.cancel_certificate",
    EventKind.LOST: "qualifications.void_certificate",
}


@dataclass(frozen=True)
class Card:
    """What a certificate says."""

    number: str
    issuer: Issuer
    body: Body
    domains: frozenset[str]
    valid_from: date
    valid_to: date | None
    kind: str = "enforcement"
    post_title: str = ""
    area: str = ""


@transaction.atomic
def register_certificate(
    person: Person, card: Card, decision: Decision, *, actor: Person | None, now: datetime
) -> Certificate:
    """Enter a certificate that its issuer gave to the person.

    Raises Refused: OWN_MATTER, NUMBER_TAKEN, PATTERN_MISSING, NUMBER_SHAPE, DOMAIN_UNKNOWN,
    BODY_ELSEWHERE, ENDS_BEFORE_START, DECIDED_IN_FUTURE.
    """
    person = Person.objects.select_for_update().select_related("agency").get(pk=person.pk)
    refuse_own(person, actor)
    check_card(person, card)
    refuse(decision_refusal(decision, today=timezone.localdate(now)))
    certificate = _enter(person, card, None, by=id_of(actor), now=now)
    act = "qualifications.register_certificate"
    entry = Entry(
        EventChoice.ISSUED, act, person, decision, certificate=certificate, detail=said(card)
    )
    enter([entry], by=id_of(actor), now=now)
    follow_issues([(certificate, decision)], actor_id=id_of(actor), now=now)
    return certificate


@transaction.atomic
def decide(
    certificate: Certificate,
    kind: EventKind,
    decision: Decision,
    *,
    actor: Person | None,
    now: datetime,
) -> None:
    """Suspend, restore, revoke, cancel a certificate or declare it void, as an organ decided.

    Raises Refused: OWN_MATTER, STATE, ALREADY_SUSPENDED, and those of a decision.
    """
    certificate = _locked(certificate, actor)
    person = certificate.person
    today = timezone.localdate(now)
    refuse(decided_refusal(_fact(certificate), kind, decision, now=now, today=today))
    entry = Entry(EventChoice(kind.value), ACTS[kind], person, decision, certificate=certificate)
    enter([entry], by=id_of(actor), now=now)


@transaction.atomic
def reissue_certificate(
    certificate: Certificate,
    card: Card,
    decision: Decision,
    *,
    actor: Person | None,
    now: datetime,
) -> Certificate:
    """Replace a certificate by a new one with another number; the old one is void from then on.

    Raises Refused: STATE, and as `register_certificate`.
    """
    old = _locked(certificate, actor)
    person = old.person
    check_card(person, card)
    today = timezone.localdate(now)
    refuse(decided_refusal(_fact(old), EventKind.REISSUED, decision, now=now, today=today))
    fresh = _enter(person, card, old, by=id_of(actor), now=now)
    act = "qualifications.reissue_certificate"
    detail = said(card)
    entries = [
        Entry(EventChoice.REISSUED, act, person, decision, certificate=old),
        Entry(EventChoice.ISSUED, act, person, decision, certificate=fresh, detail=detail),
    ]
    enter(entries, by=id_of(actor), now=now)
    return fresh


@transaction.atomic
def correct_certificate(
    certificate: Certificate, card: Card, decision: Decision, *, actor: Person | None, now: datetime
) -> CertificateTerms:
    """Say what the certificate really says (body, domains, dates, post, area); number and holder
    stay.

    Raises Refused: OWN_MATTER, NO_LONGER_CURRENT, NOTHING_CHANGES, DOMAIN_UNKNOWN, BODY_ELSEWHERE,
    ENDS_BEFORE_START, DECIDED_IN_FUTURE.
    """
    certificate = _locked(certificate, actor)
    person = certificate.person
    _check_terms(person, card)
    if decision.decided_on > timezone.localdate(now):
        raise Refused(Refusal.DECIDED_IN_FUTURE)
    terms = certificate.terms.current().order_by("-valid_from", "-id").first()
    if terms is None:
        raise Refused(Refusal.NO_LONGER_CURRENT)
    changes = {"body_id": card.body.pk, "domains": sorted(card.domains)}
    changes |= {"valid_from": card.valid_from, "valid_to": card.valid_to}
    changes |= {"post_title": card.post_title, "area": card.area}
    if all(getattr(terms, name) == value for name, value in changes.items()):
        raise Refused(Refusal.NOTHING_CHANGES)
    fresh = replaced(terms, now=now, by=id_of(actor), reason=decision.reason, **changes)
    act = "qualifications.correct_certificate"
    entry = Entry(
        EventChoice.TERMS, act, person, decision, certificate=certificate, detail=said(card)
    )
    enter([entry], by=id_of(actor), now=now)
    return fresh


def check_card(person: Person, card: Card) -> None:
    """Refuse a new certificate whose number or terms cannot be. Part of several deeds.

    The issuer is the lock on its numbers, taken after the person.
    """
    Issuer.objects.select_for_update().get(pk=card.issuer.pk)
    number = tidy_number(card.number)
    if Certificate.objects.filter(number=number).exists():
        raise Refused(Refusal.NUMBER_TAKEN)
    patterns = NumberPattern.objects.in_force(card.valid_from).filter(
        issuer=card.issuer, kind=card.kind
    )
    known = list(patterns.values_list("pattern", flat=True))
    if not known:
        raise Refused(Refusal.PATTERN_MISSING)
    if not any(fits(pattern, number) for pattern in known):
        raise Refused(Refusal.NUMBER_SHAPE)
    _check_terms(person, card)


def _check_terms(person: Person, card: Card) -> None:
    if card.valid_to is not None and card.valid_to < card.valid_from:
        raise Refused(Refusal.ENDS_BEFORE_START)
    if not card.domains or Domain.objects.unknown_among(sorted(card.domains), card.valid_from):
        raise Refused(Refusal.DOMAIN_UNKNOWN)
    if not person.agency.path.startswith(card.body.agency.path):
        raise Refused(Refusal.BODY_ELSEWHERE)


def said(card: Card) -> dict[str, Any]:
    """What the register keeps of a card."""
    return {
        "number": tidy_number(card.number),
        "kind": card.kind,
        "issuer": card.issuer.pk,
        "body": card.body.pk,
        "domains": sorted(card.domains),
        "valid_from": card.valid_from.isoformat(),
        "valid_to": card.valid_to.isoformat() if card.valid_to else None,
        "post_title": card.post_title,
        "area": card.area,
    }


def _locked(certificate: Certificate, actor: Person | None) -> Certificate:
    """The certificate with its holder, both locked; nobody decides about their own."""
    person = Person.objects.select_for_update().get(pk=certificate.person_id)
    refuse_own(person, actor)
    rows = Certificate.objects.select_for_update(of=("self",)).select_related("person__agency")
    return rows.get(pk=certificate.pk)


def _fact(certificate: Certificate) -> CertificateFact:
    facts = facts_of([certificate.person_id])[certificate.person_id]
    found = next((c for c in facts.certificates if c.id == certificate.pk), None)
    return found or CertificateFact(id=certificate.pk, ref="", number="", kind="")


def _enter(
    person: Person, card: Card, previous: Certificate | None, *, by: int | None, now: datetime
) -> Certificate:
    certificate = Certificate.objects.create(
        number=tidy_number(card.number),
        kind=card.kind,
        issuer=card.issuer,
        person=person,
        previous=previous,
        recorded_at=now,
        recorded_by_id=by,
    )
    CertificateTerms.objects.create(certificate=certificate, **terms_of(card), **_stamp(by, now))
    return certificate


def terms_of(card: Card) -> dict[str, Any]:
    """The columns of a certificate's terms."""
    return {
        "body": card.body,
        "domains": sorted(card.domains),
        "valid_from": card.valid_from,
        "valid_to": card.valid_to,
        "post_title": card.post_title,
        "area": card.area,
    }


def _stamp(by: int | None, now: datetime) -> dict[str, Any]:
    return {"recorded_at": now, "recorded_by_id": by}


__all__ = [
    "Card",
    "correct_certificate",
    "decide",
    "register_certificate",
    "reissue_certificate",
]
