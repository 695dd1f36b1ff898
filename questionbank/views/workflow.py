"""Who waits for whom: the board, who reviews what, what is said, what is held back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from people.http import PersonRequest
from people.models import Person
from people.rules import Role
from questionbank import access, actions
from questionbank.forms import AssignForm, CommentForm, ReasonForm
from questionbank.models import RefusalWords, Revision, State
from questionbank.views.looking import question_context

SHOWN = 8  # codes named in one line of the board


@dataclass
class Line:
    """What waits for one person: how many, since when, and the first of them."""

    who: str
    count: int = 0
    since: datetime | None = None
    codes: list[str] = field(default_factory=list)

    def take(self, code: str, since: datetime | None) -> None:
        self.count += 1
        if since and (self.since is None or since < self.since):
            self.since = since
        if len(self.codes) < SHOWN:
            self.codes.append(code)


@require_safe
def board(request: PersonRequest) -> HttpResponse:
    """What waits for which reviewer, what for which author, and what is held back."""
    access.bank(request.rights)
    waiting = Revision.objects.visible_to(request.rights).filter(state=State.SUBMITTED)
    returned = Revision.objects.visible_to(request.rights).current().filter(state=State.RETURNED)
    held = Revision.objects.visible_to(request.rights).filter(state=State.SUSPENDED)
    reviewing = _lines(waiting, "assigned_to_id", "authored_at", _("未指定审题人"))
    context = {
        "reviewing": reviewing,
        "waiting": sum(line.count for line in reviewing),
        "mending": _lines(returned, "author_id", "decided_at", ""),
        "held": _lines(held, "suspended_by_id", "suspended_at", ""),
        "may_review": request.rights.has(Role.REVIEWER),
    }
    return render(request, "questionbank/board.html", context)


def _lines(rows: QuerySet[Revision], who: str, since: str, nobody: str) -> list[Line]:
    """The rows by the person they wait for, the longest wait first; two queries."""
    values = list(rows.order_by(since, "pk").values_list(who, since, "question__code"))
    ids = {person_id for person_id, _since, _code in values if person_id}
    names = dict(Person.objects.filter(pk__in=ids).values_list("pk", "name"))
    lines: dict[int | None, Line] = defaultdict(lambda: Line(nobody))
    for person_id, at, code in values:
        if person_id and person_id not in lines:
            lines[person_id] = Line(names.get(person_id, _("不详")))
        lines[person_id].take(code, at)
    return list(lines.values())


@require_POST
def assign(request: PersonRequest, revision_id: int) -> HttpResponse:
    """Give a waiting revision to one reviewer."""
    revision = access.revision_to_assign(request.rights, revision_id)
    choices = access.reviewers_of(revision, timezone.localdate())
    form = AssignForm(request.POST, reviewers=choices)
    if not form.is_valid():
        for fault in form.errors.get("reviewer", []):
            messages.error(request, str(fault))
        return redirect("questionbank:question", code=revision.question.code)
    chosen = next(person for person in choices if person.pk == form.cleaned_data["reviewer"])
    return _done(
        request,
        revision,
        lambda: actions.assign(revision, to=chosen, actor=request.person, now=timezone.now()),
        _("已指定%s审定此题。") % chosen.name,
    )


@require_POST
def comment(request: PersonRequest, revision_id: int) -> HttpResponse:
    """Say something on a revision, for its author and its reviewers."""
    revision = access.revision_to_discuss(request.rights, revision_id)
    form = CommentForm(request.POST)
    if not form.is_valid():
        context = question_context(request, revision.question) | {"comment_form": form}
        return render(request, "questionbank/question.html", context, status=422)
    return _done(
        request,
        revision,
        lambda: actions.comment(
            revision, words=form.cleaned_data["words"], author=request.person, now=timezone.now()
        ),
        _("意见已登记。"),
    )


@require_POST
def suspend(request: PersonRequest, code: str) -> HttpResponse:
    """Hold a question in use back, with the reason."""
    question = access.question_to_retire(request.rights, code)
    form = ReasonForm(request.POST, prefix="suspend")
    in_use = question.revisions.filter(state=State.APPROVED).order_by("-n").first()
    revision = in_use or question.revisions.latest("n")
    if not form.is_valid():
        context = question_context(request, question) | {"suspend_form": form}
        return render(request, "questionbank/question.html", context, status=422)
    return _done(
        request,
        revision,
        lambda: actions.suspend(
            revision,
            reviewer=request.person,
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        ),
        _("%s 已暂停使用。") % code,
    )


@require_POST
def resume(request: PersonRequest, code: str) -> HttpResponse:
    """Take a suspended question into use again."""
    question = access.question_to_retire(request.rights, code)
    held = question.revisions.filter(state=State.SUSPENDED).order_by("-n").first()
    revision = held or question.revisions.latest("n")
    return _done(
        request,
        revision,
        lambda: actions.resume(revision, reviewer=request.person, now=timezone.now()),
        _("%s 已恢复使用。") % code,
    )


def _done(
    request: PersonRequest, revision: Revision, deed: Callable[[], object], words: str
) -> HttpResponse:
    """Do the deed and say so, or say why not; back to the question."""
    try:
        deed()
    except actions.Refused as refused:
        messages.error(request, RefusalWords(refused.reason).label)
    else:
        messages.success(request, words)
    return redirect("questionbank:question", code=revision.question.code)
