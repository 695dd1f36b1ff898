"""Online pages of a course: entering one, a new edition of it, taking it out of use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from exchange.actions.storing import store_file
from exchange.models import new_ref
from journal import actions as journal
from people.models import Person
from training.actions.booking import Scan
from training.actions.refused import Refused
from training.models import Course, Lesson, LessonPage
from training.reading import Fault, Unread, pages_of
from training.rules import Refusal

PICTURE = "{title}-{n}.png"


@dataclass(frozen=True)
class LessonTerms:
    """What is laid down of an online page: its text, a PDF, or both; what finishing it counts for
    in minutes, and how many questions are asked at the end."""

    title: str
    text: str
    minutes: int
    questions: int
    scan: Scan | None = None


def add_lesson(course: Course, terms: LessonTerms, *, actor: Person, now: datetime) -> Lesson:
    """Enter an online page of a course.

    Raises Refused: WRONG_STATE for a course out of use, UNREADABLE_PDF, TOO_MANY_PAGES; exchange's
    for the file.
    """
    pictures = _pictures(terms)
    with transaction.atomic():
        held: Course = _courses().select_for_update().get(pk=course.pk)
        if held.retired_at is not None:
            raise Refused(Refusal.WRONG_STATE)
        made = _entered(held, terms, None, actor, now)
        _shown(made, pictures, now)
        _note("training.add_lesson", made, actor, now)
    return made


def replace_lesson(lesson: Lesson, terms: LessonTerms, *, actor: Person, now: datetime) -> Lesson:
    """Let a new edition take a page's place; without a new PDF it keeps the old one's. Who has read
    the old one keeps what they have. Raises as `add_lesson`."""
    pictures = _pictures(terms)
    with transaction.atomic():
        before = _retired(lesson, now)
        made = _entered(before.course, terms, before, actor, now)
        if terms.scan is None and before.file_id is not None:
            _take_over(made, before)
        _shown(made, pictures, now)
        _note("training.replace_lesson", made, actor, now, replaces=before.ref)
    return made


@transaction.atomic
def retire_lesson(lesson: Lesson, *, reason: str, actor: Person, now: datetime) -> None:
    """Let nobody begin an online page any more. Raises Refused: WRONG_STATE."""
    _note("training.retire_lesson", _retired(lesson, now), actor, now, reason=reason)


def _courses() -> QuerySet[Any]:
    return Course._default_manager.all()


def _pictures(terms: LessonTerms) -> list[bytes]:
    """Before any lock: it takes a second."""
    if terms.scan is None:
        return []
    try:
        return pages_of(terms.scan.data)
    except Unread as unread:
        too_many = unread.fault is Fault.TOO_MANY
        why = Refusal.TOO_MANY_PAGES if too_many else Refusal.UNREADABLE_PDF
        raise Refused(why) from unread


def _entered(
    course: Course, terms: LessonTerms, before: Lesson | None, actor: Person, now: datetime
) -> Lesson:
    """The row. The old edition's file is taken over where no new one comes."""
    ref = new_ref()
    stored = None if before is None else before.file
    if terms.scan is not None:
        owner = ("training", f"training.course:{course.pk}")
        name, data = terms.scan.file_name, terms.scan.data
        stored = store_file(data, name, owner=owner, actor_id=actor.pk, now=now)
    return Lesson.objects.create(
        ref=ref,
        family=ref if before is None else before.family,
        replaces=before,
        course=course,
        title=terms.title,
        text=terms.text,
        file=stored,
        minutes=terms.minutes,
        questions=terms.questions,
        made_by_id=actor.pk,
        made_at=now,
    )


def _shown(lesson: Lesson, pictures: list[bytes], now: datetime) -> None:
    """Keep the pictures of the PDF's pages. They are the site's own and count for nobody's share
    of uploads."""
    owner = ("training", f"training.lesson:{lesson.pk}")
    for n, picture in enumerate(pictures, 1):
        name = PICTURE.format(title=lesson.title, n=n)
        stored = store_file(picture, name, owner=owner, actor_id=None, now=now)
        LessonPage.objects.create(lesson=lesson, n=n, file=stored)


def _take_over(made: Lesson, before: Lesson) -> None:
    rows = [LessonPage(lesson=made, n=page.n, file=page.file) for page in before.pages.all()]
    LessonPage.objects.bulk_create(rows)


def _retired(lesson: Lesson, now: datetime) -> Lesson:
    rows = Lesson.objects.select_for_update(of=("self",)).select_related("course", "file")
    held = rows.get(pk=lesson.pk)
    if held.retired_at is not None:
        raise Refused(Refusal.WRONG_STATE)
    held.retired_at = now
    held.save(update_fields=["retired_at"])
    return held


def _note(act: str, lesson: Lesson, actor: Person, now: datetime, **facts: str) -> None:
    known = {"title": lesson.title, "file": lesson.file.sha256 if lesson.file else ""} | facts
    subject = f"training.lesson:{lesson.pk}"
    journal.record(actor.pk, act, subject, known, agency_id=lesson.course.agency_id, now=now)
