"""Who goes to a class: putting persons on its roster, and taking them off with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from people.models import Agency, Person
from training.actions.planning import locked, note, refuse_persons_taken
from training.actions.queue import application_of, move_up, places_of, settle_applications
from training.actions.refused import Refused
from training.actions.telling import tell_about
from training.models import (
    Application,
    Attendance,
    Enrolment,
    TrainingClass,
    category_of,
    has_missed_too_much,
)
from training.rules import Asked, ClassState, Refusal

BATCH = 500
UNDONE = "撤回导入"


@transaction.atomic
def enrol(
    training_class: TrainingClass,
    persons: Sequence[Person],
    *,
    actor: Person | None,
    now: datetime,
) -> list[Enrolment]:
    """Put persons (with their agencies) on the roster; those who are on it stay where they are.

    All or none; who had asked or waited for a place has one now. Raises Refused: WRONG_STATE,
    OUTSIDE_AUDIENCE and PERSON_TAKEN with names, FULL, SHARE_USED_UP with the unit.
    """
    held = locked(training_class, ClassState.PLANNED, ClassState.OPEN)
    there = set(held.enrolments.standing().values_list("person_id", flat=True))
    fresh = [person for person in persons if person.pk not in there]
    outside = [p.name for p in fresh if not held.meant_for.covers(p.agency.path)]
    if outside:
        raise Refused(Refusal.OUTSIDE_AUDIENCE, "、".join(outside[:5]))
    _refuse_without_place(held, fresh)
    windows = [session.window for session in held.sessions.all()]
    refuse_persons_taken(held, windows, [person.pk for person in fresh])
    enrolled = _entered(held, fresh, actor, now)
    if enrolled:
        settle_applications(held, [p.pk for p in fresh], actor=actor, now=now)
        if held.state == ClassState.OPEN:
            tell_about(held, "enrolled", [p.pk for p in fresh], actor=actor, now=now)
        facts = {"persons": [person.pk for person in fresh]}
        note(held, "training.enrol", facts, actor, now)
    return enrolled


@transaction.atomic
def join_class(
    training_class: TrainingClass, person: Person, *, now: datetime
) -> Enrolment | Application:
    """An officer enrols in an open class that has not begun.

    Where the class asks for approval the wish is kept until it is decided; where it is full, or
    the unit's share is used up, the officer waits. Raises Refused: WRONG_STATE, OUTSIDE_AUDIENCE,
    PERSON_TAKEN, ALREADY_ENROLLED, ALREADY_ASKED.
    """
    held = locked(training_class, ClassState.OPEN)
    if held.sessions.filter(starts_at__lte=now).exists():
        raise Refused(Refusal.WRONG_STATE)
    category = category_of(person, timezone.localdate(now))
    if not held.meant_for.is_open_to(person.agency.path, category):
        raise Refused(Refusal.OUTSIDE_AUDIENCE, person.name)
    if held.enrolments.standing().filter(person=person).exists():
        raise Refused(Refusal.ALREADY_ENROLLED)
    if application_of(held, person) is not None:
        raise Refused(Refusal.ALREADY_ASKED)
    places = places_of(held)
    has_place = places.free and places.short_share([person.agency.path]) is None
    if has_place and not held.needs_approval:
        return enrol(held, [person], actor=person, now=now)[0]
    refuse_persons_taken(held, [s.window for s in held.sessions.all()], [person.pk])
    asked = Application.objects.create(
        training_class=held,
        person=person,
        agency_id=person.agency_id,
        state=Asked.ASKED if held.needs_approval else Asked.WAITING,
        asked_at=now,
    )
    note(held, "training.ask", {"person": person.pk, "state": asked.state}, person, now)
    return asked


@transaction.atomic
def withdraw(enrolment: Enrolment, *, reason: str, actor: Person, now: datetime) -> Enrolment:
    """Take somebody off the roster; the row stays and says why. Half-days already attended count.

    Of a class that is over only those are removed who missed more of it than is allowed: that is
    known for certain with the last half-day. Raises Refused: WRONG_STATE, NOT_ENROLLED.
    """
    states = (ClassState.PLANNED, ClassState.OPEN, ClassState.FINISHED)
    held = locked(enrolment.training_class, *states)
    row = Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
    if row.withdrawn_at is not None:
        raise Refused(Refusal.NOT_ENROLLED)
    if held.state == ClassState.FINISHED and not has_missed_too_much(row):
        raise Refused(Refusal.WRONG_STATE)
    row.withdrawn_at, row.withdrawn_by_id, row.withdrawn_because = now, actor.pk, reason
    row.save(update_fields=["withdrawn_at", "withdrawn_by_id", "withdrawn_because"])
    if held.state != ClassState.PLANNED:
        tell_about(held, "withdrawn", [row.person_id], actor=actor, now=now, reason=reason)
    facts = {"person": row.person_id, "reason": reason}
    note(held, "training.withdraw", facts, actor, now)
    move_up(held, actor=actor, now=now)
    return row


def _entered(
    held: TrainingClass, fresh: Sequence[Person], actor: Person | None, now: datetime
) -> list[Enrolment]:
    by = None if actor is None else actor.pk
    rows = [
        Enrolment(
            training_class=held,
            person=person,
            agency_id=person.agency_id,
            enrolled_at=now,
            enrolled_by_id=by,
        )
        for person in fresh
    ]
    return Enrolment.objects.bulk_create(rows, batch_size=BATCH)


def _refuse_without_place(held: TrainingClass, fresh: Sequence[Person]) -> None:
    places = places_of(held)
    if len(fresh) > places.free:
        raise Refused(Refusal.FULL, str(places.free))
    short = places.short_share([person.agency.path for person in fresh]) if fresh else None
    if short is not None:
        names = Agency.objects.filter(path=short.path).values_list("name", flat=True)
        raise Refused(Refusal.SHARE_USED_UP, "".join(names))


@transaction.atomic
def take_back(enrolment: Enrolment, *, actor: Person, now: datetime) -> None:
    """Undo an enrolment that came by an import, as long as nobody's attendance hangs on it.

    Raises Refused: WRONG_STATE, HAS_ATTENDANCE, both naming the person.
    """
    name = enrolment.person.name
    marks = Attendance.objects.filter(
        person=enrolment.person_id, session__training_class=enrolment.training_class_id
    )
    if marks.exists():
        raise Refused(Refusal.HAS_ATTENDANCE, name)
    try:
        withdraw(enrolment, reason=UNDONE, actor=actor, now=now)
    except Refused as refused:
        raise Refused(refused.reason, name) from refused
