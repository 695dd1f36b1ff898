"""Entering decisions in the register's chains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from journal import actions as journal
from journal.rules import link
from people.models import Person
from qualifications.chains import base_hash
from qualifications.models import (
    Certificate,
    DutySuspension,
    Event,
    EventChoice,
    Qualification,
    RegisterChain,
)
from qualifications.rules.deeds import Decision

BATCH = 500


@dataclass(frozen=True)
class Entry:
    """One decision as it goes into the register. `act` is its word in the journal."""

    kind: EventChoice
    act: str
    person: Person
    decision: Decision
    certificate: Certificate | None = None
    qualification: Qualification | None = None
    suspension: DutySuspension | None = None
    detail: dict[str, Any] = field(default_factory=dict)

    @property
    def subject(self) -> str:
        """The record that the journal names."""
        if self.certificate is not None:
            return f"qualifications.certificate:{self.certificate.pk}"
        if self.qualification is not None:
            return f"qualifications.qualification:{self.qualification.pk}"
        return f"people.person:{self.person.pk}"


def enter(entries: Sequence[Entry], *, by: int | None, now: datetime) -> list[Event]:
    """Append the decisions, each to the chain of the person's agency, and record them.

    The caller holds the locks on what they are about. Chains are locked in order of agency, the
    journal's last.
    """
    chains = _locked(sorted({entry.person.agency_id for entry in entries}))
    events = [_follow(chains[e.person.agency_id], e, by=by, now=now) for e in entries]
    made = Event.objects.bulk_create(events, batch_size=BATCH)
    RegisterChain.objects.bulk_update(chains.values(), ["head_n", "head_hash"], batch_size=BATCH)
    journal.record_many(
        [_act(entry, event, by) for entry, event in zip(entries, made, strict=True)], now=now
    )
    return made


def _locked(agency_ids: Sequence[int]) -> dict[int, RegisterChain]:
    """The chains, made where missing, locked in order."""
    held = set(
        RegisterChain.objects.filter(agency_id__in=agency_ids).values_list("agency_id", flat=True)
    )
    fresh = [
        RegisterChain(agency_id=pk, head_hash=base_hash(f"agency:{pk}"))
        for pk in agency_ids
        if pk not in held
    ]
    RegisterChain.objects.bulk_create(fresh, ignore_conflicts=True)
    rows = RegisterChain.objects.select_for_update().filter(agency_id__in=agency_ids)
    return {chain.agency_id: chain for chain in rows.order_by("agency_id")}


def _follow(chain: RegisterChain, entry: Entry, *, by: int | None, now: datetime) -> Event:
    """The event that follows the chain's head, which moves along; nothing is saved."""
    decision = entry.decision
    event = Event(
        chain=chain,
        n=chain.head_n + 1,
        kind=entry.kind,
        person=entry.person,
        certificate=entry.certificate,
        qualification=entry.qualification,
        suspension=entry.suspension,
        organ=decision.organ,
        document=decision.document,
        basis=decision.basis,
        reason=decision.reason,
        decided_on=decision.decided_on,
        effective_on=decision.effective_on,
        until=decision.until,
        detail=entry.detail,
        recorded_at=now.astimezone(UTC),
        recorded_by_id=by,
        previous=chain.head_hash,
    )
    event.hash = link(event.previous, event.n, event.body())
    chain.head_n, chain.head_hash = event.n, event.hash
    return event


def _act(entry: Entry, event: Event, by: int | None) -> journal.Act:
    facts = {
        "register": event.hash,
        "document": event.document,
        "effective_from": event.effective_on.isoformat(),
        "reason": event.reason,
    }
    if event.until is not None:
        facts["last_day"] = event.until.isoformat()
    return journal.Act(by, entry.act, entry.subject, facts, entry.person.agency_id)
