"""Objections: filed by the candidate, advised on by reviewers, decided by examination officers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exams.access import own_attempt
from exams.access.objections import (
    advises,
    decides,
    objection_for,
    objection_to_advise,
    objection_to_decide,
    remarked_upon,
)
from exams.access.review import ReviewSheet, review_of
from exams.actions import objecting
from exams.actions.remarking import scripts_concerned, scripts_named
from exams.actions.signing import ActRefused
from exams.filters import ObjectionFilter
from exams.forms.objections import AdviceForm, ObjectionForm, RulingForm
from exams.models import AboutChoice, Attempt, KeyProposal, Objection, RulingChoice
from exams.proof.markers import AtHand, markers_anew
from exams.rules.conduct import ActRefusal, SessionState
from exams.rules.objecting import WHOLE_PAPER
from exams.rules.review import Viewer
from exams.tables import ObjectionTable
from exams.views.words import refusal_words
from exchange.http import as_list, as_sheet, filtering
from people.access import require
from people.http import PersonRequest
from people.rules import Role

OFFICERS, REVIEWERS = Role.EXAM_OFFICER, Role.REVIEWER


@require_http_methods(["GET", "HEAD", "POST"])
def object_to_result(request: PersonRequest, ref: str) -> HttpResponse:
    """Object to one's own published result, to several questions at once."""
    attempt, now = own_attempt(request.person, ref), timezone.now()
    sheet = review_of(attempt, Viewer.CANDIDATE, now)
    if attempt.session.state != SessionState.PUBLISHED or not sheet.is_released:
        return redirect("exams:result", ref=ref)
    places = _places_to_choose(attempt, sheet)
    data = request.POST if request.method == "POST" else None
    form = ObjectionForm(data, places=places, initial=_asked(request))
    until = objecting.last_day_of(attempt, sheet.last_shift)
    context = {"attempt": attempt, "form": form, "until": until, "crumbs": _own_crumbs(attempt)}
    context["is_late"] = timezone.localdate(now) > until
    context["special"] = objecting.special_days_until(attempt, until)
    if request.method != "POST":
        return render(request, "exams/object.html", context)
    if not form.is_valid():
        return render(request, "exams/object.html", context, status=422)
    try:
        filed = objecting.file_objections(
            attempt,
            form.chosen(),
            about=AboutChoice(form.cleaned_data["about"]),
            claim=form.cleaned_data["claim"],
            actor=request.person,
            now=now,
        )
    except ActRefused as refused:
        context["refusal"] = refusal_words(refused.reason)
        return render(request, "exams/object.html", context, status=409)
    messages.success(request, _("已提出 %(n)d 项异议，答复后在本页告知。") % {"n": len(filed)})
    return redirect("exams:result", ref=ref)


def _places_to_choose(attempt: Attempt, sheet: ReviewSheet) -> list[tuple[int, str]]:
    """The total first, then every question, by what the candidate may see of it."""
    seen = {p.place: p.stem for p in sheet.places if p.stem}
    count = len(attempt.sat.body["places"])
    lines = [(WHOLE_PAPER, _("总分"))]
    for n in range(1, count + 1):
        word = _("第 %(n)d 题") % {"n": n}
        lines.append((n, f"{word}　{seen[n][:40]}" if n in seen else word))
    return lines


def _asked(request: PersonRequest) -> dict[str, Any]:
    """What the address proposes: the question from which the reader came."""
    place = request.GET.get("place", "")
    return {"places": [int(place)] if place.isascii() and place.isdigit() else []}


def _own_crumbs(attempt: Attempt) -> list[tuple[str, str]]:
    result = reverse("exams:result", args=[attempt.ref])
    return [
        (_("我的考试"), reverse("exams:mine")),
        (attempt.exam.title, result),
        (_("提出异议"), ""),
    ]


@require_safe
def objections(request: PersonRequest) -> HttpResponse:
    """Objections to one's exams, or to questions of one's bank; those that wait first."""
    chosen = _filtered(request)
    table = _table(request, chosen)
    context = {
        "filter": chosen,
        "active": filtering(chosen),
        "waiting": Objection.objects.visible_to(request.rights).waiting().count(),
        "table": as_list(request, table, sheet=reverse("exams:objections_sheet")),
    }
    return render(request, "exams/objections.html", context)


@require_safe
def objections_sheet(request: PersonRequest) -> HttpResponse:
    """The list as filtered, as a sheet."""
    return as_sheet(request, _table(request, _filtered(request)), _("成绩异议"))


def _filtered(request: PersonRequest) -> ObjectionFilter:
    require(request.rights, OFFICERS, REVIEWERS)
    rows = Objection.objects.visible_to(request.rights)
    return ObjectionFilter(
        request.GET, queryset=rows.select_related("attempt__exam", "attempt__person")
    )


