"""Attendance: who was there at a half-day, and the lines of the ledger that follow from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Sum

from people.models import Person
from training import rules
from training.actions.booking import append, conversion_for, counter_entry
from training.actions.making_up import offer_make_up
from training.actions.planning import locked, note
from training.actions.refused import Refused
from training.actions.telling import tell_about
from training.models import (
    Attendance,
    Conversion,
    LedgerEntry,
    Session,
    SourceChoice,
    TrainingClass,
    listed_at,
    undecided_at,
)
from training.rules import COUNTED, ClassState, Mark, Refusal

BATCH = 500
DAY_IS_FULL = "当日学时已达一天的上限"


@transaction.atomic
def take_attendance(
    session: Session, marks: Mapping[int, Mark], *, actor: Person | None, now: datetime
) -> int:
    """Enter marks by person's id before the half-day is closed; how many were new or changed.

    The same mark twice changes nothing; a changed one supersedes the one before.
    Raises Refused: WRONG_STATE, TOO_EARLY, NOT_ENROLLED.
    """
    held = locked_session(session)
    if held.closed_at is not None:
        raise Refused(Refusal.WRONG_STATE)
    if now < held.starts_at:
        raise Refused(Refusal.TOO_EARLY)
    if marks.keys() - listed_at(held):
        raise Refused(Refusal.NOT_ENROLLED)
    current = {row.person_id: row for row in held.attendance.current()}
    changed = {
        person_id: mark
        for person_id, mark in marks.items()
        if person_id not in current or current[person_id].mark != mark
    }
    stale = [current[person_id].pk for person_id in changed if person_id in current]
    Attendance.objects.filter(pk__in=stale).update(superseded_at=now)
    Attendance.objects.bulk_create(
        [_mark(held, person_id, mark, actor, now) for person_id, mark in changed.items()],
        batch_size=BATCH,
    )
    if changed:
        facts = {"session": held.pk, "marks": {str(pk): m for pk, m in sorted(changed.items())}}
        note(held.training_class, "training.take_attendance", facts, actor, now)
    return len(changed)


@transaction.atomic
def decide_mark(
    session: Session, person: Person, mark: Mark, *, reason: str, actor: Person, now: datetime
) -> Attendance:
    """Say which of two accounts of somebody holds, before the half-day is closed.

    Both stay; the new mark supersedes the one before. Raises Refused: WRONG_STATE, TOO_EARLY,
    NOT_ENROLLED, OWN_MATTER.
    """
    held = locked_session(session)
    if person.pk == actor.pk:
        raise Refused(Refusal.OWN_MATTER)
    if held.closed_at is not None:
        raise Refused(Refusal.WRONG_STATE)
    if now < held.starts_at:
        raise Refused(Refusal.TOO_EARLY)
    if person.pk not in listed_at(held):
        raise Refused(Refusal.NOT_ENROLLED)
    held.attendance.current().filter(person=person).update(superseded_at=now)
    fresh = _mark(held, person.pk, mark, actor, now)
    fresh.reason = reason
    fresh.save(force_insert=True)
    facts = {"session": held.pk, "person": person.pk, "mark": mark, "reason": reason}
    note(held.training_class, "training.decide_mark", facts, actor, now)
    return fresh


@transaction.atomic
def take_back_marks(rows: Sequence[Attendance], *, actor: Person, now: datetime) -> None:
    """Undo marks that came by an import, as long as they stand and their half-days are not closed.

    Raises Refused: HAS_ATTENDANCE, naming the person.
    """
    for session_id in sorted({row.session_id for row in rows}):
        some = [row for row in rows if row.session_id == session_id]
        held = locked_session(some[0].session)
        fresh = held.attendance.current().in_bulk([row.pk for row in some])
        gone = [row for row in some if row.pk not in fresh]
        if held.closed_at is not None or gone:
            raise Refused(Refusal.HAS_ATTENDANCE, (gone or some)[0].person.name)
        Attendance.objects.filter(pk__in=fresh).update(superseded_at=now)
        facts = {"session": held.pk, "persons": sorted(row.person_id for row in some)}
        note(held.training_class, "training.take_back_marks", facts, actor, now)


@transaction.atomic
def close_session(session: Session, *, actor: Person | None, now: datetime) -> list[LedgerEntry]:
    """Confirm a half-day's attendance and book one line for each who was there.

    Closing twice books nothing more. With its last half-day the class is finished.
    Where marks and codes differ somebody decides first. Raises Refused: WRONG_STATE, TOO_EARLY,
    NO_ROSTER, UNMARKED, UNDECIDED, NO_CONVERSION.
    """
    held = locked_session(session)
    if held.closed_at is not None:
        return []
    if now < held.ends_at:
        raise Refused(Refusal.TOO_EARLY)
    marks = {row.person_id: Mark(row.mark) for row in held.attendance.current()}
    _refuse_unmarked(held, marks)
    undecided = undecided_at(held, now)
    if undecided:
        raise Refused(Refusal.UNDECIDED, str(undecided))
    held.closed_at, held.closed_by_id = now, None if actor is None else actor.pk
    held.save(update_fields=["closed_at", "closed_by_id"])
    present = [person_id for person_id, mark in marks.items() if mark in COUNTED]
    booked = _book(held, present, held.closed_by_id, now)
    missed = marks.keys() - set(present)
    offer_make_up(held, missed, actor=actor, now=now)
    training_class = held.training_class
    if not training_class.sessions.filter(closed_at__isnull=True).exists():
        training_class.state = ClassState.FINISHED
        training_class.save(update_fields=["state"])
        _ask_opinions(training_class, actor, now)
    facts = {
        "session": held.pk,
        "persons": len(marks),
        "booked": len(booked),
        "head": booked[-1].hash if booked else "",
    }
    note(training_class, "training.close_session", facts, actor, now)
    return booked


@transaction.atomic
def correct_attendance(
    attendance: Attendance, mark: Mark, *, reason: str, actor: Person, now: datetime
) -> Attendance:
    """Say what really was seen at a closed half-day; the ledger follows in the same transaction.

    Raises Refused: OWN_MATTER, WRONG_STATE, SAME_MARK.
    """
    return corrected(attendance, mark, reason=reason, actor=actor, now=now)[0]


@transaction.atomic
def corrected(
    attendance: Attendance, mark: Mark, *, reason: str, actor: Person, now: datetime
) -> tuple[Attendance, LedgerEntry | None]:
    """The same, with the line that it booked or the counter-entry, if it took one."""
    if attendance.person_id == actor.pk:
        raise Refused(Refusal.OWN_MATTER)
    session = locked_session(attendance.session, ClassState.OPEN, ClassState.FINISHED)
    row = Attendance.objects.select_for_update(of=("self",)).get(pk=attendance.pk)
    if session.closed_at is None or row.superseded_at is not None:
        raise Refused(Refusal.WRONG_STATE)
    if row.mark == mark:
        raise Refused(Refusal.SAME_MARK)
    row.superseded_at = now
    row.save(update_fields=["superseded_at"])
    fresh = _mark(session, row.person_id, mark, actor, now)
    fresh.reason = reason
    fresh.save(force_insert=True)
    line = _follow(session, row.person_id, mark, reason, actor.pk, now)
    facts = {"session": session.pk, "person": row.person_id, "mark": mark, "reason": reason}
    facts |= {"line": line.hash} if line else {}
    note(session.training_class, "training.correct_attendance", facts, actor, now)
    return fresh, line


def _ask_opinions(training_class: TrainingClass, actor: Person | None, now: datetime) -> None:
    """With its last half-day a class is over: ask those who were there what they think of it. The
    demonstration's own deeds (no actor) ask nobody."""
    if actor is None:
        return
    there = Attendance.objects.current().filter(session__training_class=training_class)
    there = there.filter(mark__in=COUNTED).order_by("person")
    whom = list(there.values_list("person_id", flat=True).distinct())
    tell_about(training_class, "survey", whom, actor=actor, now=now)


