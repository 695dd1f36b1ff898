"""Leave from half-days: asked, taken back, decided. What is granted proposes the mark."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from exchange.actions.storing import store_file
from people.models import Person
from training import rules
from training.actions.booking import Scan
from training.actions.planning import locked, note
from training.actions.refused import Refused
from training.actions.telling import said_of, tell_about
from training.models import (
    Attendance,
    AttendancePolicy,
    Leave,
    LeaveChoice,
    Session,
    TrainingClass,
)
from training.rules import COUNTED, ClassState, Refusal


@transaction.atomic
def ask_leave(
    training_class: TrainingClass,
    sessions: Sequence[Session],
    person: Person,
    *,
    because: str,
    scan: Scan | None,
    now: datetime,
) -> list[Leave]:
    """Ask to be away from half-days of a class, with one reason and perhaps a scan for all.

    Raises Refused: WRONG_STATE, NOT_ON_ROSTER, LEAVE_ASKED, and exchange's for the scan.
    """
    held = locked(training_class, ClassState.OPEN)
    if not held.enrolments.standing().filter(person=person).exists():
        raise Refused(Refusal.NOT_ON_ROSTER)
    fresh = held.sessions.filter(pk__in=[one.pk for one in sessions], closed_at__isnull=True)
    if not sessions or fresh.count() != len(sessions):
        raise Refused(Refusal.WRONG_STATE)
    standing = Leave.objects.filter(session__in=sessions, person=person)
    if standing.filter(state__in=[LeaveChoice.ASKED, LeaveChoice.GRANTED]).exists():
        raise Refused(Refusal.LEAVE_ASKED)
    owner = ("training", f"people.person:{person.pk}")
    stored = None
    if scan is not None:
        stored = store_file(scan.data, scan.file_name, owner=owner, actor_id=person.pk, now=now)
    made = [
        Leave.objects.create(session=one, person=person, because=because, file=stored, asked_at=now)
        for one in sessions
    ]
    facts = {"sessions": [one.pk for one in sessions], "file": stored.sha256 if stored else ""}
    note(held, "training.ask_leave", facts, person, now)
    return made


@transaction.atomic
def give_up_leave(leave: Leave, *, actor: Person, now: datetime) -> Leave:
    """Take a wish back that nobody has decided. Raises Refused: WRONG_STATE."""
    held, row = _locked(leave)
    row.state, row.decided_at, row.decided_by_id = LeaveChoice.GIVEN_UP, now, actor.pk
    row.save(update_fields=["state", "decided_at", "decided_by_id"])
    note(held, "training.give_up_leave", {"leave": row.pk}, actor, now)
    return row


@transaction.atomic
def decide_leave(leave: Leave, grant: bool, *, reason: str, actor: Person, now: datetime) -> Leave:
    """Grant leave or refuse it with a reason; the officer is told.

    Who would miss more of the class than the policy allows gets it with a reason only. Raises
    Refused: WRONG_STATE, OWN_MATTER, MISSES_TOO_MUCH.
    """
    held, row = _locked(leave)
    if row.person_id == actor.pk:
        raise Refused(Refusal.OWN_MATTER)
    if row.session.closed_at is not None:
        raise Refused(Refusal.WRONG_STATE)
    one_in = AttendancePolicy.objects.presence(row.session.day).one_in
    missed = missed_with(row)
    half_days = held.sessions.count()
    if grant and not reason and rules.misses_too_much(missed, half_days, one_in):
        raise Refused(Refusal.MISSES_TOO_MUCH, f"1/{one_in}")
    row.state = LeaveChoice.GRANTED if grant else LeaveChoice.REFUSED
    row.decided_at, row.decided_by_id, row.reason = now, actor.pk, reason
    row.save(update_fields=["state", "decided_at", "decided_by_id", "reason"])
    kind = "leave_granted" if grant else "leave_refused"
    words = said_of(row.session) | {"reason": reason}
    tell_about(held, kind, [row.person_id], actor=actor, now=now, **words)
    facts = {"leave": row.pk, "person": row.person_id, "state": row.state, "missed": missed}
    note(held, "training.decide_leave", facts | {"reason": reason}, actor, now)
    return row


def missed_with(leave: Leave) -> int:
    """How many half-days of the class somebody will have missed with this leave: marked as missed,
    on leave already, and this one."""
    there = leave.session.training_class_id
    rows = Attendance.objects.current().filter(
        person=leave.person_id, session__training_class=there
    )
    lost = set(rows.exclude(mark__in=COUNTED).values_list("session", flat=True))
    granted = Leave.objects.granted().filter(person=leave.person_id, session__training_class=there)
    counted = set(rows.filter(mark__in=COUNTED).values_list("session", flat=True))
    lost |= set(granted.values_list("session", flat=True)) - counted
    return len(lost | {leave.session_id})


def _locked(leave: Leave) -> tuple[TrainingClass, Leave]:
    """The class and the wish under lock, as long as nobody has decided it."""
    held = locked(leave.session.training_class, ClassState.OPEN)
    rows = Leave.objects.select_for_update(of=("self",)).select_related("session")
    row = rows.get(pk=leave.pk)
    if row.state != LeaveChoice.ASKED:
        raise Refused(Refusal.WRONG_STATE)
    return held, row
