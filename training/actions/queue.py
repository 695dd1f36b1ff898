"""Places of a class: who asks, who waits, who moves up; how many there are and for whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from people.models import Agency, Person
from training import rules
from training.actions.planning import locked, note, persons_taken, refuse_small_room
from training.actions.refused import Refused
from training.actions.telling import tell_about
from training.models import Application, Enrolment, Quota, TrainingClass
from training.rules import Asked, Candidate, ClassState, Places, Refusal, Share


def places_of(held: TrainingClass) -> Places:
    """The places of a class as they are taken now. Two queries."""
    shares = held.quotas.values_list("agency__path", "seats")
    taken = held.enrolments.standing().values_list("agency__path", flat=True)
    return Places(held.capacity, tuple(Share(*one) for one in shares), tuple(taken))


def application_of(held: TrainingClass, person: Person) -> Application | None:
    """The person's open application for the class, if there is one."""
    return held.applications.open().filter(person=person).first()


def settle_applications(
    held: TrainingClass, person_ids: Sequence[int], *, actor: Person | None, now: datetime
) -> None:
    """Who has a place asks for none any more."""
    held.applications.open().filter(person__in=person_ids).update(
        state=Asked.ADMITTED, decided_at=now, decided_by_id=None if actor is None else actor.pk
    )


def move_up(held: TrainingClass, *, actor: Person | None, now: datetime) -> list[int]:
    """Give free places of an open class that has not begun to those who wait; who got one.

    Part of every deed that makes a place free; the class is locked.
    """
    begun = held.sessions.filter(starts_at__lte=now).exists()
    waiting = list(held.applications.waiting().select_related("agency"))
    if held.state != ClassState.OPEN or begun or not waiting:
        return []
    windows = [session.window for session in held.sessions.all()]
    busy = {row.person.pk for row in persons_taken(held, windows, [w.person_id for w in waiting])}
    candidates = [
        Candidate(one.person_id, one.agency.path, one.person_id not in busy) for one in waiting
    ]
    moving = rules.moving_up(candidates, places_of(held))
    agencies = {one.person_id: one.agency_id for one in waiting}
    by = None if actor is None else actor.pk
    Enrolment.objects.bulk_create(
        [
            Enrolment(
                training_class=held,
                person_id=pk,
                agency_id=agencies[pk],
                enrolled_at=now,
                enrolled_by_id=by,
            )
            for pk in moving
        ]
    )
    if moving:
        settle_applications(held, moving, actor=actor, now=now)
        tell_about(held, "moved_up", moving, actor=actor, now=now)
        note(held, "training.move_up", {"persons": moving}, actor, now)
    return moving


@transaction.atomic
def decide_application(
    application: Application, admit: bool, *, reason: str, actor: Person, now: datetime
) -> Application:
    """Approve a wish for a place, or refuse it with a reason. Who is approved gets a place if there
    is one, and waits in the order of asking if there is none.

    Raises Refused: WRONG_STATE, OWN_MATTER, ALREADY_DECIDED.
    """
    held = locked(application.training_class, ClassState.OPEN)
    if application.person_id == actor.pk:
        raise Refused(Refusal.OWN_MATTER)
    row = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if row.state != Asked.ASKED:
        raise Refused(Refusal.ALREADY_DECIDED)
    row.state = Asked.WAITING if admit else Asked.REFUSED
    row.decided_at, row.decided_by_id, row.reason = now, actor.pk, reason
    row.save(update_fields=["state", "decided_at", "decided_by_id", "reason"])
    facts = {"person": row.person_id, "state": row.state, "reason": reason}
    note(held, "training.decide_application", facts, actor, now)
    if not admit:
        tell_about(held, "refused", [row.person_id], actor=actor, now=now, reason=reason)
    elif row.person_id not in move_up(held, actor=actor, now=now):
        tell_about(held, "waiting", [row.person_id], actor=actor, now=now)
    row.refresh_from_db()
    return row


@transaction.atomic
def give_up(application: Application, *, actor: Person, now: datetime) -> None:
    """Somebody asks for no place any more. Raises Refused: WRONG_STATE, ALREADY_DECIDED."""
    held = locked(application.training_class, ClassState.OPEN)
    row = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if row.state not in (Asked.ASKED, Asked.WAITING):
        raise Refused(Refusal.ALREADY_DECIDED)
    row.state, row.decided_at, row.decided_by_id = Asked.GIVEN_UP, now, actor.pk
    row.save(update_fields=["state", "decided_at", "decided_by_id"])
    note(held, "training.give_up", {"person": row.person_id}, actor, now)


@transaction.atomic
def change_seats(
    training_class: TrainingClass, capacity: int, *, actor: Person, now: datetime
) -> TrainingClass:
    """More or fewer places; those who wait move up into new ones.

    Raises Refused: WRONG_STATE, VENUE_TOO_SMALL, FEWER_THAN_ENROLLED.
    """
    held = locked(training_class, ClassState.PLANNED, ClassState.OPEN)
    refuse_small_room(held.room, capacity)
    enrolled = held.enrolments.standing().count()
    if capacity < enrolled:
        raise Refused(Refusal.FEWER_THAN_ENROLLED, str(enrolled))
    held.capacity = capacity
    held.save(update_fields=["capacity"])
    note(held, "training.change_seats", {"seats": capacity}, actor, now)
    move_up(held, actor=actor, now=now)
    return held


@transaction.atomic
def set_quota(
    training_class: TrainingClass,
    agency: Agency,
    seats: int | None,
    *,
    actor: Person,
    now: datetime,
) -> None:
    """At most so many places for an agency and all below it; None lifts the limit.

    Raises Refused: WRONG_STATE, OUTSIDE_AUDIENCE, FEWER_THAN_ENROLLED.
    """
    held = locked(training_class, ClassState.PLANNED, ClassState.OPEN)
    if not held.meant_for.covers(agency.path):
        raise Refused(Refusal.OUTSIDE_AUDIENCE, agency.name)
    sitting = sum(path.startswith(agency.path) for path in places_of(held).taken)
    if seats is not None and seats < sitting:
        raise Refused(Refusal.FEWER_THAN_ENROLLED, str(sitting))
    if seats is None:
        held.quotas.filter(agency=agency).delete()
    else:
        Quota.objects.update_or_create(
            training_class=held, agency=agency, defaults={"seats": seats}
        )
    facts = {"agency": agency.pk, "seats": seats}
    note(held, "training.set_quota", facts, actor, now)
    move_up(held, actor=actor, now=now)
