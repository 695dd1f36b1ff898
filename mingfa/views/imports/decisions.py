"""The importer decides: commit, give up, undo."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from exchange import rules, tasks
from exchange.actions import deciding, staging
from exchange.forms import UndoForm
from exchange.rules import Refused, State
from mingfa.views.imports import doors
from mingfa.views.imports.preview import refused_page
from people.http import PersonRequest


@require_http_methods(["GET", "POST"])
def commit(request: PersonRequest, ref: str) -> HttpResponse:
    """Say what will be entered, then have it entered."""
    job, kind = doors.import_for(request, ref)
    if request.method != "POST":
        counts = job.rows.counts()
        refusal = rules.commit_refusal(State(job.state), counts)
        if refusal:
            return refused_page(request, job, Refused(refusal))
        context = {"job": job, "kind": kind, "counts": counts}
        return render(request, "exchange/commit.html", context)
    try:
        deciding.decide(job, now=timezone.now())
    except Refused as refused:
        return refused_page(request, job, refused)
    tasks.commit_import.enqueue(job.ref)
    return redirect("imports:show", ref=job.ref)


@require_POST
def discard(request: PersonRequest, ref: str) -> HttpResponse:
    """Give up an import that has not been committed."""
    job, _kind = doors.import_for(request, ref)
    try:
        staging.discard(job, now=timezone.now())
    except Refused as refused:
        return refused_page(request, job, refused)
    messages.success(request, _("已放弃该导入，没有登记任何内容。"))
    return redirect("imports:imports")


@require_http_methods(["GET", "POST"])
def undo(request: PersonRequest, ref: str) -> HttpResponse:
    """Take everything back, with a reason, while none of it is used."""
    job, kind = doors.import_for(request, ref)
    if job.state != State.COMMITTED:
        return refused_page(request, job, Refused(rules.Refusal.STATE))
    form = UndoForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        context = {"job": job, "kind": kind, "form": form}
        return render(request, "exchange/undo.html", context, status=status)
    try:
        deciding.undo(
            job,
            kind,
            actor_id=request.person.pk,
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        )
    except Refused as refused:
        return refused_page(request, job, refused)
    messages.success(request, _("已撤销该导入，登记的内容已全部收回。"))
    return redirect("imports:show", ref=job.ref)
