"""Letting somebody off a part of a year's demand, and taking that back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from exchange.actions.storing import store_file
from journal import actions as journal
from people.models import Person
from training.actions.booking import Scan
from training.actions.refused import Refused
from training.actions.sealed import refuse_sealed
from training.models import Exemption
from training.rules import Refusal


@dataclass(frozen=True)
class Relief:
    """So many hundredths of days and of 学时 of one year, why, and what proves it."""

    year: int
    days: int
    credit: int
    reason: str
    scan: Scan


@transaction.atomic
def grant_exemption(person: Person, relief: Relief, *, actor: Person, now: datetime) -> Exemption:
    """Let somebody off. Nobody does so for themselves. Raises Refused: OWN_MATTER, BAD_QUANTITY,
    YEAR_SEALED, and exchange's for the scan."""
    if person.pk == actor.pk:
        raise Refused(Refusal.OWN_MATTER)
    if relief.days + relief.credit < 1:
        raise Refused(Refusal.BAD_QUANTITY)
    refuse_sealed([(person.agency_id, relief.year)])
    owner = ("training", f"people.person:{person.pk}")
    scan = relief.scan
    stored = store_file(scan.data, scan.file_name, owner=owner, actor_id=actor.pk, now=now)
    made = Exemption.objects.create(
        person=person,
        year=relief.year,
        days=relief.days,
        credit=relief.credit,
        reason=relief.reason,
        evidence=stored.ref,
        evidence_sha256=stored.sha256,
        granted_at=now,
        granted_by_id=actor.pk,
    )
    _note("training.grant_exemption", made, relief.reason, actor, now)
    return made


@transaction.atomic
def lift_exemption(exemption: Exemption, *, reason: str, actor: Person, now: datetime) -> Exemption:
    """Take it back; the year demands again what it did. Raises Refused: OWN_MATTER, WRONG_STATE,
    YEAR_SEALED."""
    held = Exemption.objects.select_for_update(of=("self",)).get(pk=exemption.pk)
    if held.person_id == actor.pk:
        raise Refused(Refusal.OWN_MATTER)
    if held.lifted_at is not None:
        raise Refused(Refusal.WRONG_STATE)
    refuse_sealed([(held.person.agency_id, held.year)])
    held.lifted_at, held.lifted_by_id, held.lifted_because = now, actor.pk, reason
    held.save(update_fields=["lifted_at", "lifted_by_id", "lifted_because"])
    _note("training.lift_exemption", held, reason, actor, now)
    return held


def _note(act: str, row: Exemption, reason: str, actor: Person, now: datetime) -> None:
    facts = {
        "person": row.person_id,
        "year": row.year,
        "days": row.days,
        "credit": row.credit,
        "file": row.evidence_sha256,
        "reason": reason,
    }
    journal.record(
        actor.pk,
        act,
        f"training.exemption:{row.pk}",
        facts,
        agency_id=row.person.agency_id,
        now=now,
    )
