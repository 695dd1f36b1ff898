"""The doors to online pages: everybody reads, the coordinators of a course's agency keep them."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404

from exchange.models import StoredFile
from people.access import require
from people.models import Person
from people.rules import Rights, Role
from training.models import Lesson, Quiz, Reading

KEEPER = Role.COORDINATOR


def lesson_to_read(person: Person, ref: str) -> Lesson:
    """A page in use, or one that the person has begun. Else 404."""
    rows = Lesson.objects.select_related("course__agency", "file")
    found = rows.filter(ref=ref).first()
    if found is None or (found.retired_at is not None and not _has_begun(person, found)):
        raise Http404("lesson")
    return found


def _has_begun(person: Person, lesson: Lesson) -> bool:
    return Reading.objects.filter(person=person, lesson=lesson).exists()


def lesson_to_keep(rights: Rights, ref: str) -> Lesson:
    """A page in use, for coordinators over the agency that keeps its course; the others get 403."""
    require(rights, KEEPER)
    rows = Lesson.objects.in_use().select_related("course__agency", "file")
    found = rows.filter(ref=ref).first()
    if found is None:
        raise Http404("lesson")
    if not rights.covers(found.course.agency.path, KEEPER):
        raise PermissionDenied("keeper")
    return found


def page_to_read(person: Person, ref: str, n: int) -> StoredFile:
    """One page of a lesson's PDF as a picture, for those who may read the lesson. Else 404."""
    page = lesson_to_read(person, ref).pages.select_related("file").filter(n=n).first()
    if page is None:
        raise Http404("page")
    return page.file


def lesson_file(person: Person, ref: str) -> StoredFile:
    """The PDF as it was uploaded, for the same. Else 404."""
    found = lesson_to_read(person, ref)
    if found.file is None:
        raise Http404("file")
    return found.file


def own_reading(person: Person, ref: str) -> Reading:
    """How far one has come oneself with a page that was begun. Else 404."""
    rows = Reading.objects.select_related("lesson__course")
    found = rows.filter(person=person, lesson__ref=ref).first()
    if found is None:
        raise Http404("reading")
    return found


def own_quiz(person: Person, ref: str) -> Quiz:
    """A quiz that was put to oneself. Anybody else's: 404."""
    rows = Quiz.objects.select_related("reading__lesson__course", "reading__person")
    found = rows.filter(ref=ref, reading__person=person).first()
    if found is None:
        raise Http404("quiz")
    return found
