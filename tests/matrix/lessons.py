"""Online pages, in the room `training`, and their quizzes, in the room `practice`."""

from __future__ import annotations

from datetime import timedelta

import typst
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from practice.actions import begin_quiz
from tests.matrix import NOT_ALLOWED, Row, everybody, only
from tests.matrix.training import LEGAL, LOOKERS, POLICY, REASON, course_of, kept, their_course
from tests.practice.makers import make_pool
from training.actions import LessonTerms, Scan, Sign, add_lesson, hear_beat, replace_lesson
from training.models import Course

LESSON = {"title": "要点", "text": "正文", "minutes": "5", "questions": "0"}
PDF = b"%PDF-1.4\n% not really\n"
OWN = {"li": 200}


def lesson_of(world, course, **words):
    known = {"title": "要点", "text": "正文", "minutes": 1, "questions": 1} | words
    found = Course.objects.get(ref=course(world)["ref"])
    actor = world.cast["coordinator"]
    return add_lesson(found, LessonTerms(**known), actor=actor, now=timezone.now())


def lesson(world):
    if not hasattr(world, "lesson"):
        world.lesson = lesson_of(world, course_of)
    return {"ref": world.lesson.ref}


def their_lesson(world):
    return {"ref": lesson_of(world, their_course).ref}


def with_a_picture(world):
    """An edition with a PDF of one page."""
    if not hasattr(world, "pictured"):
        lesson(world)
        pdf = typst.compile(b"#set page(width: 2cm, height: 2cm)\nA")
        terms = LessonTerms("要点", "", 1, 1, Scan(pdf, "a.pdf"))
        actor = world.cast["coordinator"]
        world.pictured = replace_lesson(world.lesson, terms, actor=actor, now=timezone.now())
    return {"ref": world.pictured.ref}


def studied(world):
    """李 has studied long enough for the quiz."""
    if not hasattr(world, "reading"):
        make_pool(world.cast, world.tree)
        lesson(world)
        since = timezone.now() - timedelta(minutes=5)
        for n in range(2):
            at = since + n * timedelta(minutes=1)
            _heard, world.reading = hear_beat(world.lesson, world.cast["li"], Sign("a"), now=at)
    return {"ref": world.lesson.ref}


def quiz(world):
    studied(world)
    if not hasattr(world, "quiz"):
        world.quiz = begin_quiz(world.reading, now=timezone.now())
    return {"ref": world.quiz.ref}


ROWS = [
    Row("training:lessons", get=everybody(200)),
    Row("training:lessons_sheet", get=everybody(200)),
    Row("training:lesson", url=lesson, get=everybody(200)),
    Row("training:beat", url=lesson, get=NOT_ALLOWED, post=everybody(200)),
    Row("training:lesson_page", url=lambda w: with_a_picture(w) | {"n": 1}, get=everybody(200)),
    Row("training:lesson_file", url=with_a_picture, get=everybody(200)),
    kept("training:add_lesson", course_of, lambda world: LESSON),
    Row(
        "training:add_lesson",
        about="of another agency's course",
        url=their_course,
        get=only(403, *LOOKERS),
        post=only(403, *LOOKERS),
        data=lambda w: LESSON | {"file": SimpleUploadedFile("a.pdf", PDF)},
    ),
    Row(
        "training:replace_lesson",
        url=lesson,
        get=only(200, "coordinator"),
        post=only(302, "coordinator"),
        data=lambda w: LESSON,
    ),
    Row(
        "training:retire_lesson",
        url=lesson,
        get=only(200, "coordinator"),
        post=only(302, "coordinator"),
        data=lambda w: REASON,
    ),
    Row(
        "training:retire_lesson",
        about="another agency's",
        url=their_lesson,
        get=only(403),
        post=only(403),
    ),
    Row(
        "training:set_online",
        get=only(200, LEGAL),
        post=only(200, LEGAL),
        data=lambda w: POLICY | {"counts": "yes"},
    ),
    Row("practice:quiz", url=studied, get=everybody(404, **OWN), post=everybody(404, li=302)),
    Row("practice:answer_quiz", url=quiz, get=everybody(404, **OWN), post=everybody(404, li=422)),
    Row("practice:quiz_result", url=quiz, get=everybody(404, li=302)),
]
