"""Taking back certificates that were entered by mistake."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Min
from django.utils import timezone

from people.models import Person
from qualifications.actions.refused import Refused
from qualifications.actions.register import Entry, enter
from qualifications.models import Certificate, CertificateTerms, Event, EventChoice, Qualification
from qualifications.rules.deeds import Decision, Refusal

BATCH = 500
GROUNDS = "登记机关更正"


@transaction.atomic
def withdraw_certificates(
    certificates: Sequence[Certificate], *, reason: str, by: int | None, now: datetime
) -> None:
    """Take back certificates with the qualifications that they alone showed, or none of them.

    What was entered stays to be read; the numbers may be entered again for the same persons.
    Raises Refused: NO_LONGER_CURRENT (with the person, of whom more was decided since).
    """
    entries: list[Entry] = []
    batches = [certificates[start : start + BATCH] for start in range(0, len(certificates), BATCH)]
    _lock([certificate.pk for certificate in certificates])
    for part in batches:
        used, first = _used(part), _first_days(part)
        for certificate in part:
            if certificate.pk in used or certificate.pk not in first:
                raise Refused(Refusal.NO_LONGER_CURRENT, certificate.person)
            entries.append(_entry(certificate, reason, first[certificate.pk], now))
    for part in batches:
        for model in (CertificateTerms, Qualification):
            rows = model._default_manager.filter(certificate__in=part, superseded_at__isnull=True)
            rows.update(superseded_at=now)
    enter(entries, by=by, now=now)


def _lock(ids: Sequence[int]) -> None:
    """Lock the holders, in order."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), BATCH):
        owners = Certificate.objects.filter(pk__in=ordered[start : start + BATCH])
        rows = Person.objects.select_for_update().filter(pk__in=owners.values("person_id"))
        list(rows.order_by("pk").values_list("pk", flat=True))


def _used(certificates: Sequence[Certificate]) -> set[int]:
    """Those about which anything was decided after they had been entered, or that were replaced."""
    later = Event.objects.filter(
        certificate__in=certificates, recorded_at__gt=F("certificate__recorded_at")
    ).exclude(kind=EventChoice.WITHDRAWN)
    replaced = Certificate.objects.filter(previous__in=certificates)
    return {
        *later.values_list("certificate_id", flat=True),
        *replaced.values_list("previous_id", flat=True),
    }


def _first_days(certificates: Sequence[Certificate]) -> dict[int, date]:
    """From when on each holds, as its current terms say; one already withdrawn has none."""
    terms = CertificateTerms.objects.current().filter(certificate__in=certificates).order_by()
    rows = terms.values("certificate_id").annotate(first=Min("valid_from"))
    return dict(rows.values_list("certificate_id", "first"))


def _entry(certificate: Certificate, reason: str, first: date, now: datetime) -> Entry:
    """The register's words: what was entered is void from the certificate's first day on."""
    decision = Decision(
        organ=GROUNDS,
        document=GROUNDS,
        basis=GROUNDS,
        reason=reason,
        decided_on=timezone.localdate(now),
        effective_on=first,
    )
    act = "qualifications.withdraw_certificate"
    person = certificate.person
    return Entry(EventChoice.WITHDRAWN, act, person, decision, certificate=certificate)
