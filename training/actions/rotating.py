"""轮训: laying down a rotation, having it proposed, moving persons, publishing it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from journal import actions as journal
from people.actions.agencies import lock_tree
from people.models import Agency, Person
from training import proof
from training.actions.planning import open_class
from training.actions.refused import Refused
from training.actions.roster import BATCH, enrol, withdraw
from training.models import (
    Enrolment,
    Rotation,
    RotationBar,
    RotationSeat,
    RotationState,
    Session,
    TrainingClass,
    cycle_of,
    who_is_to_go,
)
from training.rules import ClassState, Refusal
from training.rules.batches import Cycle, findings, obstacles

MOST_NAMED = 5
MOVED = "轮训调整到“%(title)s”"


@dataclass(frozen=True)
class RotationTerms:
    """What is laid down of a rotation. An empty category means everybody at work."""

    title: str
    agency: Agency
    category: str
    one_in: int
    classes: Sequence[TrainingClass]


@dataclass(frozen=True)
class BarTerms:
    """Days on which a person cannot go, or without one nobody of the agency's subtree."""

    agency: Agency
    person: Person | None
    first_day: date
    last_day: date
    reason: str


@transaction.atomic
def add_rotation(terms: RotationTerms, *, actor: Person, now: datetime) -> Rotation:
    """Lay down a rotation; nobody is placed yet."""
    made = Rotation.objects.create(
        title=terms.title,
        agency=terms.agency,
        category=terms.category,
        one_in=terms.one_in,
        made_at=now,
        moved_at=now,
        made_by_id=actor.pk,
    )
    made.classes.set(terms.classes)
    facts = {"title": made.title, "classes": [c.pk for c in terms.classes]}
    _note(made, "training.add_rotation", facts, actor.pk, now)
    return made


@transaction.atomic
def change_rotation(
    rotation: Rotation, terms: RotationTerms, *, actor: Person, now: datetime
) -> Rotation:
    """Change what is laid down, before it is published; the agency stays.

    What was proposed stands as far as it can: who goes to a class that is taken out has no place,
    who is not meant any more leaves, who has come stands without a place. Raises Refused:
    WRONG_STATE.
    """
    held = _locked(rotation, RotationState.DRAFT, RotationState.PROPOSED)
    held.title, held.category, held.one_in = terms.title, terms.category, terms.one_in
    held.conflicts, held.moved_at = [], now
    held.save(update_fields=["title", "category", "one_in", "conflicts", "moved_at"])
    held.classes.set(terms.classes)
    if held.state == RotationState.PROPOSED:
        _fit_seats(held, now)
    facts = {"title": held.title, "classes": [c.pk for c in terms.classes]}
    _note(held, "training.change_rotation", facts, actor.pk, now)
    return held


def _fit_seats(held: Rotation, now: datetime) -> None:
    """The seats of a proposal after its terms have changed."""
    meant = set(who_is_to_go(held, timezone.localdate(now)).values_list("pk", flat=True))
    held.seats.exclude(person__in=meant).delete()
    held.seats.exclude(training_class__in=held.classes.all()).update(training_class=None)
    there = set(held.seats.values_list("person_id", flat=True))
    fresh = [RotationSeat(rotation=held, person_id=pk) for pk in sorted(meant - there)]
    RotationSeat.objects.bulk_create(fresh, batch_size=BATCH)


@transaction.atomic
def bar_days(rotation: Rotation, terms: BarTerms, *, actor: Person, now: datetime) -> RotationBar:
    """Keep days free. What is proposed already has to be proposed anew. Raises Refused:
    WRONG_STATE."""
    held = _locked(rotation, RotationState.DRAFT, RotationState.PROPOSED)
    made = RotationBar.objects.create(
        rotation=held,
        agency=terms.agency,
        person=terms.person,
        first_day=terms.first_day,
        last_day=terms.last_day,
        reason=terms.reason,
        made_by_id=actor.pk,
    )
    _note(held, "training.bar_days", _plain(made), actor.pk, now)
    return made


@transaction.atomic
def lift_bar(bar: RotationBar, *, actor: Person, now: datetime) -> None:
    """Give the days free again. Raises Refused: WRONG_STATE."""
    held = _locked(bar.rotation, RotationState.DRAFT, RotationState.PROPOSED)
    facts = _plain(bar)
    bar.delete()
    _note(held, "training.lift_bar", facts, actor.pk, now)


