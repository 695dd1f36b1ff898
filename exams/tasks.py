"""What the worker does for the exam room: when asked, and by the clock as `PERIODIC` names it."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django_tasks import task

from exams.actions import checking, sitting
from exams.http import clock_is_steady
from exams.models import PublicationCheck


@task()
def check_before_publication(check_id: int) -> None:
    """Look at every attempt of a session before its publication."""
    check = PublicationCheck.objects.select_related("session__exam").get(pk=check_id)
    checking.run_check(check, now=timezone.now())


def close_overdue(*, now: datetime) -> int:
    """Close what is overdue, unless the clock has just jumped; how many."""
    return sitting.close_overdue(now=now) if clock_is_steady() else 0
