"""Exams: the list, the draft, and the way of one exam step by step."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from exams.access import exam_for
from exams.actions.planning import ExamDraft
from exams.actions.planning import change_exam as write_changes
from exams.actions.planning import make_exam as write_new
from exams.actions.sealing import sign_seal as give_signature
from exams.actions.signing import ActRefused
from exams.filters import ExamFilter
from exams.forms import ExamForm
from exams.models import Exam
from exams.models.overview import with_stage
from exams.proof import last_day, seal_body, touched_in
from exams.proof.markers import AtHand, markers_planned
from exams.rules.conduct import Act, ActRefusal, ExamState, SessionState
from exams.tables import ExamTable
from exams.views.amending import amendments_of, may_amend, pending_in
from exams.views.post_lists import list_behind
from exams.views.progress import progress_of
from exams.views.signatures import outdated, signed_so_far
from exams.views.words import refusal_words, said_of
from exchange.http import as_list, as_sheet, filtering
from journal.rules import digest
from people.access import require
from people.http import PersonRequest
from people.rules import Role


@require_safe
def exams(request: PersonRequest) -> HttpResponse:
    """All exams of one's own agencies."""
    found = _found(request)
    table = as_list(request, ExamTable(found.qs), sheet=reverse("exams:exams_sheet"))
    context = {"table": table, "filter": found, "active": filtering(found)}
    return render(request, "exams/exams.html", context)


@require_safe
def exams_sheet(request: PersonRequest) -> HttpResponse:
    """The same rows as a sheet."""
    return as_sheet(request, ExamTable(_found(request).qs), _("考试"))


def _found(request: PersonRequest) -> ExamFilter:
    require(request.rights, Role.EXAM_OFFICER)
    own = Exam.objects.visible_to(request.rights, Role.EXAM_OFFICER).select_related("agency")
    return ExamFilter(request.GET, queryset=with_stage(own, timezone.now()))


@require_safe
def exam(request: PersonRequest, ref: str) -> HttpResponse:
    """One exam: where it stands, what is missing, who signed, and the next act."""
    found = exam_for(request.rights, ref)
    progress = progress_of(found, timezone.now(), request.person.pk)
    context = {
        "exam": found,
        "progress": progress,
        "seal": getattr(found, "seal", None),
        "form_values": ExamForm.values_of(found),
        "may_change": found.state == ExamState.DRAFT,
        "amendments": amendments_of(found),
        "may_amend": may_amend(found),
        "pending": len(pending_in(found)),
        "markers": _markers(found),
        "touched": {pk for row in touched_in([found], timezone.now()) for pk in row.questions},
        "crumbs": [(_("考试"), reverse("exams:exams")), (found.title, "")],
    }
    return render(request, "exams/exam.html", context)


def _markers(found: Exam) -> AtHand | None:
    """The markers at hand, as long as not all results are published."""
    states = set(found.sessions.values_list("state", flat=True))
    is_due = states != {SessionState.PUBLISHED}
    return markers_planned(found, timezone.localdate()) if is_due else None


@require_http_methods(["GET", "HEAD", "POST"])
def make_exam(request: PersonRequest) -> HttpResponse:
    """Write a new exam as a draft."""
    require(request.rights, Role.EXAM_OFFICER)
    return _edit(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def change_exam(request: PersonRequest, ref: str) -> HttpResponse:
    """Change a draft."""
    return _edit(request, exam_for(request.rights, ref))


def _edit(request: PersonRequest, found: Exam | None) -> HttpResponse:
    title = _("修改考试") if found else _("新建考试")
    initial = ExamForm.values_of(found) if found else None
    form = ExamForm(request.POST or None, initial=initial, rights=request.rights)
    status = 200
    if request.method == "POST":
        saved = _save(request, found, form) if form.is_valid() else None
        if saved is not None:
            messages.success(request, _("考试已保存。"))
            return redirect("exams:exam", ref=saved.ref)
        status = 409 if form.non_field_errors() else 422
    back = reverse("exams:exam", args=[found.ref]) if found else reverse("exams:exams")
    context = {
        "form": form,
        "title": title,
        "back": back,
        "crumbs": [(_("考试"), reverse("exams:exams")), (title, "")],
    }
    return render(request, "exams/exam_form.html", context, status=status)


def _save(request: PersonRequest, found: Exam | None, form: ExamForm) -> Exam | None:
    draft, now = ExamDraft(**form.columns()), timezone.now()
    if found is None:
        return write_new(draft=draft, actor=request.person, now=now)
    try:
        return write_changes(found, draft=draft, actor=request.person, now=now)
    except ActRefused as refused:
        form.add_error(None, refusal_words(refused.reason))
        return None


@require_http_methods(["GET", "HEAD", "POST"])
def sign_seal(request: PersonRequest, ref: str) -> HttpResponse:
    """What the seal will fix, and one's signature under it."""
    found = exam_for(request.rights, ref)
    if request.method == "POST":
        return _give_signature(request, found)
    return _show_seal(request, found)


def _give_signature(request: PersonRequest, found: Exam) -> HttpResponse:
    if request.POST.get("digest") != digest(seal_body(found)):
        return _show_seal(request, found, refusal_words(ActRefusal.CHANGED_SINCE))
    try:
        seal = give_signature(found, actor=request.person, now=timezone.now())
    except ActRefused as refused:
        return _show_seal(request, found, said_of(refused))
    if seal is None:
        messages.success(request, _("您已签署，等待第二人签署后封存。"))
    else:
        messages.success(request, _("考试已封存。"))
    return redirect("exams:exam", ref=found.ref)


def _show_seal(request: PersonRequest, found: Exam, refusal: str = "") -> HttpResponse:
    body = seal_body(found)
    signed = signed_so_far(Act.SEAL, found.ref, digest(body))
    context = {
        "exam": found,
        "digest": digest(body),
        "progress": progress_of(found, timezone.now(), request.person.pk),
        "outdated": outdated(Act.SEAL, found.ref, digest(body)),
        "markers": _markers(found),
        "behind": list_behind(found.blueprint, last_day(found, timezone.localdate())),
        "signed": signed,
        "is_signed_by_me": any(row.person_id == request.person.pk for row in signed),
        "may_sign": found.state == ExamState.DRAFT,
        "refusal": refusal,
        "crumbs": [
            (_("考试"), reverse("exams:exams")),
            (found.title, reverse("exams:exam", args=[found.ref])),
            (_("封存"), ""),
        ],
    }
    return render(request, "exams/exam_seal.html", context, status=409 if refusal else 200)