@transaction.atomic
def ask_for_rotation(
    rotation: Rotation, step: RotationState, *, actor: Person, now: datetime
) -> Rotation:
    """Have the rotation proposed (WORKING) or published (PUBLISHING) by a job.

    A job that was lost may be asked for again. Raises Refused: WRONG_STATE, and
    UNFIT_ROTATION where what is to be published leaves somebody over.
    """
    held = _locked(rotation)
    ready = [RotationState.PROPOSED]
    if step == RotationState.WORKING:
        ready.append(RotationState.DRAFT)
    if held.state not in ready and not (held.state == step and held.is_lost(now)):
        raise Refused(Refusal.WRONG_STATE)
    if step == RotationState.PUBLISHING:
        _refuse_unfit(held, now)
    held.state, held.asked_by_id, held.moved_at = step, actor.pk, now
    held.done, held.total, held.refusal, held.refusal_about = 0, 0, "", ""
    names = ["state", "asked_by_id", "moved_at", "done", "total", "refusal", "refusal_about"]
    held.save(update_fields=names)
    _note(held, "training.ask_for_rotation", {"step": step.value}, actor.pk, now)
    return held


def run_proposal(rotation: Rotation, *, now: datetime) -> None:
    """Place everybody, or name what makes it impossible. Does nothing unless it is asked for, so a
    job delivered twice is harmless; moves made by hand before are given up."""
    if rotation.state != RotationState.WORKING:
        return
    cycle = cycle_of(rotation, who_is_to_go(rotation, timezone.localdate(now)))

    def told(done: int, total: int) -> None:
        Rotation.objects.filter(pk=rotation.pk).update(done=done, total=total)

    told(0, len(cycle.members))
    answer = proof.plan(cycle, told)
    _enter(rotation, cycle, answer, now)


@transaction.atomic
def _enter(rotation: Rotation, cycle: Cycle, answer: proof.Answer, now: datetime) -> None:
    held = _locked(rotation, RotationState.WORKING)
    held.seats.all().delete()
    allotment = answer.proposal.allotment
    seats = [
        RotationSeat(
            rotation=held,
            person_id=member.person_id,
            training_class_id=allotment.get(member.person_id),
        )
        for member in cycle.members
    ]
    RotationSeat.objects.bulk_create(seats, batch_size=BATCH)
    held.state, held.moved_at = RotationState.PROPOSED, now
    held.done, held.total = len(allotment), len(seats)
    held.conflicts = _named(answer.conflicts)
    held.save(update_fields=["state", "moved_at", "done", "total", "conflicts"])
    facts = {"persons": held.total, "placed": held.done}
    _note(held, "training.propose_rotation", facts, held.asked_by_id, now)


@transaction.atomic
def move_seat(
    seat: RotationSeat, training_class: TrainingClass, *, actor: Person, now: datetime
) -> RotationSeat:
    """Send one person to another class of the rotation. Once it is published the rosters follow and
    the person is told.

    Raises Refused: WRONG_STATE, also where one of the two classes has begun, and BREAKS_ROTATION
    where places, days or the unit's share would be broken.
    """
    held = _locked(seat.rotation, RotationState.PROPOSED, RotationState.PUBLISHED)
    cycle, allotment = proposed(held, timezone.localdate(now))
    member = next((m for m in cycle.members if m.person_id == seat.person_id), None)
    batch = next((b for b in cycle.batches if b.class_id == training_class.pk), None)
    if member is None or batch is None or obstacles(cycle, allotment, member, batch):
        raise Refused(Refusal.BREAKS_ROTATION)
    facts = {"person": seat.person_id, "from": seat.training_class_id, "to": training_class.pk}
    if held.state == RotationState.PUBLISHED:
        _move_enrolment(seat, training_class, actor, now)
    seat.training_class, seat.moved_by_id = training_class, actor.pk
    seat.save(update_fields=["training_class", "moved_by_id"])
    if held.conflicts and not held.seats.filter(training_class__isnull=True).exists():
        held.conflicts = []
        held.save(update_fields=["conflicts"])
    _note(held, "training.move_seat", facts, actor.pk, now)
    return seat


def _move_enrolment(seat: RotationSeat, goal: TrainingClass, actor: Person, now: datetime) -> None:
    """The rosters follow a move after publication; both classes have still to begin."""
    before = seat.training_class
    both = [goal.pk] if before is None else [goal.pk, before.pk]
    if Session.objects.filter(training_class__in=both, starts_at__lte=now).exists():
        raise Refused(Refusal.WRONG_STATE)
    standing = Enrolment.objects.standing().filter(person=seat.person_id, training_class=before)
    row = standing.select_related("training_class").first()
    if row is not None:
        withdraw(row, reason=MOVED % {"title": goal.title}, actor=actor, now=now)
    enrol(goal, [seat.person], actor=actor, now=now)


def publish(rotation: Rotation, *, now: datetime) -> None:
    """Put everybody on the rosters, open the classes and tell whom it concerns: all or nothing.

    What forbids it is kept with the rotation, which then waits as before.
    """
    if rotation.state != RotationState.PUBLISHING:
        return
    try:
        _publish(rotation, now)
    except Refused as refused:
        give_back(rotation, refused.reason, refused.about, now=now)


