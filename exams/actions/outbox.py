"""The outbox of marking: which attempts are to be marked, under which keys and marks by hand."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max

from exams.models import Attempt, MarkingJob
from exams.proof import newest_keys
from exams.rules.hand_marking import FIRST_MARKING
from exams.rules.purposes import Purpose
from journal.composed import ComposedInsert, Statement

ADD_JOB = ComposedInsert(MarkingJob, ignored=True)


def ask_for_marking(attempt: Attempt, *, receipt_n: int, now: datetime) -> None:
    """Put the attempt, which is locked, into the outbox under the keys that count now; repeated
    asking changes nothing. A rehearsal is not marked."""
    if attempt.exam.purpose != Purpose.REHEARSAL:
        ADD_JOB.add(_job(attempt, receipt_n, FIRST_MARKING, now))


def marking_asked(attempt: Attempt, *, receipt_n: int, now: datetime) -> list[Statement]:
    """What does the same, to be stored along with a link of the attempt's chain."""
    if attempt.exam.purpose == Purpose.REHEARSAL:
        return []
    return [ADD_JOB.statement(_job(attempt, receipt_n, FIRST_MARKING, now))]


def ask_for_remarking(attempt: Attempt, *, marking_n: int, now: datetime) -> None:
    """The same for a later marking by hand: with the newest receipt, under the newest keys."""
    newest = attempt.receipts.aggregate(n=Max("n"))["n"]
    ADD_JOB.add(_job(attempt, newest or 1, marking_n, now))


def _job(attempt: Attempt, receipt_n: int, marking_n: int, now: datetime) -> MarkingJob:
    return MarkingJob(
        attempt=attempt,
        key_version=newest_keys(attempt.exam_id),
        receipt_n=receipt_n,
        marking_n=marking_n,
        asked_at=now,
    )
