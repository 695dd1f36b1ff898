"""A sealed exam of which questions rest on changed law: each one shown, and what two decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.forms import BoundField
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from exams.access import exam_for
from exams.actions import replacing
from exams.actions.signing import ActRefused
from exams.forms import DecisionForm
from exams.models import Exam, ExamSession
from exams.proof import Touched, touched_in
from exams.rules.conduct import ActRefusal
from exams.rules.replacing import Choice
from exams.views.amending import pending_in, waiting_amendments
from exams.views.sessions import crumbs_of
from exams.views.words import refusal_words
from people.http import PersonRequest
from questionbank.models import Revision
from questionbank.models.rereading import Reread, moved_of


@dataclass(frozen=True)
class Asked:
    """One touched question: its changed articles, the sessions that hold it, the field."""

    revision: Revision
    lines: list[Reread]
    sessions: list[ExamSession]
    field: BoundField | None


@require_http_methods(["GET", "HEAD", "POST"])
def decide_questions(request: PersonRequest, ref: str) -> HttpResponse:
    """Say of each touched question whether it is replaced or kept, and sign; two persons must."""
    found = exam_for(request.rights, ref)
    touched = touched_in([found], timezone.now())
    form = _form(request, touched)
    if request.method != "POST":
        return _show(request, found, touched, form)
    if form is None:
        begun = any(row.has_begun for row in touched)
        reason = ActRefusal.ALREADY_STARTED if begun else ActRefusal.NOTHING_CHANGED
        return _show(request, found, touched, form, refusal_words(reason), 409)
    if not form.is_valid():
        return _show(request, found, touched, form, status=422)
    words = _sign(request, found, form.choices(), form.cleaned_data["reason"])
    if words:
        return _show(request, found, touched, form, words, 409)
    return redirect("exams:exam", ref=found.ref)


def _sign(request: PersonRequest, found: Exam, choices: Mapping[int, Choice], reason: str) -> str:
    """Give the signature and say what it did; why not, where it was refused."""
    try:
        done = replacing.decide_questions(
            found, choices=choices, reason=reason, actor=request.person, now=timezone.now()
        )
    except ActRefused as refused:
        return refusal_of(refused)
    if done is None:
        messages.success(request, _("您已签署处理意见，等待第二人签署后生效。"))
    else:
        messages.success(request, _("两人已签署，处理意见即时生效。"))
    return ""


def refusal_of(refused: ActRefused) -> str:
    """Why, in words of this page."""
    if refused.reason == ActRefusal.INFEASIBLE:
        return _("换题后余题不足，不能满足组卷方案。请减少换题，或者保留并说明理由。")
    return refusal_words(refused.reason)


def _form(request: PersonRequest, touched: Sequence[Touched]) -> DecisionForm | None:
    """A choice for every question in a session that nobody has begun; None where there is none."""
    asked = {pk for row in touched if not row.has_begun for pk in row.questions}
    rows = Revision.objects.filter(pk__in=asked).order_by("question__code")
    data = request.POST if request.method == "POST" else None
    codes = dict(rows.values_list("pk", "question__code"))
    return DecisionForm(data, questions=codes) if asked else None


def _show(
    request: PersonRequest,
    found: Exam,
    touched: Sequence[Touched],
    form: DecisionForm | None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    asked = _asked(touched, form)
    context = {
        "exam": found,
        "form": form,
        "refusal": refusal,
        "open": [row for row in asked if row.field],
        "late": [row for row in asked if not row.field],
        "waiting": waiting_amendments(pending_in(found), request.person.pk),
        "crumbs": crumbs_of(found, (_("条文变动的试题"), "")),
    }
    return render(request, "exams/exam_questions.html", context, status=status)


def _asked(touched: Sequence[Touched], form: DecisionForm | None) -> list[Asked]:
    """Every touched question once, in order of its code."""
    sessions: dict[int, list[ExamSession]] = {}
    for row in touched:
        for pk in row.questions:
            sessions.setdefault(pk, []).append(row.session)
    fields = {f"q{pk}" for pk in form.questions} if form else set()
    rows = Revision.objects.filter(pk__in=sessions).with_basis().order_by("question__code")
    revisions = list(rows)
    last = max((row.session.opens_at for row in touched), default=timezone.now())
    moved = moved_of(revisions, timezone.localdate(last))
    return [
        Asked(
            revision,
            moved[revision.pk],
            sessions[revision.pk],
            form[f"q{revision.pk}"] if form and f"q{revision.pk}" in fields else None,
        )
        for revision in revisions
    ]
