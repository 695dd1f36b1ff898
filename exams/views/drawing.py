"""Locking a roster before witnesses, and the page by which anybody concerned can check the draw."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from exams.access import draw_for, session_for
from exams.actions import budgeting
from exams.actions.sealing import sign_lock as give_signature
from exams.actions.signing import ActRefused
from exams.forms import ReasonForm
from exams.models import ExamSession
from exams.proof import drawing_of, exceeds_undecided, snapshot_of, steps_in
from exams.rules.conduct import Act, ActRefusal, ExamState, SessionState
from exams.rules.drawing import feasibility
from exams.views.rooms import REFUSING
from exams.views.sessions import crumbs_of, session_name
from exams.views.signatures import outdated, signed_so_far
from exams.views.supply import supply_of
from exams.views.words import refusal_words
from exchange.deeds import Deed, answer, typed
from journal.rules import digest
from people.http import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
def sign_lock(request: PersonRequest, ref: str) -> HttpResponse:
    """What the lock will freeze; the second person enters the number drawn before witnesses."""
    found = session_for(request.rights, ref)
    if request.method != "POST" or not _may_sign(found):
        refusal = refusal_words(ActRefusal.WRONG_STATE) if request.method == "POST" else ""
        return _show_lock(request, found, refusal)
    if request.POST.get("digest") != digest(snapshot_of(found)):
        return _show_lock(request, found, refusal_words(ActRefusal.CHANGED_SINCE))
    number = request.POST.get("witness_number", "")
    try:
        lock = give_signature(
            found, actor=request.person, now=timezone.now(), witness_number=number
        )
    except ActRefused as refused:
        return _show_lock(request, found, refusal_words(refused.reason))
    if lock is None:
        messages.success(request, _("您已签署。请当众抽取数字，由第二人录入并签署。"))
    else:
        messages.success(request, _("名单已锁定，试卷将在开考前 60 分钟内自动生成。"))
    return redirect("exams:session", ref=found.ref)


def _may_sign(found: ExamSession) -> bool:
    return found.state == SessionState.PLANNED and found.exam.state == ExamState.SEALED


def _show_lock(request: PersonRequest, found: ExamSession, refusal: str) -> HttpResponse:
    context: dict[str, Any] = {
        "session": found,
        "seats": found.candidates.count(),
        "may_sign": _may_sign(found),
        "refusal": refusal,
        "number": request.POST.get("witness_number", ""),
        "crumbs": crumbs_of(
            found.exam,
            (session_name(found), reverse("exams:session", args=[found.ref])),
            (_("锁定名单"), ""),
        ),
    }
    if _may_sign(found):
        snapshot = snapshot_of(found)
        signed = signed_so_far(Act.LOCK, found.ref, digest(snapshot))
        context |= {
            "digest": digest(snapshot),
            "pool": len(snapshot["pool"]),
            "overrun": snapshot["overrun"],
            "budget": snapshot["most_in_exam"],
            "must_decide": exceeds_undecided(snapshot),
            "supply": supply_of(feasibility(*drawing_of(snapshot))),
            "signed": signed,
            "outdated": outdated(Act.LOCK, found.ref, digest(snapshot)),
            "is_signed_by_me": any(row.person_id == request.person.pk for row in signed),
        }
    return render(request, "exams/session_lock.html", context, status=409 if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def exceed_budget(request: PersonRequest, ref: str) -> HttpResponse:
    """Decide, for a reason, that questions stand on more papers than allowed."""
    found = session_for(request.rights, ref)
    back = reverse("exams:sign_lock", args=[ref])
    deed = Deed(
        title=_("超出试题使用上限"),
        why=_("题库过小时，可以决定超出组卷方案规定的使用上限。决定写入锁定内容，由两人签署。"),
        button=_("决定"),
        back=back,
        done=_("已记录决定，请核对后签署锁定。"),
        about=f"{found.exam.title}　{session_name(found)}",
        crumbs=crumbs_of(
            found.exam,
            (session_name(found), reverse("exams:session", args=[ref])),
            (_("锁定名单"), back),
            (_("超出试题使用上限"), ""),
        ),
        grave=True,
    )
    form = ReasonForm(**typed(request))

    def act() -> None:
        reason, now = form.cleaned_data["reason"], timezone.now()
        budgeting.exceed_budget(found, reason=reason, actor=request.person, now=now)

    return answer(request, form, deed, act, REFUSING)


@require_safe
def session_proof(request: PersonRequest, ref: str) -> HttpResponse:
    """Commitment, witness number and, after publication, the secret: how papers derive again."""
    found = draw_for(request.rights, ref)
    context = {
        "session": found,
        "seal": getattr(found.exam, "seal", None),
        "secret": getattr(found, "secret", None),
        "lock": getattr(found, "roster_lock", None),
        "publication": getattr(found, "publication", None),
        "papers": found.attempts.count(),
        "steps": steps_in(found),
        "crumbs": [(_("抽题核验"), "")],
    }
    return render(request, "exams/session_proof.html", context)
