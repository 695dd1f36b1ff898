"""Results under changed keys: reckoned one by one, in force for the whole exam at one moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from exams.models import Attempt, MarkingJob, Result, ResultChange
from exams.rules.conduct import SessionState
from journal.composed import Composed
from notices.actions import Message, tell

AT_ONCE = 500
VERSIONS = Composed(  # under which keys an attempt has results
    lambda attempt: Result.objects.filter(attempt=attempt).values_list("key_version"),
    9_000_000_000_001,
)


def waits_for_the_others(job: MarkingJob) -> bool:
    """Whether the job's result must not be seen yet: the attempt has one, under former keys alone.

    What has no result yet is of a session that is not published; nobody sees that either way.
    """
    versions = [version for (version,) in VERSIONS.rows(job.attempt_id)]
    return bool(versions) and max(versions) < job.key_version


def keep_for_later(job: MarkingJob, result: Result) -> None:
    """Lay a result aside until those of the whole exam are reckoned."""
    names = ("marks", "total", "passed", "engine", "operations_digest")
    job.reckoned = {name: getattr(result, name) for name in names}
    job.save(update_fields=["reckoned"])


def put_in_force(*, now: datetime) -> int:
    """Let the results of every exam that is reckoned through count; how many.

    Until the last is reckoned all readers see the results under the former keys, from then on
    those under the new ones: nobody ever sees some of both.
    """
    ready = MarkingJob.objects.filter(done_at=None, reckoned__isnull=False)
    found = ready.order_by().values_list("attempt__exam", "key_version").distinct()
    return sum(_put_in_force(exam_id, version, now) for exam_id, version in sorted(found))


@transaction.atomic
def _put_in_force(exam_id: int, version: int, now: datetime) -> int:
    rows = MarkingJob.objects.filter(attempt__exam=exam_id, key_version=version, done_at=None)
    has_result = Exists(Result.objects.filter(attempt=OuterRef("attempt")))
    if rows.filter(has_result, reckoned__isnull=True).exists():
        return 0
    held = rows.filter(reckoned__isnull=False).select_for_update(of=("self",)).order_by("pk")
    jobs = [job for job in held if job.reckoned is not None]
    Result.objects.bulk_create(
        (_result(job, job.reckoned or {}, now) for job in jobs),
        batch_size=AT_ONCE,
        ignore_conflicts=True,
    )
    attempts = sorted({job.attempt_id for job in jobs})
    for start in range(0, len(attempts), AT_ONCE):
        note_changes(attempts[start : start + AT_ONCE], Q(key_version=version), now=now)
    MarkingJob.objects.filter(pk__in=[job.pk for job in jobs]).update(done_at=now, reckoned=None)
    return len(jobs)


def _result(job: MarkingJob, reckoned: dict[str, Any], now: datetime) -> Result:
    return Result(
        attempt_id=job.attempt_id,
        key_version=job.key_version,
        receipt_n=job.receipt_n,
        marking_n=job.marking_n,
        at=now,
        **reckoned,
    )


def note_changes(attempts: Sequence[int], is_new: Q, *, now: datetime) -> None:
    """Keep, of results that are published already, that others count from now on, and tell whose
    they are.

    `is_new` names the results that have just come; the newest of the rest is what counted before.
    """
    published = Attempt.objects.filter(pk__in=attempts, session__state=SessionState.PUBLISHED)
    rows = Result.objects.filter(attempt__in=published)
    present = _newest(rows.filter(is_new))
    former = _newest(rows.exclude(is_new))
    known = set(ResultChange.objects.filter(attempt__in=attempts).values_list("present", flat=True))
    changes = [
        ResultChange(attempt_id=pk, former=former[pk], present=present[pk], at=now)
        for pk in sorted(present.keys() & former.keys())
        if present[pk].says != former[pk].says and present[pk].pk not in known
    ]
    ResultChange.objects.bulk_create(changes)
    _tell(changes, now)


def _tell(changes: Sequence[ResultChange], now: datetime) -> None:
    rows = Attempt.objects.select_related("exam").only("ref", "person_id", "exam__title")
    attempts = rows.in_bulk([change.attempt_id for change in changes])
    for change in changes:
        attempt = attempts[change.attempt_id]
        is_rekeyed = change.present.key_version != change.former.key_version
        kind = "exams.result_rekeyed" if is_rekeyed else "exams.result_remarked"
        page = reverse("exams:result", args=[attempt.ref])
        message = Message(kind, {"exam": attempt.exam.title}, page)
        tell([attempt.person_id], message, now=now)


def _newest(rows: Any) -> dict[int, Result]:
    return {row.attempt_id: row for row in rows.newest_first().reverse()}
