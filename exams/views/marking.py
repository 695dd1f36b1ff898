"""Marking written answers: what waits, one script after another, without names."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from exams.access import (
    alike,
    marking_tasks,
    picture_on_script,
    script_to_mark,
    scripts_for,
)
from exams.access.marking import MINE, WAITING, own_marks_of, script_to_correct
from exams.actions import hand_marking
from exams.forms import MarkForm
from exams.forms.marking import CorrectionForm
from exams.models import HandMark, Script
from exams.proof import asked_of, written_text
from exams.rules.hand_marking import MarkRefusal
from exams.tables import MarkingTable
from exams.tables.marking import OwnMarkTable
from exchange.http import as_list, as_sheet
from people.http import PersonRequest
from questionbank.http import picture_response

REFUSALS: dict[str, Promise] = {
    MarkRefusal.CANDIDATE_HIMSELF: gettext_lazy("这是您本人的作答，您应当回避。"),
    MarkRefusal.OWN_UNIT: gettext_lazy("考生与您同属一个单位，您应当回避。"),
    MarkRefusal.OWN_QUESTION: gettext_lazy("您参与了本题的命题或审题，不能评分。"),
    MarkRefusal.MARKED_BEFORE: gettext_lazy("您已为本份作答评分，不能再评。"),
    MarkRefusal.DECIDED_IT: gettext_lazy("您答复过对本题得分的异议，应当回避。"),
    MarkRefusal.NOT_YOURS: gettext_lazy("只能更正您本人的评分。"),
    MarkRefusal.REASON_MISSING: gettext_lazy("请写明更正理由。"),
    MarkRefusal.SETTLED: gettext_lazy("本份作答已评定，您的评分没有计入。请评下一份。"),
    MarkRefusal.STILL_RUNNING: gettext_lazy("场次尚未结束，不能评分。"),
    MarkRefusal.BAD_POINTS: gettext_lazy("要点得分超出分值，请核对后重填。"),
}


@require_safe
def marking(request: PersonRequest) -> HttpResponse:
    """The questions with scripts for the reader, and how far they are."""
    rows = marking_tasks(request.person, request.rights, timezone.now())
    waiting = sum(row["waiting"] for row in rows)
    context = {
        "table": as_list(request, MarkingTable(rows), sheet=reverse("exams:marking_sheet")),
        "waiting": waiting,
        "first": next((row for row in rows if row["waiting"]), None),
        "own": own_marks_of(request.person, request.rights, timezone.now()).count(),
    }
    return render(request, "exams/marking.html", context)


@require_safe
def marking_sheet(request: PersonRequest) -> HttpResponse:
    """The same rows to keep."""
    rows = marking_tasks(request.person, request.rights, timezone.now())
    return as_sheet(request, MarkingTable(rows), _("阅卷"), without=("act",))


@require_safe
def next_script(request: PersonRequest, exam_ref: str, revision_id: int, part: int) -> HttpResponse:
    """Go to the next script of a question that waits for the reader, or back to the list."""
    rows = scripts_for(request.person, request.rights, timezone.now()).filter(
        attempt__exam__ref=exam_ref, revision=revision_id, part=part
    )
    if not rows.exists():
        raise Http404("question")
    found = rows.filter(WAITING).order_by("ref").first()
    if found is None:
        messages.info(request, _("该题没有等待您评分的作答。"))
        return redirect("exams:marking")
    return redirect("exams:mark_script", ref=found.ref)


@require_http_methods(["GET", "HEAD", "POST"])
def mark_script(request: PersonRequest, ref: str) -> HttpResponse:
    """One answer beside the points that it should make; the marks lead on to the next one."""
    now = timezone.now()
    script = script_to_mark(request.person, request.rights, ref, now)
    points = hand_marking.points_of(script, hand_marking.place_of(script))
    form = MarkForm(request.POST or None, points=points)
    if request.method != "POST":
        return _show(request, script, form)
    if not form.is_valid():
        return _show(request, script, form, status=422)
    try:
        hand_marking.mark_script(
            script,
            form.points(),
            note=form.cleaned_data["note"],
            actor=request.person,
            now=now,
        )
    except hand_marking.MarkRefused as refused:
        words = str(REFUSALS[refused.reason])
        return _show(request, script, form, refusal=words, status=409)
    return redirect(_next_address(script))


CORRECTIONS = REFUSALS | {
    MarkRefusal.SETTLED: gettext_lazy("本份作答已评定，不能再更正。"),
    MarkRefusal.MARKED_BEFORE: gettext_lazy("与您原来的评分相同，无须更正。"),
}


@require_safe
def own_marks(request: PersonRequest) -> HttpResponse:
    """The reader's own marks that may still be corrected."""
    rows = own_marks_of(request.person, request.rights, timezone.now())
    context = {
        "table": as_list(request, OwnMarkTable(rows), sheet=reverse("exams:own_marks_sheet")),
        "count": rows.count(),
        "crumbs": [(_("阅卷"), reverse("exams:marking")), (_("更正评分"), "")],
    }
    return render(request, "exams/own_marks.html", context)


