"""Planning a class: its terms, its half-days, opening and cancelling it.

What takes a room or a trainer for a time waits for its like over the whole city (`lock_tree`,
before the class), and who enrols a person waits for who else does: looking and booking are one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from journal import actions as journal
from people.actions.agencies import lock_tree
from people.models import Agency, Person
from statutes.models import Statute
from training.actions.refused import Refused
from training.actions.telling import roster_ids, said_of, tell_about
from training.models import (
    Course,
    Enrolment,
    FormChoice,
    MakeUp,
    PlanItem,
    Session,
    Trainer,
    TrainingClass,
    Venue,
    listed_at,
)
from training.models.engaged import Engaged, engaged_at
from training.rules import Asked, ClassState, PlanState, Refusal, Window

NUMBER_DIGITS = 4


@dataclass(frozen=True)
class ClassTerms:
    """What is laid down of a class. An empty category means everybody in the audience; a `room`
    of the catalogue gives the venue its name; `plan_item` is what the class carries out."""

    agency: Agency
    audience: Agency
    title: str
    kind: str
    category: str
    venue: str
    capacity: int
    course: Course | None = None
    room: Venue | None = None
    needs_approval: bool = False
    plan_item: PlanItem | None = None


@dataclass(frozen=True)
class SessionTerms:
    """What is laid down of a half-day."""

    topic: str
    trainer: str
    window: Window
    statute: Statute | None = None
    subject: str = ""
    lecturer: Trainer | None = None
    domain: str = ""


@transaction.atomic
def add_class(terms: ClassTerms, *, actor: Person | None, now: datetime) -> TrainingClass:
    """Plan a class. It gets the next number of the year and is open to nobody yet.

    Raises Refused: VENUE_TOO_SMALL; WRONG_STATE for an item that is not approved.
    """
    refuse_small_room(terms.room, terms.capacity)
    _refuse_unapproved(terms.plan_item)
    made = TrainingClass.objects.create(
        number=_next_number(now),
        made_by_id=None if actor is None else actor.pk,
        made_at=now,
        **_columns(terms),
    )
    facts = {"title": made.title}
    facts |= {"item": terms.plan_item.title} if terms.plan_item else {}
    note(made, "training.add_class", facts, actor, now)
    return made


@transaction.atomic
def change_class(
    training_class: TrainingClass, terms: ClassTerms, *, actor: Person, now: datetime
) -> TrainingClass:
    """Change a class before it is opened. Raises Refused: WRONG_STATE, VENUE_TAKEN,
    VENUE_TOO_SMALL."""
    lock_tree()
    held = locked(training_class, ClassState.PLANNED)
    refuse_small_room(terms.room, terms.capacity)
    columns = _columns(terms) | {"plan_item": terms.plan_item or held.plan_item}
    for session in held.sessions.all():
        _refuse_venue_taken(columns["venue"], session.window, held)
    for name, value in columns.items():
        setattr(held, name, value)
    held.save(update_fields=list(columns))
    note(held, "training.change_class", {"title": held.title}, actor, now)
    return held


@transaction.atomic
def open_class(
    training_class: TrainingClass, *, actor: Person | None, now: datetime
) -> TrainingClass:
    """Open a class for enrolment. Raises Refused: WRONG_STATE, NO_SESSION, VENUE_TAKEN."""
    lock_tree()
    held = locked(training_class, ClassState.PLANNED)
    sessions = list(held.sessions.all())
    if not sessions:
        raise Refused(Refusal.NO_SESSION)
    for session in sessions:
        _refuse_venue_taken(held.venue, session.window, held)
    held.state = ClassState.OPEN
    held.save(update_fields=["state"])
    tell_about(held, "enrolled", roster_ids(held), actor=actor, now=now)
    note(held, "training.open_class", {"sessions": len(sessions)}, actor, now)
    return held


@transaction.atomic
def cancel_class(
    training_class: TrainingClass, *, reason: str, actor: Person, now: datetime
) -> TrainingClass:
    """Cancel a class that has not booked any hours; who is on its roster or waits is told.

    Raises Refused: WRONG_STATE, HAS_ATTENDANCE.
    """
    held = locked(training_class, ClassState.PLANNED, ClassState.OPEN)
    if held.sessions.filter(closed_at__isnull=False).exists():
        raise Refused(Refusal.HAS_ATTENDANCE)
    was_open = held.state == ClassState.OPEN
    held.state, held.cancelled_because = ClassState.CANCELLED, reason
    held.sequence += 1
    held.save(update_fields=["state", "cancelled_because", "sequence"])
    asking = held.applications.open()
    if was_open:
        whom = [*roster_ids(held), *asking.values_list("person_id", flat=True)]
        seats = MakeUp.objects.standing().filter(session__training_class=held)
        whom += set(seats.values_list("person_id", flat=True)) - set(whom)
        tell_about(held, "cancelled", whom, actor=actor, now=now, reason=reason)
    asking.update(state=Asked.LAPSED, decided_at=now)
    note(held, "training.cancel_class", {"reason": reason}, actor, now)
    return held


@transaction.atomic
def add_session(
    training_class: TrainingClass, terms: SessionTerms, *, actor: Person | None, now: datetime
) -> Session:
    """Add a half-day. Raises Refused: WRONG_STATE, NOT_A_HALF_DAY, SESSIONS_OVERLAP, VENUE_TAKEN,
    TRAINER_TAKEN, PERSON_TAKEN."""
    lock_tree()
    held = locked(training_class, ClassState.PLANNED, ClassState.OPEN)
    _check_window(held, terms, None)
    session = Session.objects.create(training_class=held, **_lesson(terms))
    if held.state == ClassState.OPEN:
        whom = roster_ids(held)
        tell_about(held, "session_added", whom, actor=actor, now=now, **said_of(session))
    note(held, "training.add_session", _plain(session), actor, now)
    return session


@transaction.atomic
def change_session(
    session: Session, terms: SessionTerms, *, actor: Person, now: datetime
) -> Session:
    """Change a half-day for which nobody's attendance is entered yet; the roster is told.

    Raises as `add_session`, and HAS_ATTENDANCE.
    """
    lock_tree()
    held = locked(session.training_class, ClassState.PLANNED, ClassState.OPEN)
    if session.attendance.exists():
        raise Refused(Refusal.HAS_ATTENDANCE)
    _check_window(held, terms, session)
    for name, value in _lesson(terms).items():
        setattr(session, name, value)
    session.sequence += 1
    session.save(update_fields=[*_lesson(terms), "sequence"])
    if held.state == ClassState.OPEN:
        whom = list(listed_at(session))
        tell_about(held, "session_changed", whom, actor=actor, now=now, **said_of(session))
    note(held, "training.change_session", _plain(session), actor, now)
    return session


@transaction.atomic
def remove_session(session: Session, *, actor: Person, now: datetime) -> None:
    """Take a half-day out of a class that is not opened yet. Raises Refused: WRONG_STATE."""
    held = locked(session.training_class, ClassState.PLANNED)
    facts = _plain(session)
    session.delete()
    note(held, "training.remove_session", facts, actor, now)


def locked(training_class: TrainingClass, *states: ClassState) -> TrainingClass:
    """The class under lock, as long as it is in one of the states; else Refused (WRONG_STATE)."""
    rows = TrainingClass.objects.select_for_update(of=("self",))
    held = rows.select_related("agency", "audience", "room").get(pk=training_class.pk)
    if held.state not in states:
        raise Refused(Refusal.WRONG_STATE)
    return held


def note(
    training_class: TrainingClass,
    act: str,
    facts: dict[str, Any],
    actor: Person | None,
    now: datetime,
) -> None:
    """Record a deed on a class in the journal of its organiser."""
    journal.record(
        None if actor is None else actor.pk,
        act,
        f"training.trainingclass:{training_class.pk}",
        facts,
        agency_id=training_class.agency_id,
        now=now,
    )


def refuse_persons_taken(
    training_class: TrainingClass, windows: list[Window], person_ids: list[int]
) -> None:
    """Refused (PERSON_TAKEN, with names) where one of the persons is elsewhere at the time."""
    taken = persons_taken(training_class, windows, person_ids)
    named = [f"{one.person.name}（{one.training_class.title}）" for one in taken[:5]]
    if named:
        raise Refused(Refusal.PERSON_TAKEN, "、".join(named))


def persons_taken(
    training_class: TrainingClass, windows: list[Window], person_ids: list[int]
) -> list[Engaged]:
    """Who of the persons is elsewhere at one of the times: on a roster, to make something up, to
    teach. The persons are held until the deed is done."""
    if not windows or not person_ids:
        return []
    _hold(person_ids)
    return engaged_at(windows, person_ids, but=training_class)


def _hold(person_ids: Iterable[int]) -> None:
    """Hold persons, after their class and in order of their keys: looking and booking are one."""
    rows = Person.objects.select_for_update(no_key=True).filter(pk__in=list(person_ids))
    list(rows.order_by("pk").values_list("pk", flat=True))


def _check_window(held: TrainingClass, terms: SessionTerms, but: Session | None) -> None:
    window = terms.window
    if not window.is_half_day:
        raise Refused(Refusal.NOT_A_HALF_DAY)
    others = held.sessions.exclude(pk=but.pk) if but else held.sessions.all()
    if others.overlapping(window).exists():
        raise Refused(Refusal.SESSIONS_OVERLAP)
    _refuse_venue_taken(held.venue, window, held)
    due = list(listed_at(but) if but else roster_ids(held))
    if terms.lecturer is not None:
        _hold({*due, terms.lecturer.person_id or 0})
        _refuse_trainer_taken(terms.lecturer, window, but)
    refuse_persons_taken(held, [window], due)


def _refuse_venue_taken(venue: str, window: Window, but: TrainingClass) -> None:
    rows = Session.objects.taking_place().exclude(training_class=but).overlapping(window)
    taken = rows.filter(training_class__venue=venue).select_related("training_class").first()
    if taken is not None:
        raise Refused(Refusal.VENUE_TAKEN, taken.training_class.title)


def _refuse_trainer_taken(lecturer: Trainer, window: Window, but: Session | None) -> None:
    """Refused (TRAINER_TAKEN) where the trainer teaches elsewhere at the time, or, being an officer
    of the city, is on the roster of a class that meets then or makes something up."""
    meeting = Session.objects.taking_place().overlapping(window)
    meeting = meeting.exclude(pk=but.pk) if but else meeting
    there = Q(lecturer=lecturer)
    if lecturer.person_id is not None:
        enrolled = Enrolment.objects.standing().filter(person=lecturer.person_id)
        there |= Q(training_class__in=enrolled.values("training_class"))
        seats = MakeUp.objects.standing().filter(person=lecturer.person_id)
        there |= Q(pk__in=seats.values("session"))
    found = meeting.filter(there).select_related("training_class").first()
    if found is not None:
        about = f"{lecturer.name}（{found.training_class.title}：{found.topic}）"
        raise Refused(Refusal.TRAINER_TAKEN, about)


def refuse_small_room(room: Venue | None, capacity: int) -> None:
    """Refused (VENUE_TOO_SMALL) where the room has fewer seats."""
    if room is not None and capacity > room.capacity:
        raise Refused(Refusal.VENUE_TOO_SMALL, str(room.capacity))


def _refuse_unapproved(item: PlanItem | None) -> None:
    if item is None:
        return
    rows = PlanItem.objects.standing().filter(pk=item.pk, form=FormChoice.CLASS)
    if not rows.filter(plan__state=PlanState.APPROVED).exists():
        raise Refused(Refusal.WRONG_STATE)


def _next_number(now: datetime) -> str:
    """2026-0001: the next of the year, counted over the city while others wait."""
    year = timezone.localdate(now).year
    lock_tree()
    numbers = TrainingClass.objects.filter(number__startswith=f"{year}-")
    last = numbers.order_by("-number").values_list("number", flat=True).first()
    following = int(last.split("-")[1]) + 1 if last else 1
    return f"{year}-{following:0{NUMBER_DIGITS}d}"


def _columns(terms: ClassTerms) -> dict[str, Any]:
    columns = {name: getattr(terms, name) for name in ClassTerms.__dataclass_fields__}
    return columns | ({"venue": terms.room.name} if terms.room else {})


def _lesson(terms: SessionTerms) -> dict[str, Any]:
    """A half-day's columns; a trainer of the catalogue gives the name."""
    return {
        "topic": terms.topic,
        "trainer": terms.lecturer.name if terms.lecturer else terms.trainer,
        "lecturer": terms.lecturer,
        "statute": terms.statute,
        "subject": terms.subject,
        "domain": terms.domain,
        "starts_at": terms.window.starts_at,
        "ends_at": terms.window.ends_at,
    }


def _plain(session: Session) -> dict[str, str]:
    return {
        "topic": session.topic,
        "starts_at": session.starts_at.isoformat(),
        "ends_at": session.ends_at.isoformat(),
    }
