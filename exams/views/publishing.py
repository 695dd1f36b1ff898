"""Before publication: the checks in the background, and the signatures of two persons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exams import tasks
from exams.access import session_for
from exams.actions import checking
from exams.actions.results import publish as sign_publication
from exams.actions.signing import ActRefused
from exams.models import ExamSession, PublicationCheck
from exams.models.marking import settled_in
from exams.rules.conduct import Act, ActRefusal, SessionState
from exams.views.sessions import crumbs_of, session_name
from exams.views.signatures import signed_so_far
from exams.views.words import refusal_words
from journal.rules import digest
from people.http import PersonRequest

CHECKS = ("candidates", "closed", "absent", "open", "unmarked", "broken_chains", "differing")


@dataclass(frozen=True)
class Check:
    """One check before publication: how many, and whether that is in order."""

    name: str
    count: int
    is_right: bool


@require_POST
def check_publication(request: PersonRequest, ref: str) -> HttpResponse:
    """Have the checks made in the background; the page then shows how far they are."""
    found = session_for(request.rights, ref)
    try:
        check = checking.ask_for_check(found, actor=request.person, now=timezone.now())
    except ActRefused as refused:
        return _show(request, found, refusal_words(refused.reason))
    tasks.check_before_publication.enqueue(check.pk)
    return redirect("exams:publish", ref=found.ref)


@require_safe
def check_progress(request: PersonRequest, ref: str) -> HttpResponse:
    """How far the checks are, as a part of the page; when they end, the page is loaded anew."""
    found = session_for(request.rights, ref)
    part = _progress(found, checking.newest_check(found))
    response = render(request, "_ui/progress.html", part)
    if part["finished"]:
        response["HX-Redirect"] = reverse("exams:publish", args=[found.ref])
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: PersonRequest, ref: str) -> HttpResponse:
    """What the checks found one by one, and one's signature under them."""
    found = session_for(request.rights, ref)
    if request.method != "POST":
        return _show(request, found)
    check = checking.newest_check(found)
    shown = digest(check.outcome) if check and check.outcome else ""
    if shown and request.POST.get("digest") != shown:
        return _show(request, found, refusal_words(ActRefusal.CHANGED_SINCE))
    try:
        publication = sign_publication(found, actor=request.person, now=timezone.now())
    except ActRefused as refused:
        return _show(request, found, refusal_words(refused.reason))
    if publication is None:
        messages.success(request, _("您已签署，等待第二人签署后公布。"))
    else:
        messages.success(request, _("成绩已公布。"))
    return redirect("exams:results", ref=found.ref)


def _show(request: PersonRequest, found: ExamSession, refusal: str = "") -> HttpResponse:
    check = checking.newest_check(found)
    settled, written = settled_in(found)
    context = {
        "session": found,
        "settled": settled,
        "written": written,
        "check": check,
        "progress": _progress(found, check),
        "refusal": refusal,
        "crumbs": crumbs_of(
            found.exam,
            (session_name(found), reverse("exams:session", args=[found.ref])),
            (_("公布成绩"), ""),
        ),
    }
    context |= _signing(request, found, check)
    return render(request, "exams/results_publish.html", context, status=409 if refusal else 200)


def _signing(
    request: PersonRequest, found: ExamSession, check: PublicationCheck | None
) -> dict[str, Any]:
    """What stands to be signed: the counts of the newest checks, or those that were published."""
    is_due = found.state == SessionState.DRAWN and found.closes_at <= timezone.now()
    is_published = found.state == SessionState.PUBLISHED
    counts = found.publication.checks if is_published else check and check.outcome
    counted = [Check(name, counts[name], not counts[name]) for name in CHECKS] if counts else []
    signed = signed_so_far(Act.PUBLISH, found.ref, digest(counts)) if counts else []
    is_outdated = bool(is_due and check and check.standing != checking.standing_of(found))
    return {
        "checks": counted,
        "digest": digest(counts) if counts else "",
        "signed": signed,
        "is_signed_by_me": any(row.person_id == request.person.pk for row in signed),
        "is_due": is_due,
        "is_outdated": is_outdated,
        "may_check": is_due and (check is None or check.finished_at is not None),
        "may_sign": is_due
        and bool(counted)
        and not is_outdated
        and all(each.is_right for each in counted[3:]),
    }


def _progress(found: ExamSession, check: PublicationCheck | None) -> dict[str, Any]:
    is_finished = check is None or check.finished_at is not None
    return {
        "id": "progress",
        "word": _("核对已完成") if is_finished else _("正在核对"),
        "done": check.done if check else 0,
        "total": check.total if check else 0,
        "url": reverse("exams:check_progress", args=[found.ref]),
        "finished": is_finished,
    }
