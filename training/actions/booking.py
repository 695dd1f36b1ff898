"""Lines of the ledger: the only code that books hours, and the only way to take them back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from exchange.actions.storing import store_file
from exchange.models import StoredFile
from journal import actions as journal
from journal import rules as journal_rules
from people.models import Person
from training import rules
from training.actions.refused import Refused
from training.actions.sealed import in_open_year, refuse_sealed
from training.models import Conversion, Ledger, LedgerEntry, SourceChoice
from training.rules import Refusal

BATCH = 500
OUTSIDE = (SourceChoice.OPENING, SourceChoice.EXTERNAL)


@dataclass(frozen=True)
class Scan:
    """A scan as it was uploaded, to be kept with the line that it proves."""

    data: bytes
    file_name: str


@dataclass(frozen=True)
class Claim:
    """Hours earned elsewhere, or before this ledger began, as the evidence states them.

    `quantity` is in `unit`; of 学时 in hundredths.
    """

    person: Person
    day: date
    source: SourceChoice
    kind: rules.Kind
    unit: rules.Unit
    quantity: int
    title: str
    reason: str
    evidence: StoredFile | Scan
    subject: str = ""


@transaction.atomic
def add_opening(claim: Claim, *, actor: Person, now: datetime) -> LedgerEntry:
    """Book hours that did not come of a class of this site, on evidence.

    One coordinator books and the journal says who; nobody books for themselves.
    Raises Refused: OWN_MATTER, DAY_IN_FUTURE, YEAR_SEALED, BAD_QUANTITY, NO_CONVERSION.
    """
    [entry] = add_openings([claim], actor=actor, now=now)
    return entry


@transaction.atomic
def add_openings(
    claims: Sequence[Claim], *, actor: Person | None, now: datetime
) -> list[LedgerEntry]:
    """Book many claims at once, a few queries for each agency. Raises as `add_opening`, and
    exchange's Refused for a scan that cannot be kept."""
    rates: dict[tuple[str, str, date], Conversion] = {}
    by_agency: dict[int, list[LedgerEntry]] = defaultdict(list)
    refuse_sealed({(claim.person.agency_id, claim.day.year) for claim in claims})
    for claim in claims:
        if actor is not None and claim.person.pk == actor.pk:
            raise Refused(Refusal.OWN_MATTER)
        if claim.day > timezone.localdate(now):
            raise Refused(Refusal.DAY_IN_FUTURE)
        key = (claim.kind, claim.unit, claim.day)
        if key not in rates:
            rates[key] = conversion_for(*key)
        entry = _drafted(claim, rates[key])
        evidence = _kept(claim, actor, now)
        entry.evidence, entry.evidence_sha256 = evidence.ref, evidence.sha256
        by_agency[claim.person.agency_id].append(entry)
    actor_id = None if actor is None else actor.pk
    booked = append(by_agency, by=actor_id, now=now)
    journal.record_many(
        [
            journal.Act(
                actor_id,
                "training.add_opening",
                f"training.ledgerentry:{entry.pk}",
                {"person": entry.person_id, "line": entry.hash, "file": entry.evidence_sha256},
                entry.ledger.agency_id,
            )
            for entry in booked
        ],
        now=now,
    )
    return booked


def _drafted(claim: Claim, conversion: Conversion) -> LedgerEntry:
    if claim.quantity < 1:
        raise Refused(Refusal.BAD_QUANTITY)
    value = rules.worth(claim.quantity, conversion.rate)
    if not 0 < value.credit <= rules.MOST_CREDIT:
        raise Refused(Refusal.BAD_QUANTITY)
    return LedgerEntry(
        person_id=claim.person.pk,
        year=claim.day.year,
        day=claim.day,
        source=claim.source,
        kind=claim.kind,
        unit=claim.unit,
        quantity=claim.quantity,
        credit=value.credit,
        days=value.days,
        conversion=conversion,
        subject=claim.subject,
        title=claim.title,
        reason=claim.reason,
    )


def _kept(claim: Claim, actor: Person | None, now: datetime) -> StoredFile:
    """The claim's evidence in the store, kept now if it was uploaded with it."""
    if isinstance(claim.evidence, StoredFile):
        return claim.evidence
    return store_file(
        claim.evidence.data,
        claim.evidence.file_name,
        owner=("training", f"people.person:{claim.person.pk}"),
        actor_id=None if actor is None else actor.pk,
        now=now,
    )


