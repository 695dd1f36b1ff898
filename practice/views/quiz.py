"""The quiz at the end of an online page: all its questions on one page, then what came of it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from people.http import PersonRequest
from practice import access, actions
from practice.views.showing import asked, given_by
from training.access import lessons as doors
from training.actions import Refused
from training.models import Quiz
from training.rules import ENOUGH, Refusal


@require_http_methods(["GET", "HEAD", "POST"])
def quiz(request: PersonRequest, ref: str) -> HttpResponse:
    """Before the quiz of a page that one has studied: how it goes; posting asks the questions."""
    reading = doors.own_reading(request.person, ref)
    refusal, status = "", 200
    if request.method == "POST":
        try:
            made = actions.begin_quiz(reading, now=timezone.now())
        except actions.NothingToAsk:
            refusal, status = _("练习题库中没有本课法规的试题，请告知课件的维护单位。"), 409
        except Refused as refused:
            if refused.reason != Refusal.NOT_STUDIED:
                return redirect("training:lesson", ref)
            refusal, status = _("学习时长未满，学满后方可参加测验。"), 409
        else:
            return redirect("practice:answer_quiz", made.ref)
    last = reading.quizzes.exclude(answered_at=None).first()
    context = {"reading": reading, "enough": ENOUGH, "refusal": refusal, "last": last}
    context["crumbs"] = _crumbs(reading.lesson.ref, reading.lesson.title)
    return render(request, "practice/quiz.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def answer_quiz(request: PersonRequest, ref: str) -> HttpResponse:
    """Answer a quiz: every question on one page. Blank ones are asked for, nothing chosen is
    lost."""
    found = doors.own_quiz(request.person, ref)
    if found.answered_at is not None:
        return redirect("practice:quiz_result", ref)
    items = actions.items_of(found)
    blank: list[int] = []
    if request.method == "POST":
        answers = [given_by(item, request.POST, prefix=f"q{item.place}_") for item in items]
        blank = [n for n, given in enumerate(answers, 1) if not any(one != "" for one in given)]
        if not blank:
            actions.answer_quiz(found, request.person, answers, now=timezone.now())
            return redirect("practice:quiz_result", ref)
        for item, given in zip(items, answers, strict=True):
            item.given = given
    context = {
        "quiz": found,
        "questions": [(f"q{item.place}_", asked(item)) for item in items],
        "blank": "、".join(map(str, blank)),
    }
    return render(request, "practice/answer_quiz.html", context, status=422 if blank else 200)


@require_safe
def quiz_result(request: PersonRequest, ref: str) -> HttpResponse:
    """What came of a quiz: passed or not, and every missed question with its article."""
    found: Quiz = doors.own_quiz(request.person, ref)
    if found.answered_at is None:
        return redirect("practice:answer_quiz", ref)
    missed = [item for item in actions.items_of(found) if not item.right]
    articles = access.articles_under([item.revision for item in missed], timezone.localdate())
    lesson = found.reading.lesson
    context = {
        "quiz": found,
        "lesson": lesson,
        "enough": ENOUGH,
        "missed": [
            asked(item, item.revision.key.open(), articles[item.revision_id]) for item in missed
        ],
        "crumbs": _crumbs(lesson.ref, lesson.title),
    }
    return render(request, "practice/quiz_result.html", context)


def _crumbs(ref: str, title: str) -> list[tuple[str, str]]:
    return [
        (_("在线学习"), reverse("training:lessons")),
        (title, reverse("training:lesson", args=[ref])),
        (_("测验"), ""),
    ]