def _follow(
    session: Session, person_id: int, mark: Mark, reason: str, by: int, now: datetime
) -> LedgerEntry | None:
    """Let the ledger say what the corrected mark says."""
    lines = LedgerEntry.objects.filter(session=session, person=person_id).standing()
    line = lines.select_related("ledger").first()
    wanted = rules.booking(mark, has_line=line is not None)
    if wanted == "book":
        return _book(session, [person_id], by, now)[0]
    if wanted == "reverse" and line is not None:
        return counter_entry(line, reason=reason, by=by, now=now)
    return None


def _book(
    session: Session, person_ids: Iterable[int], by: int | None, now: datetime
) -> list[LedgerEntry]:
    """One line for each of the persons, in the ledger of the class's organiser."""
    training_class, person_ids = session.training_class, list(person_ids)
    conversion = conversion_for(training_class.kind, rules.Unit.HALF_DAY, session.day)
    whole = Conversion.objects.for_unit(training_class.kind, rules.Unit.DAY, session.day)
    earlier = _earned_that_day(session, person_ids)
    lines = LedgerEntry.objects.filter(session=session, source=SourceChoice.CLASS).order_by()
    turns = dict(lines.values_list("person").annotate(turns=Count("pk")))
    drafts = [
        _line(
            session,
            conversion,
            person_id,
            turns.get(person_id, 0) + 1,
            rules.capped(
                rules.worth(1, conversion.rate),
                earlier.get(person_id, rules.Worth(0, 0)),
                rules.worth(1, whole.rate) if whole else None,
            ),
        )
        for person_id in person_ids
    ]
    return append({training_class.agency_id: drafts}, by=by, now=now) if drafts else []


