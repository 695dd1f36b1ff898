"""Taking back certificates that were entered by mistake."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
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
    ids = sorted(c.pk for c in certificates)
    for start in range(0, len(ids), BATCH):
        _lock(ids[start : start + BATCH])
    _refuse_used(certificates)
    entries = []
    for certificate in certificates:
        terms = certificate.terms.current()
        first = terms.order_by("valid_from").values_list("valid_from", flat=True).first()
        if first is None:
            raise Refused(Refusal.NO_LONGER_CURRENT, certificate.person)
        entries.append(_entry(certificate, reason, first, now))
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        for model in (CertificateTerms, Qualification):
            rows = model._default_manager.filter(certificate__in=part, superseded_at__isnull=True)
            rows.update(superseded_at=now)
    enter(entries, by=by, now=now)


def _lock(ids: Sequence[int]) -> None:
    owners = Certificate.objects.filter(pk__in=ids).values("person_id")
    rows = Person.objects.select_for_update().filter(pk__in=owners)
    list(rows.order_by("pk").values_list("pk", flat=True))


def _refuse_used(certificates: Sequence[Certificate]) -> None:
    """Refuse when anything was decided about one of them after it had been entered."""
    for certificate in certificates:
        later = Event.objects.filter(
            certificate=certificate, recorded_at__gt=certificate.recorded_at
        ).exclude(kind=EventChoice.WITHDRAWN)
        if later.exists() or certificate.replacements.exists():
            raise Refused(Refusal.NO_LONGER_CURRENT, certificate.person)


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
