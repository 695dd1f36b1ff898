"""Who goes to a class: putting persons on its roster, and taking them off with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from people.models import Person
from training.actions.planning import locked, note, refuse_persons_taken
from training.actions.refused import Refused
from training.models import Attendance, Enrolment, TrainingClass, category_of
from training.rules import ClassState, Refusal

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

    All or none. Raises Refused: WRONG_STATE, OUTSIDE_AUDIENCE and PERSON_TAKEN with names, FULL.
    """
    held = locked(training_class, ClassState.PLANNED, ClassState.OPEN)
    there = set(held.enrolments.standing().values_list("person_id", flat=True))
    fresh = [person for person in persons if person.pk not in there]
    outside = [p.name for p in fresh if not held.meant_for.covers(p.agency.path)]
    if outside:
        raise Refused(Refusal.OUTSIDE_AUDIENCE, "、".join(outside[:5]))
    if len(there) + len(fresh) > held.capacity:
        raise Refused(Refusal.FULL, str(held.capacity - len(there)))
    windows = [session.window for session in held.sessions.all()]
    refuse_persons_taken(held, windows, [person.pk for person in fresh])
    enrolled = Enrolment.objects.bulk_create(
        [
            Enrolment(
                training_class=held,
                person=person,
                agency_id=person.agency_id,
                enrolled_at=now,
                enrolled_by_id=None if actor is None else actor.pk,
            )
            for person in fresh
        ],
        batch_size=BATCH,
    )
    if enrolled:
        facts = {"persons": [person.pk for person in fresh]}
        note(held, "training.enrol", facts, actor, now)
    return enrolled


@transaction.atomic
def join_class(training_class: TrainingClass, person: Person, *, now: datetime) -> Enrolment:
    """An officer enrols in an open class that has not begun. Raises Refused as `enrol`, and
    ALREADY_ENROLLED."""
    held = locked(training_class, ClassState.OPEN)
    if held.sessions.filter(starts_at__lte=now).exists():
        raise Refused(Refusal.WRONG_STATE)
    category = category_of(person, timezone.localdate(now))
    if not held.meant_for.is_open_to(person.agency.path, category):
        raise Refused(Refusal.OUTSIDE_AUDIENCE, person.name)
    enrolled = enrol(held, [person], actor=person, now=now)
    if not enrolled:
        raise Refused(Refusal.ALREADY_ENROLLED)
    return enrolled[0]


@transaction.atomic
def withdraw(enrolment: Enrolment, *, reason: str, actor: Person, now: datetime) -> Enrolment:
    """Take somebody off the roster; the row stays and says why. Half-days already attended count.

    Raises Refused: WRONG_STATE, NOT_ENROLLED.
    """
    held = locked(enrolment.training_class, ClassState.PLANNED, ClassState.OPEN)
    row = Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
    if row.withdrawn_at is not None:
        raise Refused(Refusal.NOT_ENROLLED)
    row.withdrawn_at, row.withdrawn_by_id, row.withdrawn_because = now, actor.pk, reason
    row.save(update_fields=["withdrawn_at", "withdrawn_by_id", "withdrawn_because"])
    facts = {"person": row.person_id, "reason": reason}
    note(held, "training.withdraw", facts, actor, now)
    return row


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
