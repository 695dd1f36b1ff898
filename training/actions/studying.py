"""Studying an online page: the server hears signs of life, asks at the end, books what counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from journal import actions as journal
from people.models import Person
from training import rules
from training.actions.booking import append
from training.actions.refused import Refused
from training.models import (
    Conversion,
    Enrolment,
    KindChoice,
    LedgerEntry,
    Lesson,
    OnlinePolicy,
    Quiz,
    Reading,
    Session,
    SourceChoice,
    Stretch,
    UnitChoice,
)
from training.rules import Beat, Heard, Refusal

Asked = list[list[object]]  # [[revision, [options in the order shown]], …]


@dataclass(frozen=True)
class Sign:
    """What an open page sends: which page it is (`stream`), which part is being read, and what
    `rules.Beat` says of the rest."""

    stream: str
    place: int = 0
    is_active: bool = True
    resumes: bool = False
    takes: bool = False
    leaves: bool = False


@transaction.atomic
def hear_beat(
    lesson: Lesson, person: Person, sign: Sign, *, now: datetime
) -> tuple[Heard, Reading]:
    """Hear one sign of life; what it came to, and the reading as it is then."""
    _hold(person)
    reading, _made = Reading.objects.get_or_create(
        lesson=lesson, person=person, defaults={"begun_at": now}
    )
    newest = Stretch.objects.newest_of(person.pk)
    beat = Beat(
        now,
        sign.stream,
        reading.pk,
        is_active=sign.is_active,
        resumes=sign.resumes,
        takes=sign.takes,
        leaves=sign.leaves,
        is_busy=_is_at_class(person, now),
    )
    heard, span = rules.hear(newest.span if newest else None, beat)
    if span is not None:
        _keep(newest if heard is Heard.COUNTED else None, span, reading)
    if sign.place and sign.place != reading.place:
        reading.place = sign.place
        reading.save(update_fields=["place"])
    _finish(reading, person, now)
    return heard, reading


@transaction.atomic
def begin_quiz(reading: Reading, person: Person, asked: Asked, *, now: datetime) -> Quiz:
    """Put questions to somebody who has studied long enough; one that is open goes on.

    Raises Refused: NOT_STUDIED, WRONG_STATE where there is no quiz or it is passed.
    """
    _hold(person)
    held = Reading.objects.select_related("lesson").get(pk=reading.pk)
    if not held.lesson.questions or held.passed_at is not None:
        raise Refused(Refusal.WRONG_STATE)
    if held.studied < held.lesson.lasts:
        raise Refused(Refusal.NOT_STUDIED)
    before = held.quizzes.filter(answered_at__isnull=True).first()
    return before or Quiz.objects.create(reading=held, asked=asked, asked_at=now)


@transaction.atomic
def answer_quiz(
    quiz: Quiz, person: Person, given: list[object], right: int, *, now: datetime
) -> Quiz:
    """Take the answers to a quiz, of which so many are right. The first answers stand."""
    _hold(person)
    held = Quiz.objects.select_related("reading__lesson__course").get(pk=quiz.pk)
    if held.answered_at is not None:
        return held
    held.given, held.right, held.answered_at = given, right, now
    held.save(update_fields=["given", "right", "answered_at"])
    if held.is_passed:
        held.reading.passed_at = now
        held.reading.save(update_fields=["passed_at"])
        _finish(held.reading, person, now)
    return held


def _hold(person: Person) -> None:
    """One sign of a person at a time, from whichever device it comes."""
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)


def _is_at_class(person: Person, now: datetime) -> bool:
    mine = Enrolment.objects.standing().filter(person=person).values("training_class")
    meeting = Session.objects.taking_place().filter(starts_at__lte=now, ends_at__gt=now)
    return meeting.filter(training_class__in=mine).exists()


def _keep(before: Stretch | None, span: rules.Span, reading: Reading) -> None:
    if before is not None:
        before.last_at, before.touched_at = span.last_at, span.touched_at
        before.is_over = span.is_over
        before.save(update_fields=["last_at", "touched_at", "is_over"])
        return
    Stretch.objects.create(
        person_id=reading.person_id,
        reading=reading,
        stream=span.stream,
        first_at=span.first_at,
        last_at=span.last_at,
        touched_at=span.touched_at,
    )


def _finish(reading: Reading, person: Person, now: datetime) -> None:
    """Close a reading that has come to its end, and book it where a policy counts it."""
    lesson = reading.lesson
    is_examined = not lesson.questions or reading.passed_at is not None
    if reading.finished_at is not None or not is_examined or reading.studied < lesson.lasts:
        return
    reading.finished_at = now
    reading.entry = _booked(reading, person, now)
    reading.save(update_fields=["finished_at", "entry"])


def _booked(reading: Reading, person: Person, now: datetime) -> LedgerEntry | None:
    """The line of a finished page; None where it does not count today, or an edition of the same
    page counted before."""
    today, lesson = timezone.localdate(now), reading.lesson
    policy = OnlinePolicy.objects.that_counts(today)
    conversion = Conversion.objects.for_unit(KindChoice.ONLINE, UnitChoice.MINUTE, today)
    before = Reading.objects.filter(
        person=person, lesson__family=lesson.family, entry__isnull=False
    )
    if policy is None or conversion is None or before.exists():
        return None
    value = rules.worth(lesson.minutes, conversion.rate)
    entry = LedgerEntry(
        person_id=person.pk,
        year=today.year,
        day=today,
        source=SourceChoice.ONLINE,
        kind=KindChoice.ONLINE,
        unit=UnitChoice.MINUTE,
        quantity=lesson.minutes,
        credit=value.credit,
        days=value.days,
        conversion=conversion,
        subject=lesson.course.subject,
        title=lesson.title,
        reason=policy.basis,
    )
    [booked] = append({person.agency_id: [entry]}, by=person.pk, now=now)
    facts = {"person": person.pk, "title": lesson.title, "line": booked.hash}
    subject = f"training.ledgerentry:{booked.pk}"
    journal.record(
        person.pk, "training.finish_lesson", subject, facts, agency_id=person.agency_id, now=now
    )
    return booked
