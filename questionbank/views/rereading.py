"""A question read again under a changed law: old and new text side by side."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from people.http import PersonRequest
from people.rules import Role
from questionbank import access, actions
from questionbank.forms import ReasonForm
from questionbank.models import RefusalWords, Revision, State
from questionbank.models.rereading import Reread, moved_in
from questionbank.views.showing import asked


@require_http_methods(["GET", "HEAD", "POST"])
def reread(request: PersonRequest, revision_id: int) -> HttpResponse:
    """What became of the cited articles; POST, by a reviewer: the question stands, and why."""
    if request.method == "POST":
        revision = access.revision_to_review(request.rights, revision_id)
    else:
        revision = access.revision_for(request.rights, revision_id)
    lines = moved_in(revision, timezone.localdate())
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        refused = _reaffirm(request, revision, lines, form.cleaned_data["reason"])
        if refused is None:
            messages.success(request, _("已记录：该题在现行条文下仍然成立。"))
            return redirect("questionbank:question", code=revision.question.code)
        form.add_error("reason", RefusalWords(refused.reason).label)
    key = access.key_of(request.rights, revision)
    path = revision.question.agency.path
    own = revision.author_id == request.person.pk
    context = {
        "revision": revision,
        "question": revision.question,
        "lines": lines,
        "asked": asked(revision, key),
        "key": key,
        "form": form,
        "may_revise": not revision.is_open and request.rights.covers(path, Role.SETTER),
        "may_reaffirm": bool(lines)
        and all(row.line.new for row in lines)
        and revision.state == State.APPROVED
        and not own
        and request.rights.covers(path, Role.REVIEWER),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "questionbank/reread.html", context, status=status)


def _reaffirm(
    request: PersonRequest, revision: Revision, lines: list[Reread], reason: str
) -> actions.Refused | None:
    pairs = [(row.citation, article) for row in lines for article in row.line.new]
    try:
        actions.reaffirm(
            revision, pairs, reason=reason, reviewer=request.person, now=timezone.now()
        )
    except actions.Refused as refused:
        return refused
    return None