@transaction.atomic
def reverse_entry(
    entry: LedgerEntry, *, reason: str, actor: Person | None, now: datetime
) -> LedgerEntry:
    """Take a line back by a counter-entry, equal and opposite. A line is taken back once.

    A wrong half-day of a class is mended by its attendance, which books what follows from it.
    Raises Refused: OWN_MATTER, WRONG_STATE, IS_COUNTER_ENTRY, ALREADY_REVERSED.
    """
    if actor is not None and entry.person_id == actor.pk:
        raise Refused(Refusal.OWN_MATTER)
    if entry.source == SourceChoice.CLASS:
        raise Refused(Refusal.WRONG_STATE)
    counter = counter_entry(entry, reason=reason, by=None if actor is None else actor.pk, now=now)
    journal.record(
        counter.by_id,
        "training.reverse_entry",
        f"training.ledgerentry:{entry.pk}",
        {"person": entry.person_id, "line": counter.hash, "reason": reason},
        agency_id=counter.ledger.agency_id,
        now=now,
    )
    return counter


def counter_entry(entry: LedgerEntry, *, reason: str, by: int | None, now: datetime) -> LedgerEntry:
    """Write the counter-entry into the chain of the line. Part of the deeds that record it."""
    if entry.reverses_id is not None:
        raise Refused(Refusal.IS_COUNTER_ENTRY)
    locked = Ledger.objects.select_for_update().get(pk=entry.ledger_id)
    if LedgerEntry.objects.filter(reverses=entry.pk).exists():
        raise Refused(Refusal.ALREADY_REVERSED)
    [counter] = append({locked.agency_id: [_opposite(entry, reason)]}, by=by, now=now)
    return counter


def _opposite(entry: LedgerEntry, reason: str) -> LedgerEntry:
    return LedgerEntry(
        person_id=entry.person_id,
        year=entry.year,
        day=entry.day,
        source=SourceChoice.COUNTER,
        kind=entry.kind,
        unit=entry.unit,
        quantity=-entry.quantity,
        credit=-entry.credit,
        days=-entry.days,
        conversion_id=entry.conversion_id,
        session_id=entry.session_id,
        turn=entry.turn,
        subject=entry.subject,
        title=entry.title,
        reason=reason,
        reverses=entry,
    )


def append(
    drafts: Mapping[int, Sequence[LedgerEntry]], *, by: int | None, now: datetime
) -> list[LedgerEntry]:
    """Write drafts at the ends of their agencies' chains, which are locked in order of agency.

    What would stand in a closed year is dated today: it corrects that year in the open one. The
    caller's transaction; the caller records what was done.
    """
    in_open_year(drafts, timezone.localdate(now))
    written: list[LedgerEntry] = []
    for agency_id in sorted(drafts):
        ledger = locked_ledger(agency_id)
        entries = list(_chained(ledger, drafts[agency_id], by, now))
        written += LedgerEntry.objects.bulk_create(entries, batch_size=BATCH)
        ledger.save(update_fields=["head_n", "head_hash"])
    return written


def _chained(
    ledger: Ledger, drafts: Iterable[LedgerEntry], by: int | None, now: datetime
) -> Iterable[LedgerEntry]:
    for entry in drafts:
        entry.ledger, entry.n, entry.previous = ledger, ledger.head_n + 1, ledger.head_hash
        entry.by_id, entry.at = by, now
        entry.hash = journal_rules.link(entry.previous, entry.n, entry.body())
        ledger.head_n, ledger.head_hash = entry.n, entry.hash
        yield entry


def locked_ledger(agency_id: int) -> Ledger:
    """The agency's ledger, locked until the transaction ends; made with its first line.

    Of two transactions that make it at once the second waits and then finds it.
    """
    found = Ledger.objects.select_for_update().filter(agency_id=agency_id).first()
    if found is not None:
        return found
    fresh = Ledger(agency_id=agency_id)
    fresh.head_hash = journal_rules.base_of(fresh.chain_name)
    Ledger.objects.bulk_create([fresh], ignore_conflicts=True)
    return Ledger.objects.select_for_update().get(agency_id=agency_id)


def conversion_for(kind: str, unit: str, on: date) -> Conversion:
    """The conversion that holds on the day; else Refused (NO_CONVERSION)."""
    found = Conversion.objects.for_unit(kind, unit, on)
    if found is None:
        raise Refused(Refusal.NO_CONVERSION)
    return found
