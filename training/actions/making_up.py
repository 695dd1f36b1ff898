"""Making up for a missed half-day: who missed it is told, takes a seat, or gives it up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from notices.actions import Message, tell
from people.models import Person
from training.actions.planning import locked, note, refuse_persons_taken
from training.actions.refused import Refused
from training.actions.telling import said_of
from training.models import (
    Attendance,
    MakeUp,
    Session,
    TrainingClass,
    category_of,
    listed_at,
    makeups_among,
    open_classes,
    taught_in,
)
from training.rules import COUNTED, ClassState, Refusal


@transaction.atomic
def make_up(missed: Attendance, session: Session, *, person: Person, now: datetime) -> MakeUp:
    """Take a seat at a half-day to come with the content of one that was missed.

    Raises Refused: WRONG_STATE, OUTSIDE_AUDIENCE, ALREADY_ENROLLED, ALREADY_MADE_UP, FULL,
    PERSON_TAKEN.
    """
    held = locked(session.training_class, ClassState.OPEN)
    coming = held.sessions.get(pk=session.pk)
    coming.training_class = held
    row = Attendance.objects.select_related("session__training_class").get(pk=missed.pk)
    _refuse_unfit(row, coming, person, now)
    listed = listed_at(coming)
    if person.pk in listed:
        raise Refused(Refusal.ALREADY_ENROLLED)
    if len(listed) >= held.capacity:
        raise Refused(Refusal.FULL, "0")
    refuse_persons_taken(held, [coming.window], [person.pk])
    if MakeUp.objects.standing().filter(person=person, missed=row.session_id).exists():
        raise Refused(Refusal.ALREADY_MADE_UP)
    made = MakeUp.objects.create(
        person=person,
        agency_id=person.agency_id,
        missed=row.session,
        session=coming,
        asked_at=now,
    )
    facts = {"session": coming.pk, "missed": row.session_id}
    note(held, "training.make_up", facts, person, now)
    return made


@transaction.atomic
def give_up_make_up(seat: MakeUp, *, actor: Person, now: datetime) -> MakeUp:
    """Give the seat up before its half-day begins. Raises Refused: WRONG_STATE."""
    held = locked(seat.session.training_class, ClassState.OPEN)
    row = MakeUp.objects.select_for_update(of=("self",)).select_related("session").get(pk=seat.pk)
    if row.given_up_at is not None or row.session.starts_at <= now:
        raise Refused(Refusal.WRONG_STATE)
    row.given_up_at = now
    row.save(update_fields=["given_up_at"])
    note(held, "training.give_up_make_up", {"session": row.session_id}, actor, now)
    return row


def offer_make_up(
    session: Session, person_ids: Iterable[int], *, actor: Person | None, now: datetime
) -> int:
    """Tell those who missed a half-day of the first one with its content that is meant for them;
    how many were told. Part of closing it.

    The demonstration's own deeds (no actor) tell nobody.
    """
    missed = list(person_ids)
    if actor is None or not missed:
        return 0
    offers = makeups_among([session], open_classes(), now).get(session.pk, [])
    if not offers:
        return 0
    told, day = 0, timezone.localdate(now)
    for person in Person.objects.filter(pk__in=missed).select_related("agency"):
        category = category_of(person, day)
        fits = [one for one in offers if _is_meant_for(one.training_class, person, category)]
        if fits:
            said = said_of(fits[0]) | {"missed": session.topic}
            said |= {"title": fits[0].training_class.title}
            message = Message("training.make_up", said, reverse("training:hours"))
            tell([person.pk], message, now=now)
            told += 1
    return told


def _refuse_unfit(missed: Attendance, coming: Session, person: Person, now: datetime) -> None:
    """Refused where nothing was missed, the half-day has begun, or it is not for this person."""
    is_missed = missed.person_id == person.pk and missed.superseded_at is None
    if not is_missed or missed.mark in COUNTED or missed.session.closed_at is None:
        raise Refused(Refusal.WRONG_STATE)
    if coming.starts_at <= now:
        raise Refused(Refusal.WRONG_STATE)
    same = taught_in(coming).makes_up_for(taught_in(missed.session))
    category = category_of(person, timezone.localdate(now))
    if not same or not _is_meant_for(coming.training_class, person, category):
        raise Refused(Refusal.OUTSIDE_AUDIENCE, person.name)


def _is_meant_for(held: TrainingClass, person: Person, category: str | None) -> bool:
    return held.meant_for.is_open_to(person.agency.path, category)
