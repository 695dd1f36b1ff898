"""Entering results from elsewhere, twice and independently."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from journal import actions as journal
from people.models import Domain, Person
from qualifications.actions.refused import Refused, refuse_own
from qualifications.models import OutsideResult
from qualifications.rules.deeds import Refusal


@dataclass(frozen=True)
class Paper:
    """What the paper says of a result: `total` in hundredths of a mark."""

    part: str
    domain: str
    day: date
    total: int
    passed: bool
    supervised: bool
    organ: str
    document: str


@transaction.atomic
def enter_outside_result(
    person: Person, paper: Paper, *, actor: Person, now: datetime
) -> OutsideResult:
    """Enter a result from elsewhere off its paper. It counts once a second person has entered the
    same; nobody sees the other's entry before.

    Raises Refused: OWN_MATTER, DAY_IN_FUTURE, DOMAIN_UNKNOWN, SAME_HAND.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    refuse_own(person, actor)
    if paper.day > timezone.localdate(now):
        raise Refused(Refusal.DAY_IN_FUTURE)
    if paper.domain and not Domain.objects.filter(name=paper.domain).exists():
        raise Refused(Refusal.DOMAIN_UNKNOWN)
    said = vars(paper)
    if OutsideResult.objects.filter(person=person, entered_by=actor, **said).exists():
        raise Refused(Refusal.SAME_HAND)
    made = OutsideResult.objects.create(person=person, entered_by=actor, entered_at=now, **said)
    facts = {"part": paper.part, "document": paper.document, "day": paper.day.isoformat()}
    act = "qualifications.enter_outside_result"
    subject = f"people.person:{person.pk}"
    journal.record(actor.pk, act, subject, facts, now=now, agency_id=person.agency_id)
    return made
