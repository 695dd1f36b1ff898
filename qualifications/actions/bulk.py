"""Many certificates at once, as the province's data gives them, each with the qualification that it
shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from people.models import Domain, Person
from qualifications.actions.applying import follow_issues
from qualifications.actions.certificates import Card, said, terms_of
from qualifications.actions.refused import Refused
from qualifications.actions.register import Entry, enter
from qualifications.models import (
    Certificate,
    CertificateTerms,
    EventChoice,
    Issuer,
    NumberPattern,
    Qualification,
    QualificationSource,
)
from qualifications.rules.certificates import EventKind
from qualifications.rules.deeds import Decision, Refusal, decided_refusal
from qualifications.rules.facts import CertificateFact, EventFact, TermsFact
from qualifications.rules.matter import DUTY_CERTIFICATES
from qualifications.rules.numbers import fits, tidy_number

BATCH = 500


@dataclass(frozen=True)
class Arrival:
    """One certificate on its way in: whose, what it says, by which decision; `later` is what was
    decided about it since, in order."""

    person: Person
    card: Card
    decision: Decision
    later: tuple[tuple[EventKind, Decision], ...] = ()


@transaction.atomic
def add_certificates(
    arrivals: Sequence[Arrival], *, by: int | None, now: datetime
) -> list[Certificate]:
    """Enter many certificates, in this order, or none, each with the qualification it shows.

    The qualification holds from the certificate's first day, has no end of its own, and is entered
    only where the person lacks one in the domains. Raises Refused: NUMBER_TAKEN, PATTERN_MISSING,
    NUMBER_SHAPE, DOMAIN_UNKNOWN, ENDS_BEFORE_START, BODY_ELSEWHERE; of what was decided later, as
    `decide`.
    """
    _lock([arrival.person.pk for arrival in arrivals])
    issuers = {arrival.card.issuer.pk for arrival in arrivals}
    list(Issuer.objects.select_for_update().filter(pk__in=issuers).order_by("pk"))
    withdrawn = _check(arrivals)
    for arrival in arrivals:
        _check_later(arrival, now)
    stamp = {"recorded_at": now, "recorded_by_id": by}
    pairs = _enter_cards(arrivals, withdrawn, stamp)
    CertificateTerms.objects.bulk_create(
        [CertificateTerms(certificate=c, **terms_of(a.card), **stamp) for a, c in pairs],
        batch_size=BATCH,
    )
    qualifications = _add_qualifications(pairs, stamp)
    entries = [entry for pair in pairs for entry in _entries(*pair, qualifications)]
    enter(entries, by=by, now=now)
    follow_issues([(c, arrival.decision) for arrival, c in pairs], actor_id=by, now=now)
    return [certificate for _arrival, certificate in pairs]


def _lock(ids: Sequence[int]) -> None:
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), BATCH):
        rows = Person.objects.select_for_update().filter(pk__in=wanted[start : start + BATCH])
        list(rows.order_by("pk").values_list("pk", flat=True))


def _check(arrivals: Sequence[Arrival]) -> dict[str, Certificate]:
    """What any of the certificates can be refused for; few queries for all of them.

    Gives back those of the numbers that were entered before and withdrawn, by number.
    """
    numbers = [tidy_number(arrival.card.number) for arrival in arrivals]
    if len(set(numbers)) < len(numbers):
        raise Refused(Refusal.NUMBER_TAKEN)
    withdrawn = _known(numbers)
    for arrival, number in zip(arrivals, numbers, strict=True):
        held = withdrawn.get(number)
        if held and (held.is_current or held.person_id != arrival.person.pk):  # type: ignore[attr-defined]
            raise Refused(Refusal.NUMBER_TAKEN, arrival.person)
    patterns = list(NumberPattern.objects.current())
    domains = {domain.name: domain for domain in Domain.objects.all()}
    for arrival in arrivals:
        _check_one(arrival, patterns, domains)
    return withdrawn


def _known(numbers: Sequence[str]) -> dict[str, Certificate]:
    """Certificates on record under the numbers, with `is_current`: whether they have terms."""
    found: dict[str, Certificate] = {}
    current = CertificateTerms.objects.current().filter(certificate=OuterRef("pk"))
    for start in range(0, len(numbers), BATCH):
        rows = Certificate.objects.filter(number__in=numbers[start : start + BATCH])
        found |= {row.number: row for row in rows.annotate(is_current=Exists(current))}
    return found


def _enter_cards(
    arrivals: Sequence[Arrival], withdrawn: dict[str, Certificate], stamp: dict[str, Any]
) -> list[tuple[Arrival, Certificate]]:
    """Every arrival with its certificate, new or entered again."""
    fresh = [a for a in arrivals if tidy_number(a.card.number) not in withdrawn]
    made = Certificate.objects.bulk_create(
        [_certificate(arrival, stamp) for arrival in fresh], batch_size=BATCH
    )
    by_number = withdrawn | {row.number: row for row in made}
    return [(arrival, by_number[tidy_number(arrival.card.number)]) for arrival in arrivals]


def _check_one(
    arrival: Arrival, patterns: Sequence[NumberPattern], domains: dict[str, Domain]
) -> None:
    card, person = arrival.card, arrival.person
    known = [
        p.pattern
        for p in patterns
        if (p.issuer_id, p.kind) == (card.issuer.pk, card.kind)
        and p.valid_from <= card.valid_from
        and (p.valid_to is None or card.valid_from <= p.valid_to)
    ]
    if not any(fits(pattern, tidy_number(card.number)) for pattern in known):
        reason = Refusal.NUMBER_SHAPE if known else Refusal.PATTERN_MISSING
        raise Refused(reason, person)
    if card.valid_to is not None and card.valid_to < card.valid_from:
        raise Refused(Refusal.ENDS_BEFORE_START, person)
    if not card.domains or not card.domains <= domains.keys():
        raise Refused(Refusal.DOMAIN_UNKNOWN, person)
    if not person.agency.path.startswith(card.body.agency.path):
        raise Refused(Refusal.BODY_ELSEWHERE, person)


def _check_later(arrival: Arrival, now: datetime) -> None:
    """Refuse what was decided later when it could not have been, one decision after the other."""
    card, today = arrival.card, timezone.localdate(now)
    terms = TermsFact(
        id=0,
        valid_from=card.valid_from,
        valid_to=card.valid_to,
        recorded_at=now,
        body_id=card.body.pk,
        domains=card.domains,
    )
    fact = CertificateFact(id=0, ref="", number=card.number, kind=card.kind, terms=(terms,))
    for n, (kind, decision) in enumerate(arrival.later, start=1):
        refusal = decided_refusal(fact, kind, decision, now=now, today=today)
        if refusal is not None:
            raise Refused(refusal, arrival.person)
        event = EventFact(n, kind, decision.effective_on, now, decision.until)
        fact = replace(fact, events=(*fact.events, event))


def _certificate(arrival: Arrival, stamp: dict[str, Any]) -> Certificate:
    card = arrival.card
    return Certificate(
        number=tidy_number(card.number),
        kind=card.kind,
        issuer=card.issuer,
        person=arrival.person,
        **stamp,
    )


def _add_qualifications(
    pairs: Sequence[tuple[Arrival, Certificate]], stamp: dict[str, Any]
) -> dict[int, Qualification]:
    """The qualifications that the certificates show and that were not on record, by certificate."""
    held = _held([arrival.person.pk for arrival, _c in pairs])
    fresh = []
    for arrival, certificate in pairs:
        card, known = arrival.card, held.setdefault(arrival.person.pk, set())
        lacking = sorted(card.domains - known)
        if card.kind not in DUTY_CERTIFICATES or not lacking:
            continue
        known |= set(lacking)
        fresh.append(
            Qualification(
                person=arrival.person,
                domains=lacking,
                source=QualificationSource.PROVINCE,
                organ=arrival.decision.organ,
                document=arrival.decision.document,
                certificate=certificate,
                valid_from=card.valid_from,
                reason=arrival.decision.reason,
                **stamp,
            )
        )
    made = Qualification.objects.bulk_create(fresh, batch_size=BATCH)
    return {row.certificate_id: row for row in made if row.certificate_id is not None}


def _held(ids: Sequence[int]) -> dict[int, set[str]]:
    """The domains in which each person holds a qualification that has not ended."""
    held: dict[int, set[str]] = {}
    for start in range(0, len(ids), BATCH):
        rows = Qualification.objects.current().filter(
            person_id__in=ids[start : start + BATCH], kind="enforcement", valid_to=None
        )
        for pk, domains in rows.values_list("person_id", "domains"):
            held.setdefault(pk, set()).update(domains)
    return held


def _entries(
    arrival: Arrival, certificate: Certificate, qualifications: dict[int, Qualification]
) -> list[Entry]:
    """What the register says about one certificate: the qualification, the issue, what followed."""
    person, decision = arrival.person, arrival.decision
    entries = []
    shown = qualifications.get(certificate.pk)
    if shown is not None:
        detail = {"domains": shown.domains, "source": shown.source}
        entries.append(
            Entry(
                EventChoice.QUALIFIED, "qualifications.qualify", person, decision,
                qualification=shown, detail=detail,
            )
        )  # fmt: skip
    act = "qualifications.register_certificate"
    entries.append(
        Entry(
            EventChoice.ISSUED, act, person, decision,
            certificate=certificate, detail=said(arrival.card),
        )
    )  # fmt: skip
    entries += [
        Entry(
            EventChoice(kind.value), "qualifications.decide", person, later, certificate=certificate
        )
        for kind, later in arrival.later
    ]
    return entries