def _table(request: PersonRequest, chosen: ObjectionFilter) -> ObjectionTable:
    """Reviewers judge questions, not persons: they see no name."""
    hidden = () if request.rights.has(OFFICERS) else ("name",)
    return ObjectionTable(chosen.qs, exclude=hidden)


@require_safe
def objection(request: PersonRequest, ref: str) -> HttpResponse:
    """One objection with its question, what the reviewer says and what was decided."""
    return _show(request, objection_for(request.rights, ref))


@require_POST
def advise_objection(request: PersonRequest, ref: str) -> HttpResponse:
    """Give one's advice, as a reviewer."""
    found = objection_to_advise(request.rights, ref)
    form = AdviceForm(request.POST)
    if not form.is_valid():
        return _show(request, found, advice=form, status=422)
    try:
        objecting.advise(
            found, advice=form.cleaned_data["advice"], actor=request.person, now=timezone.now()
        )
    except ActRefused as refused:
        return _show(request, found, advice=form, refusal=_words(refused), status=409)
    messages.success(request, _("审题意见已提交。"))
    return redirect("exams:objection", ref=ref)


@require_POST
def decide_objection(request: PersonRequest, ref: str) -> HttpResponse:
    """Decide, as an examination officer."""
    found = objection_to_decide(request.rights, ref)
    form = RulingForm(request.POST, may_remark=_may_remark(found))
    if not form.is_valid():
        return _show(request, found, ruling=form, status=422)
    ruling = RulingChoice(form.cleaned_data["ruling"])
    reason = form.cleaned_data["reason"]
    try:
        objecting.decide(
            found,
            ruling=ruling,
            reason=reason,
            remark=form.cleaned_data.get("remark", False),
            actor=request.person,
            now=timezone.now(),
        )
    except ActRefused as refused:
        return _show(request, found, ruling=form, refusal=_words(refused), status=409)
    messages.success(request, _("异议已答复。"))
    return redirect("exams:objection", ref=ref)


def _may_remark(found: Objection) -> bool:
    """Whether who decides may have the answer marked anew, though the question is objected to."""
    return found.about == AboutChoice.QUESTION and bool(scripts_named(found))


def _markers(request: PersonRequest, found: Objection) -> AtHand | None:
    """Whether enough are left to mark anew: before it is decided, without the reader, who may be
    the one; then until it is done."""
    rows = found.attempt.scripts.counting()
    if found.place != WHOLE_PAPER:
        rows = rows.filter(place=found.place)
    is_open = found.decided_at is not None
    if is_open:
        rows = rows.filter(pk__in=found.remarkings.values("script"))
    is_done = is_open and all(row.marks is not None for row in remarked_upon(found))
    if is_done or not rows.exists():
        return None
    but = () if is_open else (request.person.pk,)
    on = timezone.localdate()
    return markers_anew(found.attempt.exam, rows, on, is_open=is_open, but=but)


def _words(refused: ActRefused) -> str:
    """Why, in words of this page."""
    special = {
        ActRefusal.WRONG_STATE: _("该异议已经处理，请查看最新情况。"),
        ActRefusal.OWN_QUESTIONS: _("您参与了本题的命题或审题，应当回避。"),
        ActRefusal.SAME_PERSON: _("您已提出审题意见，须由另一人答复。"),
        ActRefusal.CANDIDATE_HIMSELF: _("您不能办理本人的异议。"),
    }
    return special.get(refused.reason) or refusal_words(refused.reason)


def _proposals(found: Objection) -> list[KeyProposal]:
    """The changes of keys that were proposed upon the objection, the newest first."""
    return list(found.key_proposals.select_related("change").order_by("-pk"))


def _show(
    request: PersonRequest,
    found: Objection,
    *,
    advice: AdviceForm | None = None,
    ruling: RulingForm | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    waits, is_officer = found.decided_at is None, decides(request.rights, found)
    sheet = review_of(found.attempt, Viewer.EXAM_STAFF, timezone.now())
    may_advise = waits and found.advised_at is None and advises(request.rights, found)
    context = {
        "objection": found,
        "place": next((p for p in sheet.places if p.place == found.place), None),
        "total": sheet,
        "is_officer": is_officer,
        "advice": (advice or AdviceForm()) if may_advise and found.revision_id else None,
        "ruling": (ruling or RulingForm(may_remark=_may_remark(found)))
        if waits and is_officer
        else None,
        "is_written": bool(scripts_named(found)),
        "remarked": remarked_upon(found) if is_officer else (),
        "proposals": _proposals(found) if is_officer else (),
        "would_remark": scripts_concerned(found) if waits and is_officer else (),
        "markers": _markers(request, found) if is_officer else None,
        "refusal": refusal,
        "crumbs": [
            (_("成绩异议"), reverse("exams:objections")),
            (found.attempt.exam.title, ""),
        ],
    }
    return render(request, "exams/objection.html", context, status=status)