def _earned_that_day(session: Session, person_ids: list[int]) -> dict[int, rules.Worth]:
    """What each has earned in classes of this kind on the day of the half-day."""
    rows = LedgerEntry.objects.filter(
        person__in=person_ids,
        session__isnull=False,
        kind=session.training_class.kind,
        day=session.day,
    )
    sums = rows.order_by().values_list("person").annotate(Sum("credit"), Sum("days"))
    return {person: rules.Worth(credit, days) for person, credit, days in sums}


def _line(
    session: Session, conversion: Conversion, person_id: int, turn: int, value: rules.Worth
) -> LedgerEntry:
    day = session.day
    is_whole = value == rules.worth(1, conversion.rate)
    return LedgerEntry(
        person_id=person_id,
        year=day.year,
        day=day,
        source=SourceChoice.CLASS,
        kind=session.training_class.kind,
        unit=rules.Unit.HALF_DAY,
        quantity=1,
        credit=value.credit,
        days=value.days,
        conversion=conversion,
        session=session,
        turn=turn,
        subject=session.subject,
        title=session.topic,
        reason="" if is_whole else DAY_IS_FULL,
    )


def locked_session(session: Session, *states: ClassState) -> Session:
    """The session under the lock of its class, which all deeds on it take first."""
    held_class = locked(session.training_class, *(states or (ClassState.OPEN, ClassState.FINISHED)))
    held = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    held.training_class = held_class
    return held


def _refuse_unmarked(session: Session, marks: Mapping[int, Mark]) -> None:
    roster = listed_at(session)
    if not roster:
        raise Refused(Refusal.NO_ROSTER)
    missing = len(roster - marks.keys())
    if missing:
        raise Refused(Refusal.UNMARKED, str(missing))


def _mark(
    session: Session, person_id: int, mark: Mark, actor: Person | None, now: datetime
) -> Attendance:
    return Attendance(
        session=session,
        person_id=person_id,
        mark=mark,
        recorded_at=now,
        recorded_by_id=None if actor is None else actor.pk,
    )
