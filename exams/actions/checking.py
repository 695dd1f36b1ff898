"""The checks before publication: asked for by a person, made in the background, kept with a date.

Looking at every attempt takes seconds to minutes; the page shows what was found, and when.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Sum

from exams.actions.signing import ActRefused, refuse_if
from exams.models import Attempt, ExamSession, MarkingJob, PublicationCheck, Result
from exams.models.reading import with_logs
from exams.proof import attempt_fault, recomputes
from exams.rules import conduct
from exams.rules.keeping import State
from journal.actions import record
from journal.rules import digest
from people.models import Person

LOST_AFTER = timedelta(minutes=15)  # house default; checks not finished by then are begun anew
REPORT_EVERY = 20  # attempts between two reports of progress


@transaction.atomic
def ask_for_check(session: ExamSession, *, actor: Person, now: datetime) -> PublicationCheck:
    """Ask for the checks before publication; while they run, asking again gives the same.

    Raises ActRefused before the session is over and after it is published.
    """
    held = ExamSession.objects.select_for_update().get(pk=session.pk)
    if held.state != conduct.SessionState.DRAWN or now < held.closes_at:
        raise ActRefused(conduct.ActRefusal.WRONG_STATE)
    running = held.publication_checks.filter(finished_at=None).first()
    if running is not None:
        if now - running.asked_at < LOST_AFTER:
            return running
        _finish(running, None, now)
    check = PublicationCheck.objects.create(
        session=held, asked_by=actor, asked_at=now, standing=standing_of(held)
    )
    subject = f"exams.examsession:{held.pk}"
    record(actor.pk, "exams.check", subject, {}, agency_id=session.exam.agency_id, now=now)
    return check


def run_check(check: PublicationCheck, *, now: datetime) -> None:
    """Look at every attempt and keep what was found, as of `now`, when that was begun.

    Delivered twice it does nothing; what goes wrong unforeseen ends it without an outcome.
    """
    rows = PublicationCheck.objects.filter(pk=check.pk, finished_at=None)
    if not rows.update(standing=standing_of(check.session)):
        return
    try:
        outcome = checks_of(
            check.session, report=lambda done, total: rows.update(done=done, total=total)
        )
    except Exception:
        _finish(check, None, now)
        raise
    _finish(check, outcome, now)


def _finish(check: PublicationCheck, outcome: dict[str, Any] | None, now: datetime) -> None:
    rows = PublicationCheck.objects.filter(pk=check.pk, finished_at=None)
    rows.update(outcome=outcome, finished_at=now)


def newest_check(session: ExamSession) -> PublicationCheck | None:
    """The checks that count: the ones asked for last."""
    return session.publication_checks.order_by("-pk").first()


def usable_checks(session: ExamSession) -> dict[str, Any]:
    """What the newest checks found. Raises ActRefused where there are none or they are outdated."""
    check = newest_check(session)
    is_outdated = check is not None and check.standing != standing_of(session)
    outcome = check.outcome if check is not None else None
    refuse_if(conduct.check_refusal(is_finished=outcome is not None, is_outdated=is_outdated))
    return outcome or {}


def standing_of(session: ExamSession) -> str:
    """A short code of everything that the checks rest on: it differs after every proper change.

    It does not see what somebody alters in the database past the product; the checks made again
    under the lock do.
    """
    attempts = Attempt.objects.filter(session=session).exclude(state=State.VOID)
    results = Result.objects.filter(attempt__session=session)
    return digest(
        {
            "candidates": session.candidates.count(),
            "attempts": attempts.aggregate(n=Count("pk"), events=Sum("head_n")),
            "closed": attempts.filter(state=State.CLOSED).count(),
            "results": results.aggregate(n=Count("pk"), newest=Max("pk")),
            "waiting": MarkingJob.objects.filter(attempt__session=session, done_at=None).count(),
        }
    )


def checks_of(
    session: ExamSession, report: Callable[[int, int], object] | None = None
) -> dict[str, Any]:
    """What must be right before publication, counted; `report` hears how many attempts are done."""
    attempts = list(session.attempts.only("state", "close_reason"))
    closed = {attempt.pk for attempt in attempts if attempt.state == State.CLOSED}
    marked = Result.objects.filter(attempt__session=session, attempt__state=State.CLOSED)
    results = {row.attempt_id: row for row in marked.newest_first().reverse()}
    jobs = MarkingJob.objects.filter(attempt__session=session, done_at=None)
    waiting = set(jobs.values_list("attempt_id", flat=True))
    broken = differing = 0
    records = with_logs(sorted(closed), Attempt.objects.with_evidence())
    for done, (attempt, operations) in enumerate(records):
        if report is not None and done % REPORT_EVERY == 0:
            report(done, len(closed))
        broken += attempt_fault(attempt, operations) is not None
        if (result := results.get(attempt.pk)) is not None:
            result.attempt = attempt
            differing += not recomputes(result, operations)
    return {
        "candidates": session.candidates.count(),
        "closed": len(closed),
        "open": sum(1 for attempt in attempts if attempt.state == State.OPEN),
        "absent": sum(1 for a in attempts if a.state == State.READY or a.close_reason == "absent"),
        "unmarked": len(closed & (waiting | (closed - results.keys()))),
        "broken_chains": broken,
        "differing": differing,
    }
