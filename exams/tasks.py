"""What the worker does for the exam room: when asked, and by the clock as `PERIODIC` names it."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django_tasks import task

from exams.actions import checking, making, reckoning, rekeying, sitting, tabulating
from exams.http import clock_is_steady
from exams.models import Exam, ExamSession, KeyProposal, PublicationCheck
from exams.rules.making import Share


@task()
def check_before_publication(check_id: int) -> None:
    """Look at every attempt of a session before its publication."""
    check = PublicationCheck.objects.select_related("session__exam").get(pk=check_id)
    checking.run_check(check, now=timezone.now())


@task()
def preview_key_change(proposal_id: int) -> None:
    """Look at whom another key would touch."""
    proposal = KeyProposal.objects.select_related("exam").get(pk=proposal_id)
    rekeying.run_preview(proposal, now=timezone.now())


@task()
def reckon_statistics(exam_id: int) -> None:
    """Reckon how the questions of an exam did."""
    reckoning.reckon(Exam.objects.get(pk=exam_id), now=timezone.now())


@task()
def tabulate_session(session_id: int) -> None:
    """Reckon how a published session did; beside the questions, by another worker if there is."""
    session = ExamSession.objects.select_related("exam").get(pk=session_id)
    tabulating.tabulate(session, now=timezone.now())


@task()
def make_papers(session_id: int, n: int, of: int) -> None:
    """Make one share of a large session's papers."""
    session = ExamSession.objects.get(pk=session_id)
    making.make_papers(session, now=timezone.now(), share=Share(n, of))


def make_due_papers(*, now: datetime) -> int:
    """Have the papers made of every locked session that opens within the hour: small ones at once,
    large ones by all workers; how many papers were made and shares asked for."""
    asked = making.ask_for_papers(now=now)
    for session_id, share in asked:
        make_papers.enqueue(session_id, share.n, share.of)
    return making.make_due_papers(now=now) + len(asked)


def ask_for_statistics(*, now: datetime) -> int:
    """Have the statistics of every exam published since reckoned in the background; how many."""
    due = reckoning.ask_for_statistics(now=now)
    published = ExamSession.objects.filter(exam__in=due, publication__isnull=False)
    for session_id in published.order_by("pk").values_list("pk", flat=True):
        tabulate_session.enqueue(session_id)
    for exam_id in due:
        reckon_statistics.enqueue(exam_id)
    return len(due)


def close_overdue(*, now: datetime) -> int:
    """Close what is overdue, unless the clock has just jumped; how many."""
    return sitting.close_overdue(now=now) if clock_is_steady() else 0