@transaction.atomic
def _publish(rotation: Rotation, now: datetime) -> None:
    lock_tree()
    held = _locked(rotation, RotationState.PUBLISHING)
    list(held.classes.select_for_update(of=("self",)).order_by("pk"))  # all before any person
    _refuse_unfit(held, now)
    actor = Person.objects.get(pk=held.asked_by_id or 0)
    going: defaultdict[int | None, list[Person]] = defaultdict(list)
    for seat in held.seats.select_related("person__agency"):
        going[seat.training_class_id].append(seat.person)
    for found in held.classes.all():
        enrol(found, going[found.pk], actor=actor, now=now)
        if found.state == ClassState.PLANNED:
            open_class(found, actor=actor, now=now)
    held.state, held.moved_at = RotationState.PUBLISHED, now
    held.save(update_fields=["state", "moved_at"])
    facts = {"persons": sum(map(len, going.values()))}
    _note(held, "training.publish_rotation", facts, actor.pk, now)


@transaction.atomic
def give_back(rotation: Rotation, reason: Refusal, about: str = "", *, now: datetime) -> None:
    """A job that could not do its work gives the rotation back, with the reason."""
    held = _locked(rotation)
    if not held.is_under_way:
        return
    publishing = held.state == RotationState.PUBLISHING or held.seats.exists()
    held.state = RotationState.PROPOSED if publishing else RotationState.DRAFT
    held.refusal, held.refusal_about, held.moved_at = reason, about[:300], now
    held.save(update_fields=["state", "refusal", "refusal_about", "moved_at"])


def proposed(rotation: Rotation, day: date) -> tuple[Cycle, dict[int, int]]:
    """The rotation with everybody in it on the day, and who goes where."""
    seats = dict(rotation.seats.values_list("person", "training_class"))
    persons = Person.objects.with_main_post(day).filter(rotation_seats__rotation=rotation)
    allotment = {person: place for person, place in seats.items() if place is not None}
    return cycle_of(rotation, persons), allotment


def _refuse_unfit(held: Rotation, now: datetime) -> None:
    """Refused (UNFIT_ROTATION, with names) where anything is wrong with it today, or somebody has
    come who is not in it."""
    day = timezone.localdate(now)
    cycle, allotment = proposed(held, day)
    wrong = [one.person_id for one in findings(cycle, allotment)]
    known = {member.person_id for member in cycle.members}
    fresh = who_is_to_go(held, day).exclude(pk__in=known).values_list("pk", flat=True)
    named = [pk for pk in wrong if pk is not None] + list(fresh)
    if wrong or named or not known:
        names = Person.objects.filter(pk__in=named[:MOST_NAMED]).values_list("name", flat=True)
        raise Refused(Refusal.UNFIT_ROTATION, "、".join(names))


def _named(conflicts: Sequence[proof.Conflict]) -> list[dict[str, Any]]:
    """Conflicts with the names of units and classes, as the rotation keeps them."""
    paths = {unit for one in conflicts for unit in one.units}
    units = dict(Agency.objects.filter(path__in=paths).values_list("path", "name"))
    ids = {pk for one in conflicts for pk in one.class_ids}
    titles = dict(TrainingClass.objects.filter(pk__in=ids).values_list("pk", "title"))
    return [
        {
            "units": [units[path] for path in one.units],
            "wanted": one.wanted,
            "most": one.most,
            "short": one.wanted - one.most,
            "classes": [titles[pk] for pk in one.class_ids],
            "days": sorted({day.isoformat() for _unit, day in one.days}),
        }
        for one in conflicts
    ]


def _plain(bar: RotationBar) -> dict[str, Any]:
    return {
        "agency": bar.agency_id,
        "person": bar.person_id,
        "first_day": bar.first_day.isoformat(),
        "last_day": bar.last_day.isoformat(),
        "reason": bar.reason,
    }


def _locked(rotation: Rotation, *states: RotationState) -> Rotation:
    """The rotation under lock, in one of the states where any are named; else Refused
    (WRONG_STATE)."""
    rows = Rotation.objects.select_for_update(of=("self",)).select_related("agency")
    held = rows.get(pk=rotation.pk)
    if states and held.state not in states:
        raise Refused(Refusal.WRONG_STATE)
    return held


def _note(
    rotation: Rotation, act: str, facts: dict[str, Any], actor_id: int | None, now: datetime
) -> None:
    subject = f"training.rotation:{rotation.pk}"
    journal.record(actor_id, act, subject, facts, agency_id=rotation.agency_id, now=now)
