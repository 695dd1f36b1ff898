"""Marking what has been handed in, and publishing results after the checks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import connection, transaction
from django.db.models import Q

from exams.actions import regrading
from exams.actions.checking import checks_of, usable_checks
from exams.actions.hand_marking import make_scripts, marked_in
from exams.actions.signing import ActRefused, countersign, refuse_if, refuse_setter
from exams.models import (
    HALL_TEXTS,
    Attempt,
    ExamSession,
    MarkingJob,
    Publication,
    Result,
)
from exams.proof import (
    key_set,
    keys_fault,
    mark_attempt,
    newest_keys,
    passes,
    plain_marks,
    seal_fault,
    secret_of,
)
from exams.rules import conduct, marking
from exams.rules.keeping import State
from journal.actions import record
from journal.composed import Composed, ComposedInsert
from people.models import Person

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(hours=1)
MOST_COUNTED = 20  # enough to know that it keeps failing
log = structlog.get_logger(__name__)

# Thousands are marked in a row: what each asks is composed once.
SAMPLE = 9_000_000_000_001
WAITING_JOB = Composed(
    lambda pk: MarkingJob.objects.select_for_update(
        of=("self",), skip_locked=connection.features.has_select_for_update_skip_locked
    ).filter(pk=pk, done_at=None, reckoned__isnull=True),
    SAMPLE,
)
MARKED = Composed(
    lambda pk: (
        Attempt.objects.select_related("exam", "session", "paper").defer(*HALL_TEXTS).filter(pk=pk)
    ),
    SAMPLE,
)

ADD_RESULT = ComposedInsert(Result, ignored=True)


def mark_waiting(*, now: datetime) -> int:
    """Mark every attempt in the outbox; how many results came to count.

    Each in its own transaction. One that fails holds up no other; it is tried again after ten
    seconds, twice as long after each further failure, at most an hour. Results under changed keys
    count once those of the whole exam are reckoned (`regrading.put_in_force`).
    """
    marked = 0
    waiting = MarkingJob.objects.filter(done_at=None, reckoned__isnull=True, asked_at__lte=now)
    for job_id in list(waiting.order_by("pk").values_list("pk", flat=True)):
        try:
            marked += _mark_one(job_id, now)
        except Exception as fault:
            log.exception("marking failed", job=job_id)
            _try_again_later(job_id, fault, now)
    return marked + regrading.put_in_force(now=now)


@transaction.atomic
def _mark_one(job_id: int, now: datetime) -> int:
    job = WAITING_JOB.first(job_id)
    if job is None:
        return 0
    (attempt,) = MARKED.all(job.attempt_id)
    try:
        result = _result(job, attempt, now)
    except marking.Unmarked:
        _wait_for_markers(job, attempt, now)
        return 0
    if regrading.waits_for_the_others(job):
        regrading.keep_for_later(job, result)
        return 0
    ADD_RESULT.add(result)
    note_change(attempt, now=now)
    MarkingJob.objects.filter(pk=job.pk).update(done_at=now)
    return 1


def _result(job: MarkingJob, attempt: Attempt, now: datetime) -> Result:
    """What the attempt earns. Raises marking.Unmarked."""
    marks, rested_on = mark_attempt(attempt, job.key_version, marking_n=job.marking_n)
    return Result(
        attempt=attempt,
        key_version=job.key_version,
        receipt_n=job.receipt_n,
        marking_n=job.marking_n,
        marks=plain_marks(marks),
        total=marking.total(marks),
        passed=passes(attempt, marks),
        engine=marking.ENGINE,
        operations_digest=rested_on,
        at=now,
    )


def _wait_for_markers(job: MarkingJob, attempt: Attempt, now: datetime) -> None:
    """Hand out what is written; the last mark given by hand brings the job forward.

    Under keys that were replaced since, the job ends without a result: the later one has its own,
    and nobody may be left to mark a question that was withdrawn.
    """
    make_scripts(attempt, now=now)
    is_replaced = job.key_version < newest_keys(attempt.exam_id)
    job.done_at = now if is_replaced else None
    job.asked_at = now + LONGEST_PAUSE
    job.save(update_fields=["done_at", "asked_at"])


def note_change(attempt: Attempt, *, now: datetime) -> None:
    """Keep, of a result that is published already, that another one counts from now on.

    A session is not published while one of its attempts waits in the outbox.
    """
    if attempt.session.state != conduct.SessionState.PUBLISHED:
        return
    present = attempt.results.counted()
    if present is not None:
        regrading.note_changes([attempt.pk], Q(pk=present.pk), now=now)


@transaction.atomic
def _try_again_later(job_id: int, fault: Exception, now: datetime) -> None:
    job = MarkingJob.objects.select_for_update().get(pk=job_id)
    job.asked_at = now + min(FIRST_PAUSE * 2**job.tries, LONGEST_PAUSE)
    job.tries = min(job.tries + 1, MOST_COUNTED)
    job.last_error = type(fault).__name__
    job.save(update_fields=["asked_at", "tries", "last_error"])


@transaction.atomic
def publish(session: ExamSession, *, actor: Person, now: datetime) -> Publication | None:
    """Release the results of a session; the second person's signature publishes.

    Both sign what the newest checks found, which must be younger than the last change. Under the
    lock all is looked at once more: the exam must be as sealed, every attempt closed and marked,
    its record whole, every result recomputed to the same bytes, the counts those of the checks.
    Candidates who never came are recorded as absent. The session's secret is revealed, so that
    anybody can derive the papers again. Whoever wrote or approved a question of the pool, or
    marked a script of the session, signs neither time.
    """
    held = (
        ExamSession.objects.select_for_update(of=("self",))
        .select_related("exam")
        .get(pk=session.pk)
    )
    checks = _sound_checks(held, now)
    refuse_setter(actor, key_set(held.exam_id))
    refuse_if(conduct.ActRefusal.OWN_MARKS if marked_in(held.pk, actor.pk) else None)
    first = countersign(conduct.Act.PUBLISH, held.ref, checks, actor=actor, now=now)
    if first is None:
        _note(actor, "exams.sign_publish", held, checks, now)
        return None
    held.attempts.filter(state=State.READY).update(
        state=State.VOID, closed_at=now, close_reason="absent"
    )
    publication = Publication.objects.create(
        session=held,
        checks=checks,
        secret=secret_of(held).hex(),
        first_by_id=first.person_id,
        second_by=actor,
        at=now,
    )
    held.state = conduct.SessionState.PUBLISHED
    held.save(update_fields=["state"])
    _note(actor, "exams.publish", held, checks | {"first_by": first.person_id}, now)
    return publication


def _sound_checks(held: ExamSession, now: datetime) -> dict[str, Any]:
    """What the newest checks found, after all has been looked at once more. Raises ActRefused."""
    if held.state != conduct.SessionState.DRAWN or now < held.closes_at:
        raise ActRefused(conduct.ActRefusal.WRONG_STATE)
    signed = usable_checks(held)
    checks = checks_of(held)
    refuse_if(conduct.publish_refusal(open_attempts=checks["open"], unmarked=checks["unmarked"]))
    if checks["broken_chains"] or seal_fault(held.exam) or keys_fault(held.exam):
        raise ActRefused(conduct.ActRefusal.BROKEN_CHAIN, count=checks["broken_chains"])
    if checks["differing"]:
        raise ActRefused(conduct.ActRefusal.RECOMPUTATION_DIFFERS, count=checks["differing"])
    if checks != signed:
        raise ActRefused(conduct.ActRefusal.CHANGED_SINCE)
    return checks


def _note(
    actor: Person, act: str, session: ExamSession, facts: dict[str, Any], now: datetime
) -> None:
    subject = f"exams.examsession:{session.pk}"
    record(actor.pk, act, subject, facts, agency_id=session.exam.agency_id, now=now)
