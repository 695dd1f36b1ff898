"""A setter's pages: write, go on writing, submit, begin the next revision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from people.http import PersonRequest
from people.models import Agency
from questionbank import access, actions
from questionbank.forms import ADD_PICTURE, REDRAW, QuestionForm, initial, shape
from questionbank.models import Kind, Picture, PictureWords, RefusalWords, Revision, State
from questionbank.rules.markup import figure_line, is_marked, plain
from questionbank.rules.pictures import LARGEST, PictureRefused
from questionbank.rules.wording import Wording
from questionbank.views.findings import like
from statutes.models import Article, Statute
from statutes.rules.references import Reference


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: PersonRequest) -> HttpResponse:
    """Write a new question of the kind `?kind=`; it is kept as a draft."""
    agency = access.agency_to_write_for(request.rights)
    kind = request.GET.get("kind", Kind.SINGLE)
    if kind not in Kind.values:
        kind = Kind.SINGLE
    typed, fault = _typed(request, agency)
    form = _form(typed, kind, new=True)
    if request.POST and request.POST.get("action") not in REDRAW and _is_sound(form):
        revision = actions.add_question(
            form.wording(),
            agency=agency,
            author=request.person,
            now=timezone.now(),
            pool=form.cleaned_data["pool"],
        )
        messages.success(request, _("已存为草稿，题号 %s。") % revision.question.code)
        return redirect("questionbank:question", code=revision.question.code)
    return _page(request, form, {"kinds": Kind.choices, "kind": kind, "picture_fault": fault})


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: PersonRequest, revision_id: int) -> HttpResponse:
    """Go on with one's own draft; `?kind=` turns it into another kind."""
    revision = access.own_revision(request.rights, revision_id)
    if revision.state != State.DRAFT:
        messages.error(request, RefusalWords.NOT_DRAFT.label)
        return redirect("questionbank:question", code=revision.question.code)
    kind = request.GET.get("kind", revision.kind)
    kind = kind if kind in Kind.values else revision.kind
    key = access.key_of(request.rights, revision)
    start = revision.wording(key) if key else None
    typed, fault = _typed(request, revision.question.agency)
    form = _form(typed, kind, start=start)
    if request.POST and request.POST.get("action") not in REDRAW and _is_sound(form):
        try:
            actions.save_draft(revision, form.wording(), author=request.person, now=timezone.now())
        except actions.Refused as refused:
            messages.error(request, RefusalWords(refused.reason).label)
        else:
            messages.success(request, _("草稿已保存。"))
        return redirect("questionbank:question", code=revision.question.code)
    context = {"kinds": Kind.choices, "kind": kind, "revision": revision, "picture_fault": fault}
    return _page(request, form, context)


@require_POST
def submit(request: PersonRequest, revision_id: int) -> HttpResponse:
    """Hand a draft to the reviewers."""
    revision = access.own_revision(request.rights, revision_id)
    try:
        actions.submit(revision, author=request.person, now=timezone.now())
    except actions.Refused as refused:
        messages.error(request, RefusalWords(refused.reason).label)
    else:
        messages.success(request, _("已提交，等待他人审定。"))
    return redirect("questionbank:question", code=revision.question.code)


@require_POST
def revise(request: PersonRequest, code: str) -> HttpResponse:
    """Begin the next revision as a copy, and go on writing it."""
    question = access.question_to_revise(request.rights, code)
    try:
        revision = actions.revise(question, author=request.person, now=timezone.now())
    except actions.Refused as refused:
        messages.error(request, RefusalWords(refused.reason).label)
        return redirect("questionbank:question", code=code)
    return redirect("questionbank:edit", revision_id=revision.pk)


def _typed(request: PersonRequest, agency: Agency) -> tuple[QueryDict | None, str]:
    """What was typed, and what is wrong with a picture that came along; a sound one is kept and
    named at the end of the stem."""
    if request.POST.get("action") != ADD_PICTURE:
        return request.POST or None, ""
    if getattr(request, "is_upload_too_large", False):
        return request.POST, str(PictureWords.LARGE.label)
    sent = request.FILES.get("picture")
    data = sent.read(LARGEST + 1) if sent else b""
    try:
        kept = actions.add_picture(data, agency=agency, actor=request.person, now=timezone.now())
    except PictureRefused as refused:
        return request.POST, str(PictureWords(refused.fault).label)
    typed = request.POST.copy()
    line = figure_line(str(typed.pop("picture_words", [""])[0]), kept.sha256)
    typed["stem"] = f"{typed.get('stem', '').rstrip()}\n{line}".lstrip()
    return typed, ""


def _form(
    data: QueryDict | None, kind: str, *, start: Wording | None = None, new: bool = False
) -> QuestionForm:
    """The form as typed, or as the draft stands, or empty; with as many rows as asked for."""
    first = initial(start) if start else {}
    titles = list(
        Statute.objects.filter(versions__in=_versions_today())
        .order_by("title")
        .values_list("title", flat=True)
    )
    typed: Mapping[str, Any] = data if data is not None else first
    return QuestionForm(
        data, initial=first, kind=kind, size=shape(kind, typed), titles=titles, new=new
    )


def _versions_today() -> Any:
    return Article.objects.in_force(timezone.localdate()).values("version")


def _is_sound(form: QuestionForm) -> bool:
    """Whether what was typed can be stored; faults stand beside their fields."""
    if form.is_valid():
        value = form.wording()
        form.refuse_missing(_articles(value.cited))
        form.refuse_missing_pictures(Picture.objects.missing(value.pictures))
    return form.is_valid()


def _articles(references: tuple[Reference, ...]) -> dict[Reference, Article]:
    return Article.objects.standing(references, timezone.localdate())


def _page(request: PersonRequest, form: QuestionForm, context: dict[str, Any]) -> HttpResponse:
    redrawn = request.POST.get("action") in REDRAW
    references: tuple[Reference, ...] = ()
    revision: Revision | None = context.get("revision")
    if form.is_bound:
        form.is_valid()
        references = form.cleaned_data.get("citations", ())
        if redrawn:
            form.errors.clear()
    elif revision:
        references = revision.places()
    stem = str(form["stem"].value() or "")
    own = revision.question.code if revision else ""
    context |= {
        "form": form,
        "preview": stem if is_marked(stem) else "",
        "articles": list(_articles(references).values()),
        "alike": like(plain(stem), request.rights, own) if stem and form.is_bound else [],
    }
    status = 422 if form.is_bound and not redrawn else 200
    return render(request, "questionbank/write.html", context, status=status)
