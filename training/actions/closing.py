"""Closing a year: one proposes, another seals; what is left over goes on to the next year."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from journal import actions as journal
from people.models import Agency, Person, within
from training import rules
from training.actions import booking
from training.actions.refused import Refused
from training.actions.sealed import is_sealed
from training.models import (
    Ledger,
    LedgerEntry,
    Objection,
    Requirement,
    Session,
    SourceChoice,
    YearSeal,
    officers_of,
)
from training.rules import ClassState, Kind, Officer, Refusal, Unit, tally


@transaction.atomic
def propose_seal(agency: Agency, year: int, *, actor: Person, now: datetime) -> YearSeal:
    """Ask for a year to be closed. Raises Refused: YEAR_NOT_OVER, YEAR_SEALED, STILL_OPEN (naming
    what), ALREADY_ASKED."""
    if year >= timezone.localdate(now).year:
        raise Refused(Refusal.YEAR_NOT_OVER)
    if is_sealed(agency.path, year):
        raise Refused(Refusal.YEAR_SEALED, str(year))
    _refuse_open(agency, year)
    if YearSeal.objects.filter(agency=agency, year=year).exists():
        raise Refused(Refusal.SEAL_PROPOSED)
    made = YearSeal.objects.create(
        agency=agency, year=year, proposed_at=now, proposed_by_id=actor.pk
    )
    _note("training.propose_seal", made, {"year": year}, actor, now)
    return made


@transaction.atomic
def seal_year(seal: YearSeal, *, actor: Person, now: datetime) -> YearSeal:
    """Close the year as the second person: every ledger of the subtree is held, what stands is
    counted and hashed, and what may be carried over is booked into the year that follows.

    Raises Refused: WRONG_STATE, SAME_PERSON, STILL_OPEN.
    """
    held = YearSeal.objects.select_for_update(of=("self",)).select_related("agency").get(pk=seal.pk)
    if held.sealed_at is not None:
        raise Refused(Refusal.WRONG_STATE)
    if held.proposed_by_id == actor.pk:
        raise Refused(Refusal.SAME_PERSON)
    _refuse_open(held.agency, held.year)
    list(Ledger.objects.select_for_update().order_by("agency_id").values_list("pk", flat=True))
    officers = officers_of(held.agency, date(held.year, 12, 31))
    counted = tally(officers)
    lines = LedgerEntry.objects.filter(
        within((held.agency.path,), "person__agency__path"), year=held.year
    )
    digest, number = hashlib.sha256(), 0
    for value in lines.order_by("ledger_id", "n").values_list("hash", flat=True).iterator():
        digest.update(bytes.fromhex(value))
        number += 1
    held.carried = _carry_over(officers, held.year, actor, now)
    held.lines, held.digest, held.credit = number, digest.hexdigest(), counted.credit
    held.persons, held.met = counted.total, counted.met
    held.sealed_at, held.sealed_by_id = now, actor.pk
    held.save()
    facts = {
        "year": held.year,
        "rows": number,
        "credit": held.credit,
        "digest": held.digest,
        "carried": held.carried,
    }
    _note("training.seal_year", held, facts, actor, now)
    return held


def _refuse_open(agency: Agency, year: int) -> None:
    """Refused (STILL_OPEN) while attendance is not confirmed or an objection not answered."""
    sessions = Session.objects.filter(
        within((agency.path,), "training_class__agency__path"),
        training_class__state=ClassState.OPEN,
        closed_at__isnull=True,
        starts_at__year=year,
    )
    objections = Objection.objects.waiting().filter(
        within((agency.path,), "person__agency__path"), day__year=year
    )
    waiting = (sessions.count(), objections.count())
    if any(waiting):
        raise Refused(Refusal.STILL_OPEN, f"{waiting[0]} / {waiting[1]}")


def _carry_over(officers: Iterable[Officer], year: int, actor: Person, now: datetime) -> int:
    """Book what each may take along into the following year; the sum in hundredths."""
    policies = Requirement.objects.by_category(date(year, 12, 31))
    first = date(year + 1, 1, 1)
    drafts: dict[int, list[LedgerEntry]] = defaultdict(list)
    conversion = None
    agencies = dict(Agency.objects.values_list("path", "pk"))
    total = 0
    for one in officers:
        left = rules.surplus(one.credit, one.target, policies[one.category].carry_over)
        if not left:
            continue
        conversion = conversion or booking.conversion_for(Kind.CARRIED, Unit.CREDIT, first)
        total += left
        drafts[agencies[one.path]].append(
            LedgerEntry(
                person_id=one.person_id,
                year=first.year,
                day=first,
                source=SourceChoice.CARRIED,
                kind=Kind.CARRIED,
                unit=Unit.CREDIT,
                quantity=left,
                credit=rules.worth(left, conversion.rate).credit,
                days=0,
                conversion=conversion,
                title=f"{year} 年度结转",
                reason="年度封存时按标准结转",
            )
        )
    booking.append(drafts, by=actor.pk, now=now)
    return total


def _note(act: str, seal: YearSeal, facts: dict[str, object], actor: Person, now: datetime) -> None:
    subject = f"training.yearseal:{seal.pk}"
    journal.record(actor.pk, act, subject, facts, agency_id=seal.agency_id, now=now)
