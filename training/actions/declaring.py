"""Training elsewhere: an officer declares it on evidence, a coordinator decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from exchange.actions.storing import store_file
from journal import actions as journal
from notices.actions import Message, tell
from people.models import Person
from training import rules
from training.actions.booking import Claim, Scan, add_opening
from training.actions.refused import Refused
from training.actions.sealed import refuse_sealed
from training.models import DecisionChoice, Declaration, SourceChoice, doubles_of
from training.rules import Kind, Refusal, Unit


@dataclass(frozen=True)
class Declared:
    """What an officer states."""

    title: str
    organiser: str
    first_day: date
    last_day: date
    kind: Kind
    unit: Unit
    quantity: int
    subject: str
    scan: Scan


@dataclass(frozen=True)
class Decision:
    """Accepted or not, and why. What looks counted already is accepted with a reason only."""

    accept: bool
    reason: str


@transaction.atomic
def declare(person: Person, declared: Declared, *, now: datetime) -> Declaration:
    """Declare training elsewhere. Raises Refused: DAY_IN_FUTURE, BAD_QUANTITY, YEAR_SEALED, and
    exchange's for the scan."""
    if declared.last_day > timezone.localdate(now):
        raise Refused(Refusal.DAY_IN_FUTURE)
    if declared.quantity < 1:
        raise Refused(Refusal.BAD_QUANTITY)
    refuse_sealed([(person.agency_id, declared.last_day.year)])
    owner = ("training", f"people.person:{person.pk}")
    scan = declared.scan
    stored = store_file(scan.data, scan.file_name, owner=owner, actor_id=person.pk, now=now)
    names = set(Declared.__dataclass_fields__) - {"scan"}
    made = Declaration.objects.create(
        person=person,
        file=stored,
        filed_at=now,
        **{name: getattr(declared, name) for name in names},
    )
    facts = {"title": made.title, "file": stored.sha256}
    _note("training.declare", made, facts, person, now)
    return made


@transaction.atomic
def decide_declaration(
    declaration: Declaration, decision: Decision, *, actor: Person, now: datetime
) -> Declaration:
    """Accept a declaration, which books its line, or refuse it with a reason; the officer is told.

    Raises Refused: OWN_MATTER, ALREADY_DECIDED, LOOKS_DOUBLE (without a reason), and as
    `add_opening`.
    """
    rows = Declaration.objects.select_for_update(of=("self",))
    held = rows.select_related("person__agency", "file").get(pk=declaration.pk)
    if held.person_id == actor.pk:
        raise Refused(Refusal.OWN_MATTER)
    if held.state != DecisionChoice.WAITING:
        raise Refused(Refusal.ALREADY_DECIDED)
    found = doubles_of(held)
    if decision.accept and found and not decision.reason:
        raise Refused(Refusal.LOOKS_DOUBLE, found[0][0].title)
    if decision.accept:
        held.entry = add_opening(_claim(held), actor=actor, now=now)
    held.state = DecisionChoice.ACCEPTED if decision.accept else DecisionChoice.REFUSED
    held.decided_at, held.decided_by_id, held.reason = now, actor.pk, decision.reason
    held.save(update_fields=["entry", "state", "decided_at", "decided_by_id", "reason"])
    said = {"title": held.title, "reason": decision.reason}
    kind = "training.declaration_accepted" if decision.accept else "training.declaration_refused"
    tell([held.person_id], Message(kind, said, "/training/declarations/mine/"), now=now)
    facts = {"person": held.person_id, "state": held.state, "reason": decision.reason}
    _note("training.decide_declaration", held, facts, actor, now)
    return held


def _claim(held: Declaration) -> Claim:
    return Claim(
        person=held.person,
        day=held.last_day,
        source=SourceChoice.EXTERNAL,
        kind=rules.Kind(held.kind),
        unit=rules.Unit(held.unit),
        quantity=held.quantity,
        title=held.title,
        reason=f"申报认定：{held.organiser}",
        evidence=held.file,
        subject=held.subject,
    )


def _note(act: str, row: Declaration, facts: dict[str, Any], actor: Person, now: datetime) -> None:
    subject = f"training.declaration:{row.pk}"
    agency = row.person.agency_id
    journal.record(actor.pk, act, subject, facts, agency_id=agency, now=now)
