"""Deeds that meet the public: training certificates, reports of misuse and what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from journal import actions as journal
from journal import vault
from people.actions.agencies import lock_tree
from people.models import Person
from qualifications.actions.refused import Refused, id_of
from qualifications.models import (
    Certificate,
    MisuseAnswer,
    MisuseReport,
    MisuseRuling,
    Qualification,
    TrainingCertificate,
)
from qualifications.models.public import CONTACT_PURPOSE
from qualifications.rules.deeds import Refusal


@transaction.atomic
def issue_training_certificates(
    qualifications: Sequence[Qualification], *, actor: Person | None, now: datetime
) -> list[TrainingCertificate]:
    """Issue the city's own certificate for each qualification that has none; those that have one,
    or rest on no exam, are passed over. Numbers run through the year: 培2026-00001."""
    lock_tree()
    today = timezone.localdate(now)
    held = Qualification.objects.in_force(today).filter(
        pk__in=[row.pk for row in qualifications], training_certificate=None, source="exam"
    )
    begun = f"培{today.year}-"
    number = TrainingCertificate.objects.filter(number__startswith=begun).count()
    made = TrainingCertificate.objects.bulk_create(
        TrainingCertificate(
            number=f"{begun}{number + n:05d}",
            person_id=row.person_id,
            qualification=row,
            kind=row.kind,
            domains=row.domains,
            issued_on=today,
            issued_by=actor,
            at=now,
        )
        for n, row in enumerate(held.order_by("pk"), start=1)
    )
    if made:
        facts = {"rows": len(made), "from": made[0].number, "to": made[-1].number}
        act = "qualifications.issue_training_certificates"
        journal.record(id_of(actor), act, "qualifications.trainingcertificate:list", facts, now=now)
    return made


@transaction.atomic
def report_misuse(
    certificate: Certificate, text: str, contact: str, *, now: datetime
) -> MisuseReport:
    """Take down what somebody from the public says about a certificate's misuse."""
    sealed = vault.encrypt(contact.encode(), purpose=CONTACT_PURPOSE) if contact else None
    made = MisuseReport.objects.create(
        certificate=certificate, text=text, contact_cipher=sealed, at=now
    )
    act, subject = "qualifications.report_misuse", f"qualifications.misusereport:{made.pk}"
    journal.record(None, act, subject, {}, now=now, agency_id=certificate.person.agency_id)
    return made


@transaction.atomic
def answer_misuse(
    report: MisuseReport, ruling: MisuseRuling, reason: str, *, actor: Person, now: datetime
) -> MisuseAnswer:
    """Say what was found about a report. What follows for the certificate is a decision of its own.

    Raises Refused: OWN_MATTER.
    """
    if report.certificate.person_id == actor.pk:
        raise Refused(Refusal.OWN_MATTER)
    made = MisuseAnswer.objects.create(
        report=report, ruling=ruling, reason=reason, by=actor, at=now
    )
    facts = {"answer": ruling.value, "reason": reason}
    act, subject = "qualifications.answer_misuse", f"qualifications.misusereport:{report.pk}"
    agency = report.certificate.person.agency_id
    journal.record(actor.pk, act, subject, facts, now=now, agency_id=agency)
    return made
