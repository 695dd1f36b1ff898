"""What can be practised today, and the beginning of a round."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from people.http import PersonRequest
from people.models import Person
from practice import actions
from practice.forms import BeginForm
from practice.models import (
    Card,
    Item,
    Purpose,
    Round,
    book_on,
    lines,
    pool_for,
    statutes_of,
    topics_of,
    weakness_of,
)
from practice.rules import choosing
from practice.rules import mock as rules

SHOWN_MOCKS = 3
KEPT_MOCKS = 50


@require_safe
def practice(request: PersonRequest) -> HttpResponse:
    """What is due today, a round to go on with, and every statute with what was practised of it."""
    today = timezone.localdate()
    return render(request, "practice/practice.html", _context(request.person, today))


def _context(person: Person, today: date) -> dict[str, object]:
    pool = pool_for(person, today)
    cited, answered = statutes_of(pool), Card.objects.answered(person.pk)
    weak = weakness_of(pool, cited, answered)
    found = lines(cited, answered)
    return {
        "due": Card.objects.due(book_on(person, today)).count(),
        "kept": Card.objects.of(person.pk).in_book().count(),
        "lines": found,
        "weak": [*weak.statutes, *weak.topics],
        "topics": topics_of(pool),
        "questions": len({question for questions in cited.values() for question in questions}),
        "practised": len(answered),
        "open": _open(person),
        "mocks": Round.objects.of(person.pk).mocks().filter(closed_at__isnull=False)
        .with_marks()[:SHOWN_MOCKS],
        "round": choosing.ROUND,
        "enough": choosing.ENOUGH,
    }  # fmt: skip


def _open(person: Person) -> dict[str, object] | None:
    """The round that was not finished, with its next question."""
    found = Round.objects.of(person.pk).open().select_related("statute", "topic").first()
    if found is None:
        return None
    items = Item.objects.filter(round=found)
    left = items.filter(answered_at__isnull=True).order_by("place").first()
    return {"round": found, "all": items.count(), "next": left.place if left else 1}


@require_POST
def begin(request: PersonRequest) -> HttpResponse:
    """Begin a round and go to its first question."""
    form = BeginForm(request.POST)
    if not form.is_valid():
        return _refused(request, " ".join(str(e) for es in form.errors.values() for e in es))
    try:
        made = actions.begin(request.person, form.wish(), now=timezone.now())
    except actions.NothingToAsk:
        return _refused(request, _nothing(form.wish().purpose))
    if made.is_mock and form.wish().purpose != Purpose.MOCK:
        messages.warning(request, _("模拟考试尚未结束，请先完成或者交卷。"))
    return redirect("practice:question", made.ref, 1)


def _refused(request: PersonRequest, words: str) -> HttpResponse:
    context = _context(request.person, timezone.localdate()) | {"refusal": words}
    return render(request, "practice/practice.html", context, status=422)


def _nothing(purpose: Purpose) -> str:
    if purpose == Purpose.DUE:
        return _("今天没有到期的错题。")
    if purpose == Purpose.WEAK:
        return _("还看不出薄弱处。每部法规或者每个知识点练过 %(n)d 题以上，方可比较。") % {
            "n": choosing.ENOUGH
        }
    return _("练习题库中没有这样的题。请换一部法规或者知识点。")


@require_safe
def mock(request: PersonRequest) -> HttpResponse:
    """What a mock exam asks, before it begins."""
    pool = pool_for(request.person, timezone.localdate())
    kinds = list(pool.order_by().values_list("kind", flat=True))
    cells = rules.cells_for({kind: kinds.count(kind) for kind in set(kinds)})
    context = {
        "cells": cells,
        "questions": rules.questions(cells),
        "minutes": rules.minutes(cells),
        "marks": rules.marks(cells),
        "pass_marks": rules.marks(cells) * rules.PASS // 100,
        "is_full": cells == list(rules.CELLS),
        "open": _open(request.person),
        "crumbs": [(_("练习"), reverse("practice:practice")), (_("模拟考试"), "")],
    }
    return render(request, "practice/mock.html", context)


@require_safe
def mocks(request: PersonRequest) -> HttpResponse:
    """One's former mock exams, the latest first."""
    rows = Round.objects.of(request.person.pk).mocks().filter(closed_at__isnull=False)
    context = {
        "start": reverse("practice:mock"),
        "mocks": rows.with_marks()[:KEPT_MOCKS],
        "crumbs": [(_("练习"), reverse("practice:practice")), (_("模拟成绩"), "")],
    }
    return render(request, "practice/mocks.html", context)
