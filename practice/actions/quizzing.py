"""The quiz at the end of an online page: practice questions, asked and marked here, kept there.

It is the one thing in this room that may count, because the page may; what is practised does not.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from exams.rules.generator import Generator
from people.models import Person
from practice.actions.refused import NothingToAsk
from practice.actions.rounds import solution_of
from practice.models import Item, places_of, pool_for
from practice.rules import choosing
from practice.rules.answering import Given
from questionbank.models import Citation, Revision, RevisionQuerySet
from training import actions as training
from training.models import Course, Quiz, Reading


def begin_quiz(reading: Reading, *, now: datetime, seed: bytes | None = None) -> Quiz:
    """Ask as many questions as the page wants, of the statutes that its course teaches; of the
    whole pool where it names none. The same seed asks the same ones.

    Raises NothingToAsk; training's Refused: NOT_STUDIED, WRONG_STATE.
    """
    person, lesson = reading.person, reading.lesson
    pool = _taught(pool_for(person, timezone.localdate(now)), lesson.course)
    generator = Generator(seed or secrets.token_bytes(32))
    candidates = [choosing.Candidate(pk) for pk in pool.order_by("pk").values_list("pk", flat=True)]
    wanted = choosing.choose(candidates, lesson.questions, generator)
    if not wanted:
        raise NothingToAsk
    revisions = Revision.objects.in_bulk(wanted)
    asked: list[list[object]] = [[pk, _order(revisions[pk], generator)] for pk in wanted]
    return training.begin_quiz(reading, person, asked, now=now)


def _order(revision: Revision, generator: Generator) -> list[int]:
    return choosing.option_order(revision.kind, places_of(revision), generator)


def _taught(pool: RevisionQuerySet, course: Course) -> RevisionQuerySet:
    statutes = list(course.statutes.values_list("pk", flat=True))
    if not statutes:
        return pool
    cited = Citation.objects.filter(article__version__statute__in=statutes)
    return pool.filter(Q(pk__in=cited.values("revision")))


def items_of(quiz: Quiz) -> list[Item]:
    """The questions of a quiz as this room shows questions; they are not kept here."""
    pks = [int(pk) for pk, _order in quiz.asked]
    rows = Revision.objects.select_related("question", "key").prefetch_related("citations__article")
    revisions = rows.in_bulk(pks)
    given = quiz.given or [None] * len(pks)
    return [
        Item(
            place=n,
            revision=revisions[pk],
            order=order,
            given=answer,
            answered_at=quiz.answered_at,
            right=None if answer is None else solution_of(revisions[pk]).is_right(answer),
        )
        for n, ((pk, order), answer) in enumerate(zip(quiz.asked, given, strict=True), 1)
    ]


def answer_quiz(quiz: Quiz, person: Person, answers: Sequence[Given], *, now: datetime) -> Quiz:
    """Mark the answers to a quiz, one for each question; the first answers stand."""
    solutions = [solution_of(item.revision) for item in items_of(quiz)]
    right = sum(
        solution.is_right(given) for solution, given in zip(solutions, answers, strict=True)
    )
    return training.answer_quiz(quiz, person, [list(given) for given in answers], right, now=now)
