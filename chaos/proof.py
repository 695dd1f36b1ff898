"""What the database holds after a run, held against the ledger and against the product's rules."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from django.db import connections
from django.utils import timezone

from chaos.ledger import Faults, Kept, Ledger, compare
from exams.actions import outages, results
from exams.models import Attempt, Event, MarkingJob, Operation, Outage, Receipt, Result, logs_of
from exams.proof import attempt_fault, deadline_of, recomputes
from exams.rules.keeping import State

AT_ONCE = 200  # attempts


def verify(
    ledger: Ledger, made: set[str], outage_seconds: list[float]
) -> tuple[Faults, dict[str, Any]]:
    """Every fault that was found, by kind; and what was counted."""
    connections.close_all()
    outages.pay_back_due(now=timezone.now())
    faults = compare(ledger, _stored(), made)
    faults += _broken_records()
    faults += _deadlines(outage_seconds)
    faults += _results(ledger)
    told = {
        "stored": Operation.objects.count(),
        "events": Event.objects.count(),
        "closed": Attempt.objects.filter(state=State.CLOSED).count(),
        "results": Result.objects.count(),
        "dispositions": dict(Counter(Operation.objects.values_list("disposition", flat=True))),
    }
    return +faults, told


def _stored() -> dict[str, list[Kept]]:
    rows = Operation.objects.values_list(
        "attempt__ref", "op_id", "epoch", "seq", "place", "choices", "disposition"
    )
    stored: dict[str, list[Kept]] = {}
    for ref, op_id, epoch, seq, place, choices, disposition in rows.iterator(2000):
        kept = Kept(op_id, epoch, seq, place, tuple(choices), disposition)
        stored.setdefault(ref, []).append(kept)
    return stored


def _broken_records() -> Faults:
    """Chains, logs, times and receipts by the product's own reader of proofs."""
    faults: Faults = Counter()
    started = Attempt.objects.filter(head_n__gt=0)
    ids = list(started.order_by("pk").values_list("pk", flat=True))
    for first in range(0, len(ids), AT_ONCE):
        some = ids[first : first + AT_ONCE]
        logs = logs_of(some)
        for attempt in Attempt.objects.with_evidence().filter(pk__in=some):
            if why := attempt_fault(attempt, logs[attempt.pk]):
                faults[f"broken record: {' '.join(why.split()[:2])}"] += 1
    return faults


def _deadlines(outage_seconds: list[float]) -> Faults:
    """Every attempt that sat through an outage of ten seconds or more has it back."""
    owed = sum(seconds for seconds in outage_seconds if seconds >= 10)
    faults: Faults = Counter()
    for attempt in Attempt.objects.filter(state=State.OPEN).select_related("exam"):
        if attempt.started_at is None or attempt.deadline_at is None:
            continue
        own = timedelta(minutes=attempt.exam.duration_minutes)
        moved = attempt.deadline_at - attempt.started_at - own
        faults["deadline not moved by the outage"] += moved.total_seconds() < owed
    return faults


def misjudged(ledger: Ledger) -> Faults:
    """What a clock that was set wrong did to somebody, while nobody's time was over."""
    faults: Faults = Counter()
    faults["late by a wrong clock"] += Operation.objects.filter(disposition="late").count()
    closed = Attempt.objects.filter(state=State.CLOSED)
    faults["closed by a wrong clock"] += closed.exclude(ref__in=ledger.receipts).count()
    faults["an outage that was none"] += Outage.objects.count()
    for attempt in Attempt.objects.select_related("exam", "session"):
        if attempt.started_at is not None:
            own = deadline_of(attempt, granted=0)
            faults["deadline moved by a wrong clock"] += attempt.deadline_at != own
    return +faults


def _results(ledger: Ledger) -> Faults:
    """One receipt, one job and one result for each that handed in, and it is the right one."""
    results.mark_waiting(now=timezone.now())
    faults: Faults = Counter()
    for ref, (head_n, _head) in ledger.receipts.items():
        attempt = Attempt.objects.select_related("exam", "session", "paper").get(ref=ref)
        receipts = list(Receipt.objects.filter(attempt=attempt))
        faults["handed in, not closed"] += attempt.state != State.CLOSED
        faults["not one receipt"] += len(receipts) != 1
        faults["receipt of another end"] += attempt.head_n != head_n
        faults["not one marking job"] += MarkingJob.objects.filter(attempt=attempt).count() != 1
        marks = list(Result.objects.filter(attempt=attempt))
        faults["not one result"] += len(marks) != 1
        faults["wrong result"] += any(not recomputes(mark) for mark in marks)
    return faults
