"""Parallel forms: making them, reading each one in full, and letting a session sit the reserve."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from exams.access import exam_for, form_to_read, session_for
from exams.actions import parallel as deeds
from exams.actions.signing import ActRefused
from exams.forms import FormCountForm, ReasonForm
from exams.models import Exam, ExamSession, ParallelForm
from exams.proof import (
    as_rule,
    asked_of,
    forms_left,
    made_forms,
    on_reserve,
    own_reason,
    unread_forms,
)
from exams.rules.conduct import ActRefusal, ExamState
from exams.rules.parallel import BAND, spread, widest_overlap
from exams.rules.purposes import FORMS_EXPECTED
from exams.views.sessions import crumbs_of, session_name
from exams.views.supply import supply_of
from exams.views.words import refusal_words
from people.http import PersonRequest
from questionbank.models import Revision


@require_http_methods(["GET", "HEAD", "POST"])
def forms(request: PersonRequest, ref: str) -> HttpResponse:
    """The forms of an exam and who has read them; of a draft they can be made anew."""
    found = exam_for(request.rights, ref)
    data = request.POST if request.method == "POST" else None
    form = FormCountForm(data, initial=_usual(found), exam=found)
    if data is None:
        return _show_forms(request, found, form)
    if not form.is_valid():
        return _show_forms(request, found, form, status=422)
    try:
        count = form.cleaned_data["count"]
        wish = {"common": form.cleaned_data["common"] or 0, "reason": form.cleaned_data["reason"]}
        deeds.make_forms(found, count=count, **wish, actor=request.person, now=timezone.now())
    except ActRefused as refused:
        more: dict[str, Any] = {"refusal": refusal_words(refused.reason)}
        if "supply" in refused.details:
            more["supply"] = supply_of(refused.details["supply"])
        return _show_forms(request, found, form, status=409, **more)
    done = _("平行卷已生成，请两人分别通读。") if count else _("已改为逐人抽题组卷。")
    messages.success(request, done)
    return redirect("exams:forms", ref=found.ref)


def _usual(found: Exam) -> dict[str, int]:
    return {"count": max(1, found.sessions.count())}


def _show_forms(
    request: PersonRequest, found: Exam, form: FormCountForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    rows = made_forms(found)
    context = {
        "exam": found,
        "form": form,
        "rows": rows,
        "unread": unread_forms(found),
        "is_expected": found.purpose in FORMS_EXPECTED,
        "reason": own_reason(found),
        "overlap": widest_overlap(as_rule(rows)),
        "spread": spread([row.predicted for row in rows]),
        "band": BAND,
        "is_draft": found.state == ExamState.DRAFT,
        "crumbs": crumbs_of(found, (_("平行卷"), "")),
    }
    return render(request, "exams/exam_forms.html", context | more, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def read_form(request: PersonRequest, ref: str, n: int) -> HttpResponse:
    """One form from its first question to its last; the reader says that it has been read."""
    found = form_to_read(request.rights, ref, n)
    refusal = ""
    if request.method == "POST":
        try:
            deeds.read_form(found, actor=request.person, now=timezone.now())
        except ActRefused as refused:
            refusal = reading_refusal(refused)
        else:
            messages.success(request, _("已记录您的通读。"))
            return redirect("exams:read_form", ref=ref, n=n)
    readers = [reading.person for reading in found.readings.all()]
    context = {
        "row": found,
        "exam": found.form_set.exam,
        "questions": _questions(found),
        "readers": readers,
        "is_read_by_me": any(person.pk == request.person.pk for person in readers),
        "refusal": refusal,
        "crumbs": [(_("通读平行卷"), "")],
    }
    return render(request, "exams/read_form.html", context, status=409 if refusal else 200)


def reading_refusal(refused: ActRefused) -> str:
    """Why, in words of this page."""
    if refused.reason == ActRefusal.SAME_PERSON:
        return _("您已通读本卷，须由另一人通读。")
    return refusal_words(refused.reason)


def _questions(form: ParallelForm) -> list[dict[str, Any]]:
    """The questions in the order in which they were dealt, with what each one asks."""
    revisions = Revision.objects.in_bulk([pk for pk, _marks in form.questions])
    return [
        {
            "revision": revisions[pk],
            "marks": marks,
            "asked": [
                asked_of(revisions[pk], part)
                for part in (range(1, len(revisions[pk].parts) + 1) or [0])
            ],
        }
        for pk, marks in form.questions
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def use_reserve(request: PersonRequest, ref: str) -> HttpResponse:
    """Sign that the session sits the reserve form, and why; two persons must."""
    found = session_for(request.rights, ref)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _show_reserve(request, found, form)
    if not form.is_valid():
        return _show_reserve(request, found, form, status=422)
    try:
        reason, now = form.cleaned_data["reason"], timezone.now()
        done = deeds.use_reserve(found, reason=reason, actor=request.person, now=now)
    except ActRefused as refused:
        return _show_reserve(request, found, form, refusal_words(refused.reason), 409)
    if done is None:
        messages.success(request, _("您已签署，等待第二人签署后启用备用卷。"))
        return redirect("exams:amend", ref=found.exam.ref)
    messages.success(request, _("两人已签署，本场改用备用卷。"))
    return redirect("exams:session", ref=found.ref)


def _show_reserve(
    request: PersonRequest,
    found: ExamSession,
    form: ReasonForm,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    is_sealed = found.exam.state == ExamState.SEALED
    context = {
        "session": found,
        "form": form,
        "refusal": refusal,
        "may_use": is_sealed
        and not on_reserve(found.exam)
        and not found.attempts.filter(started_at__isnull=False).exists()
        and bool(forms_left(found, on_reserve=True)),
        "crumbs": crumbs_of(
            found.exam,
            (session_name(found), reverse("exams:session", args=[found.ref])),
            (_("启用备用卷"), ""),
        ),
    }
    return render(request, "exams/session_reserve.html", context, status=status)
