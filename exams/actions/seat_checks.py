"""Checking a computer before an exam: begin, save fifty times, judge."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from exams.models import SeatCheck
from exams.rules import seating
from journal.actions import record
from people.models import Person


@dataclass(frozen=True)
class Shown:
    """What the browser says of itself. `mark` is the ref of an earlier check that it still holds;
    times in milliseconds."""

    secure: bool
    locks: bool
    storage: bool
    p95_ms: int
    offset_ms: int
    mark: str


def begin_seat_check(
    *, place: str, seat: str, restarted: bool, actor: Person, now: datetime
) -> SeatCheck:
    """Open a check of the seat; what it finds is entered once, by `finish_seat_check`."""
    return SeatCheck.objects.create(
        agency_id=actor.agency_id,
        by=actor,
        place=place,
        seat=seat,
        restarted=restarted,
        begun_at=now,
    )


def save_probe(check: SeatCheck) -> int:
    """Count one save, committed as durably as an answer; how many there are. 0: it is over."""
    running = SeatCheck.objects.filter(pk=check.pk, verdict="", saves__lt=seating.PROBE_SAVES)
    if not running.update(saves=F("saves") + 1):
        return 0
    return SeatCheck.objects.values_list("saves", flat=True).get(pk=check.pk)


@transaction.atomic
def finish_seat_check(check: SeatCheck, shown: Shown, *, actor: Person, now: datetime) -> SeatCheck:
    """Judge the seat; a second call changes nothing."""
    held = SeatCheck.objects.select_for_update().get(pk=check.pk)
    if held.verdict:
        return held
    earlier = list(SeatCheck.objects.before(held, now - seating.GOOD_FOR))
    found = seating.Findings(
        secure=shown.secure,
        locks=shown.locks,
        storage=shown.storage,
        saves=held.saves,
        p95_ms=shown.p95_ms,
        offset_ms=shown.offset_ms,
        was_here=any(row.findings.get("storage") for row in earlier),
        mark_kept=any(row.ref == shown.mark for row in earlier),
        restarted=held.restarted,
    )
    wanting = seating.faults(found)
    held.findings = asdict(found)
    held.faults = [fault.value for fault in wanting]
    held.verdict = seating.verdict(wanting).value
    held.finished_at = now
    held.save(update_fields=["findings", "faults", "verdict", "finished_at"])
    facts = {"place": held.place, "seat": held.seat, "verdict": held.verdict}
    subject = f"exams.seat_check:{held.ref}"
    record(actor.pk, "exams.check_seat", subject, facts, now=now, agency_id=held.agency_id)
    return held
