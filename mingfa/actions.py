"""What the site writes about itself, and what it does for background work that was lost."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from mingfa.models import Installation, PeriodicRun, WorkerBeat
from questionbank.actions import carry_citations, uphold_renewals
from statutes import actions as statutes
from statutes.models import Amendment

ALIVE_WITHIN = timedelta(seconds=60)
TRIES = 3  # a job that took three workers with it is not given to a fourth


def mark_as_demonstration(*, now: datetime) -> None:
    """Say for good that this database holds invented data; production refuses it."""
    Installation.objects.update_or_create(pk=1, defaults={"is_demonstration": True, "made_at": now})


@transaction.atomic
def confirm_amendment(amendment: Amendment, *, actor_id: int, now: datetime) -> int:
    """Confirm a map and let the citations that it carries follow; how many followed.

    A correction takes the former map's place: what was carried or found by a row that now reads
    otherwise counts no more.

    Raises statutes.actions.Refused.
    """
    confirmed = statutes.confirm_amendment(amendment, actor_id=actor_id, now=now)
    if confirmed.corrects_id:
        uphold_renewals(confirmed, actor_id=actor_id, now=now)
    return carry_citations(confirmed, actor_id=actor_id, now=now)


def beat(worker: str, *, now: datetime) -> None:
    """Note that a background worker lives."""
    WorkerBeat.objects.update_or_create(worker=worker, defaults={"at": now})


def end_beat(worker: str) -> None:
    """Note that a background worker stopped in order."""
    WorkerBeat.objects.filter(worker=worker).delete()


def take_turn(job: str, every: timedelta, *, now: datetime) -> bool:
    """Whether the caller may run the periodic job now; of many workers one is told yes.

    A job is due when `every` has passed since it was last begun; exactly `every` is due.
    """
    if PeriodicRun.objects.filter(job=job, begun_at__lte=now - every).update(begun_at=now):
        return True
    _run, is_new = PeriodicRun.objects.get_or_create(job=job, defaults={"begun_at": now})
    return is_new


@transaction.atomic
def return_lost_tasks(*, now: datetime) -> int:
    """Put tasks back into the queue whose worker died; the number of tasks.

    A task that has been begun `TRIES` times is marked as failed instead, so that it cannot hold up
    the others for ever.
    """
    alive = set(WorkerBeat.objects.alive_since(now - ALIVE_WITHIN).values_list("worker", flat=True))
    WorkerBeat.objects.exclude(worker__in=alive).delete()
    rows = DBTaskResult.objects.running().filter(started_at__lte=now - ALIVE_WITHIN)
    lost = [task for task in rows.select_for_update(of=("self",)) if not alive & {*task.worker_ids}]
    for task in lost:
        if len(task.worker_ids) < TRIES:
            task.status, task.started_at = TaskResultStatus.READY, None
        else:
            task.status, task.finished_at = TaskResultStatus.FAILED, now
            task.exception_class_path = "builtins.RuntimeError"
        task.save(update_fields=["status", "started_at", "finished_at", "exception_class_path"])
    return len(lost)
