"""Appraisal and promotion sheets: a snapshot at sign-off, and the officer's word on it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from appointments.actions.refused import Refused
from appointments.models import AppraisalComment, AppraisalKind, AppraisalSheet, lines_of_person
from appointments.rules.terms import Refusal
from journal.actions import record
from journal.rules import digest
from people.models import Person


@transaction.atomic
def sign_appraisal(
    person: Person, year: int, kind: AppraisalKind, shown: str, *, actor: Person, now: datetime
) -> AppraisalSheet:
    """Sign the sheet as it was shown: `shown` is the digest of its lines.

    A further sheet of the same year gets the next number; the former stays. Raises Refused:
    OWN_CASE, CHANGED_SINCE, SHEET_STANDS (nothing has changed since the newest one).
    """
    held = Person.objects.select_for_update().get(pk=person.pk)
    if held.pk == actor.pk:
        raise Refused(Refusal.OWN_CASE)
    lines = lines_of_person(held, year, now=now)
    said = digest(lines)
    if said != shown:
        raise Refused(Refusal.CHANGED_SINCE)
    rows = AppraisalSheet.objects.filter(person=held, kind=kind, year=year)
    former = rows.order_by("-n").first()
    if former is not None and former.digest == said:
        raise Refused(Refusal.SHEET_STANDS)
    made = AppraisalSheet.objects.create(
        person=held,
        agency_id=held.agency_id,
        kind=kind,
        year=year,
        n=(rows.aggregate(n=Max("n"))["n"] or 0) + 1,
        lines=lines,
        digest=said,
        by=actor,
        at=now,
    )
    facts = {"n": made.n, "digest": said, "occasion": kind.value}
    subject = f"people.person:{held.pk}"
    act = "appointments.sign_appraisal"
    record(actor.pk, act, subject, facts, agency_id=held.agency_id, now=now)
    return made


@transaction.atomic
def comment(sheet: AppraisalSheet, text: str, *, actor: Person, now: datetime) -> AppraisalComment:
    """Keep what the officer says about the own sheet. Raises Refused: WRONG_ROLE."""
    if sheet.person_id != actor.pk:
        raise Refused(Refusal.WRONG_ROLE)
    made = AppraisalComment.objects.create(sheet=sheet, text=text, at=now)
    subject = f"people.person:{actor.pk}"
    act = "appointments.comment"
    record(actor.pk, act, subject, {"n": sheet.n}, agency_id=sheet.agency_id, now=now)
    return made
