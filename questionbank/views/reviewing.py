"""A reviewer's pages: what waits, one decision, many approvals, taking out of use."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exchange.http import RowsByKey, as_list, filtering
from people.access import require
from people.http import PersonRequest
from people.rules import Role
from questionbank import access, actions
from questionbank.filters import RevisionFilter
from questionbank.forms import DecisionForm, ReasonForm, SelectionForm
from questionbank.models import RefusalWords, Revision, State
from questionbank.tables import WaitingTable
from questionbank.views.findings import findings
from questionbank.views.looking import compare, question_context
from questionbank.views.showing import answer, asked, names


@require_safe
def review(request: PersonRequest) -> HttpResponse:
    """Submitted revisions that this reviewer may decide on; `?all=1` ticks the whole page."""
    require(request.rights, Role.REVIEWER)
    rows = Revision.objects.waiting_for(request.rights)
    chosen = RevisionFilter(request.GET, queryset=rows, today=timezone.localdate())
    chosen.form.is_filter = True
    for name in ("state", "use"):
        del chosen.form.fields[name]
    picked = bool(request.GET.get("all"))
    waiting = RowsByKey(chosen.qs, Revision.objects.with_basis())
    table = as_list(request, WaitingTable(waiting, picked=picked))
    context = {
        "filter": chosen,
        "table": table,
        "count": table.page.paginator.count,
        "active": filtering(chosen),
        "picked": picked,
        "query": _query_without(request, "all"),
    }
    return render(request, "questionbank/review.html", context)


def _query_without(request: PersonRequest, name: str) -> str:
    query = request.GET.copy()
    query.pop(name, None)
    return query.urlencode()


@require_POST
def approve_many(request: PersonRequest) -> HttpResponse:
    """Show what was ticked, with keys; approve all of it when confirmed."""
    require(request.rights, Role.REVIEWER)
    waiting = Revision.objects.waiting_for(request.rights)
    form = SelectionForm(request.POST, waiting=list(waiting.values_list("pk", flat=True)))
    if not form.is_valid():
        for fault in form.errors.get("revision", []):
            messages.error(request, str(fault))
        return redirect("questionbank:review")
    chosen = waiting.with_basis().filter(pk__in=form.cleaned_data["revision"])
    rows = list(chosen.select_related("question__agency", "key"))
    if not request.POST.get("confirmed"):
        shown = [(row, answer(row.kind, row.key.open())) for row in rows]
        context = {"shown": shown, "people": names(rows)}
        return render(request, "questionbank/approve_many.html", context)
    try:
        done = actions.approve_many(
            rows, reviewer=request.person, note=form.cleaned_data["note"], now=timezone.now()
        )
    except actions.Refused as refused:
        messages.error(request, f"{refused.detail} {RefusalWords(refused.reason).label}")
    else:
        words = ngettext("已批准 %(n)s 题。", "已批准 %(n)s 题。", len(done))
        messages.success(request, words % {"n": len(done)})
    return redirect("questionbank:review")


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: PersonRequest, revision_id: int) -> HttpResponse:
    """One submitted revision with key, rationale, articles and remarks; approve or return it."""
    revision = access.revision_to_review(request.rights, revision_id)
    if revision.state != State.SUBMITTED:
        messages.error(request, RefusalWords.NOT_SUBMITTED.label)
        return redirect("questionbank:question", code=revision.question.code)
    form = DecisionForm(request.POST or None)
    if request.POST and form.is_valid():
        refused = _decide(request, revision, form.cleaned_data["note"])
        if refused is None:
            return redirect("questionbank:review")
        form.add_error("note", RefusalWords(refused.reason).label)
    key = revision.key.open()
    older = revision.question.revisions.filter(n__lt=revision.n).order_by("-n").first()
    context = {
        "revision": revision,
        "question": revision.question,
        "people": names([revision]),
        "asked": asked(revision, key),
        "key": key,
        "findings": findings(revision, key, timezone.localdate()),
        "older": older,
        "changes": compare(older, revision) if older else [],
        "form": form,
    }
    return render(request, "questionbank/decide.html", context, status=422 if request.POST else 200)


def _decide(request: PersonRequest, revision: Revision, note: str) -> actions.Refused | None:
    """Do what the pressed button says; the refusal, if there is one."""
    code = revision.question.code
    try:
        if request.POST.get("decision") == "approve":
            actions.approve(revision, reviewer=request.person, note=note, now=timezone.now())
            messages.success(request, _("已批准 %s。") % code)
        else:
            actions.send_back(revision, reviewer=request.person, note=note, now=timezone.now())
            messages.success(request, _("已将 %s 退回命题人。") % code)
    except actions.Refused as refused:
        return refused
    return None


@require_POST
def retire(request: PersonRequest, code: str) -> HttpResponse:
    """Take a question out of use, with the reason."""
    question = access.question_to_retire(request.rights, code)
    form = ReasonForm(request.POST)
    if form.is_valid():
        in_use = question.revisions.filter(state=State.APPROVED).order_by("-n").first()
        try:
            actions.retire(
                in_use or question.revisions.latest("n"),
                reviewer=request.person,
                reason=form.cleaned_data["reason"],
                now=timezone.now(),
            )
        except actions.Refused as refused:
            messages.error(request, RefusalWords(refused.reason).label)
        else:
            messages.success(request, _("%s 已停用。") % code)
        return redirect("questionbank:question", code=code)
    context = question_context(request, question, form)
    return render(request, "questionbank/question.html", context, status=422)
