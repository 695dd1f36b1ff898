"""What the site writes about itself, what it does for background work that was lost, and what it
notes of an auditor's work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db import transaction
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from journal.actions import record
from mingfa.models import (
    Engagement,
    EngagementEnd,
    Installation,
    PeriodicRun,
    Standing,
    WorkerBeat,
)
from people.models import Agency, Assignment, Person
from people.rules import Role
from questionbank.actions import carry_citations, uphold_renewals
from statutes import actions as statutes
from statutes.models import Amendment

ALIVE_WITHIN = timedelta(seconds=60)
LONGEST_ENGAGEMENT = timedelta(days=366)  # house default
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


class EngagementRefusal(StrEnum):
    """Why an engagement cannot be granted, or ended early."""

    ENDS_BEFORE = "ends_before"
    OVER = "over"
    TOO_LONG = "too_long"
    NO_AUDITOR = "no_auditor"
    OWN = "own"
    PAST = "past"
    REASON_MISSING = "reason_missing"


class EngagementRefused(Exception):
    """An engagement was refused; `reason` says why."""

    def __init__(self, reason: EngagementRefusal) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Terms:
    """What an engagement is to be: whose, over which subtree, from when to when, what for."""

    auditor: Person
    agency: Agency
    valid_from: date
    valid_to: date
    purpose: str


@transaction.atomic
def grant_engagement(terms: Terms, *, actor: Person, today: date, now: datetime) -> Engagement:
    """Let an auditor open the rows of an agency's subtree for a time.

    Raises EngagementRefused where the days make no sense, for oneself, and for somebody who does
    not hold the role over the whole scope when it begins.
    """
    if reason := _engagement_refusal(terms, actor, today):
        raise EngagementRefused(reason)
    granted = Engagement.objects.create(
        auditor=terms.auditor,
        agency=terms.agency,
        valid_from=terms.valid_from,
        valid_to=terms.valid_to,
        purpose=terms.purpose,
        granted_by=actor,
        granted_at=now,
    )
    days = f"{terms.valid_from}/{terms.valid_to}"
    facts = {"person": terms.auditor.pk, "period": days, "purpose": terms.purpose}
    _note(granted, "mingfa.grant_engagement", facts, actor, now)
    return granted


def _engagement_refusal(terms: Terms, actor: Person, today: date) -> EngagementRefusal | None:
    if terms.valid_to < terms.valid_from:
        return EngagementRefusal.ENDS_BEFORE
    if terms.valid_to < today:
        return EngagementRefusal.OVER
    if terms.valid_to - terms.valid_from >= LONGEST_ENGAGEMENT:
        return EngagementRefusal.TOO_LONG
    if terms.auditor == actor:
        return EngagementRefusal.OWN
    held = Assignment.objects.in_force(max(today, terms.valid_from)).filter(
        person=terms.auditor, role=Role.AUDITOR
    )
    paths = held.values_list("agency__path", flat=True)
    covers = any(terms.agency.path.startswith(path) for path in paths)
    return None if covers else EngagementRefusal.NO_AUDITOR


@transaction.atomic
def end_engagement(
    engagement: Engagement, *, reason: str, actor: Person, today: date, now: datetime
) -> EngagementEnd:
    """End an engagement before its last day, at once, with a reason; once.

    Raises EngagementRefused: over or ended already, no reason.
    """
    held = Engagement.objects.select_for_update(of=("self",)).get(pk=engagement.pk)
    if held.standing(today) in (Standing.OVER, Standing.ENDED):
        raise EngagementRefused(EngagementRefusal.PAST)
    if not reason.strip():
        raise EngagementRefused(EngagementRefusal.REASON_MISSING)
    end = EngagementEnd.objects.create(engagement=held, reason=reason.strip(), by=actor, at=now)
    facts = {"person": held.auditor_id, "reason": end.reason}
    _note(held, "mingfa.end_engagement", facts, actor, now)
    return end


@transaction.atomic
def note_audit(
    engagement: Engagement, act: str, facts: dict[str, object], *, actor: Person, now: datetime
) -> None:
    """Write into the journal what an auditor opened, sampled or took away."""
    _note(engagement, f"mingfa.{act}", facts, actor, now)


def _note(
    engagement: Engagement, act: str, facts: dict[str, object], actor: Person, now: datetime
) -> None:
    subject = f"mingfa.engagement:{engagement.pk}"
    record(actor.pk, act, subject, facts, agency_id=engagement.agency_id, now=now)
