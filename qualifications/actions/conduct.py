"""Deeds on the conduct record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from exchange.actions.storing import store_file
from journal import actions as journal
from people.models import Person
from qualifications.actions.refused import Refused, refuse, refuse_own
from qualifications.models import Conduct, ConductEvent
from qualifications.models.bodies import new_ref
from qualifications.rules.conduct import ConductStep, step_refusal
from qualifications.rules.deeds import Refusal


@dataclass(frozen=True)
class Scan:
    """A file that proves an entry."""

    data: bytes
    file_name: str


@dataclass(frozen=True)
class Report:
    """What is entered: `score` in hundredths for a case review, `effect` for a fault."""

    kind: str
    day: date
    organ: str
    document: str
    text: str
    case_number: str = ""
    score: int | None = None
    effect: str = ""


@transaction.atomic
def enter_conduct(
    person: Person, report: Report, scan: Scan, *, actor: Person, now: datetime
) -> Conduct:
    """Enter something about an officer with its evidence. It counts once another person has
    confirmed it.

    Raises Refused: OWN_MATTER, DAY_IN_FUTURE; exchange's Refused for the file.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    refuse_own(person, actor)
    if report.day > timezone.localdate(now):
        raise Refused(Refusal.DAY_IN_FUTURE)
    ref = new_ref()
    owner = ("qualifications", f"conduct:{ref}")
    stored = store_file(scan.data, scan.file_name, owner=owner, actor_id=actor.pk, now=now)
    made = Conduct.objects.create(
        ref=ref, person=person, scan=stored, entered_by=actor, entered_at=now, **vars(report)
    )
    facts = {"kind": report.kind, "document": report.document, "day": report.day.isoformat()}
    facts |= {"file": stored.sha256}
    _record("qualifications.enter_conduct", made, facts, actor, now)
    return made


@transaction.atomic
def take_conduct_step(
    conduct: Conduct, step: ConductStep, reason: str, *, actor: Person, now: datetime
) -> ConductEvent:
    """Confirm an entry, object to it as the officer, uphold it, or annul it.

    Raises Refused: OWN_MATTER, STATE, SAME_HAND, ALREADY_OBJECTED.
    """
    Person.objects.select_for_update().get(pk=conduct.person_id)
    steps = list(conduct.steps.values_list("step", flat=True))
    is_own, is_same = conduct.person_id == actor.pk, conduct.entered_by_id == actor.pk
    refuse(step_refusal(step, steps, is_own=is_own, is_same_hand=is_same))
    made = ConductEvent.objects.create(
        conduct=conduct, step=step.value, reason=reason, by=actor, at=now
    )
    act = f"qualifications.conduct_{step.value}"
    _record(act, conduct, {"reason": reason}, actor, now)
    return made


def _record(
    act: str, conduct: Conduct, facts: dict[str, str], actor: Person, now: datetime
) -> None:
    subject = f"qualifications.conduct:{conduct.pk}"
    agency = conduct.person.agency_id
    journal.record(actor.pk, act, subject, facts, now=now, agency_id=agency)