@require_safe
def own_marks_sheet(request: PersonRequest) -> HttpResponse:
    """The same rows to keep."""
    rows = own_marks_of(request.person, request.rights, timezone.now())
    return as_sheet(request, OwnMarkTable(rows), _("更正评分"), without=("act",))


@require_http_methods(["GET", "HEAD", "POST"])
def correct_mark(request: PersonRequest, ref: str) -> HttpResponse:
    """Put other marks in the place of the reader's own, with a reason."""
    now = timezone.now()
    script, own = script_to_correct(request.person, request.rights, ref, now)
    points = hand_marking.points_of(script, hand_marking.place_of(script))
    form = CorrectionForm(request.POST or None, points=points, own=own.points)
    if request.method != "POST":
        return _show(request, script, form, own=own)
    if not form.is_valid():
        return _show(request, script, form, own=own, status=422)
    reason = form.cleaned_data["note"]
    try:
        hand_marking.correct_mark(
            script, form.points(), reason=reason, actor=request.person, now=now
        )
    except hand_marking.MarkRefused as refused:
        words = str(CORRECTIONS[refused.reason])
        return _show(request, script, form, own=own, refusal=words, status=409)
    messages.success(request, _("评分已更正，原评分保留。"))
    return redirect("exams:own_marks")


@require_safe
def script_picture(request: PersonRequest, ref: str, sha256: str) -> HttpResponse:
    """A picture of the question, for who marks an answer to it."""
    script = script_to_mark(request.person, request.rights, ref, timezone.now())
    return picture_response(picture_on_script(script, sha256))


def _next_address(script: Script) -> str:
    of = [script.attempt.exam.ref, script.revision_id, script.part]
    return reverse("exams:next_script", args=of)


def _show(
    request: PersonRequest,
    script: Script,
    form: MarkForm,
    *,
    own: HandMark | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    rows = alike(request.person, request.rights, script, timezone.now())
    left, mine = rows.filter(WAITING).count(), rows.filter(MINE).count()
    place = hand_marking.place_of(script)
    context: dict[str, Any] = {
        "script": script,
        "asked": asked_of(script.revision, script.part),
        "material": script.revision.stem if script.part else "",
        "text": written_text(script),
        "worth": place.marks,
        "form": form,
        "refusal": refusal,
        "own": own,
        "may_mark": script.is_mine is (own is not None) and not script.is_settled,
        "may_correct": script.is_mine and not script.is_settled and own is None,
        "left": left,
        "mine": mine,
        "all": left + mine,
        "next": _next_address(script),
        "crumbs": [(_("阅卷"), reverse("exams:marking")), (script.attempt.exam.title, "")],
    }
    return render(request, "exams/mark_script.html", context, status=status)
