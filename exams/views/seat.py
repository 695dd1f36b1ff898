"""One candidate's attempt at the desk, and the acts on it that two persons sign."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from exams.access.rooms import attempt_at_desk
from exams.actions import invigilating, rooming
from exams.actions.signing import ActRefused
from exams.actions.sitting import SittingRefused
from exams.actions.sitting import issue_takeover_code as issue
from exams.forms import GrantForm, ReasonForm
from exams.models import Attempt, ExamSession, PaperAnswers, PaperRoom
from exams.models.desk import answered_in, awaiting_decision
from exams.rules.conduct import Act, ActRefusal, SessionState, invigilator_refusal
from exams.rules.keeping import State
from exams.rules.wire import OP_ID
from exams.views.saving import after_outage
from exams.views.sessions import session_name
from exams.views.signatures import Waiting, signed_close, waiting_in
from exams.views.words import refusal_words
from people.http import PersonRequest

Refusals = (ActRefused, SittingRefused)


@require_safe
def seat(request: PersonRequest, ref: str, attempt_ref: str) -> HttpResponse:
    """One attempt: its time, its computers, its operations that do not count, what waits."""
    found, attempt = _found(request, ref, attempt_ref)
    return _show(request, found, attempt)


def _found(request: PersonRequest, ref: str, attempt_ref: str) -> tuple[ExamSession, Attempt]:
    return attempt_at_desk(request.rights, ref, attempt_ref)


def _show(
    request: PersonRequest, session: ExamSession, attempt: Attempt, status: int = 200, **more: Any
) -> HttpResponse:
    now = timezone.now()
    barred = invigilator_refusal(
        actor=request.person.pk,
        candidate=attempt.person_id,
        actor_agency=request.person.agency_id,
        candidate_agency=attempt.candidate.agency_id,
    )
    context = {
        "session": session,
        "attempt": attempt,
        "now": now,
        "answered": answered_in([attempt.pk])[attempt.pk],
        "asked": sum(cell.count for cell in session.exam.blueprint.rule_cells()),
        "leases": attempt.leases.order_by("epoch"),
        "grants": attempt.time_grants.select_related("first_by", "second_by").order_by("at"),
        "pay_backs": attempt.pay_backs.select_related("outage").order_by("pk"),
        "operations": awaiting_decision(attempt),
        "closed_by": signed_close(attempt),
        "waiting": waiting_in(session, request.person.pk, attempt),
        "barred": refusal_words(barred) if barred else "",
        "is_open": attempt.state == State.OPEN,
        "may_admit": attempt.state == State.CLOSED and session.state != SessionState.PUBLISHED,
        "grant_form": GrantForm(prefix="grant"),
        "reason_form": ReasonForm(prefix="ops"),
        "close_form": ReasonForm(prefix="close"),
        "pause_form": ReasonForm(prefix="pause"),
        "on_paper": PaperRoom.objects.filter(room__seats__candidate=attempt.candidate_id).exists(),
        "is_entered": PaperAnswers.objects.filter(attempt=attempt).exists(),
        "pause": attempt.pauses.running().select_related("by").first(),
        "crumbs": [
            (_("考场"), reverse("exams:rooms")),
            (session_name(session), reverse("exams:room", args=[session.ref])),
            (attempt.person.name, ""),
        ],
    }
    return render(request, "exams/room_seat.html", context | more, status=status)


@require_POST
def issue_takeover_code(request: PersonRequest, ref: str, attempt_ref: str) -> HttpResponse:
    """A one-time code for another computer, shown on this answer and never again."""
    session, attempt = _found(request, ref, attempt_ref)
    try:
        code = issue(attempt, actor=request.person, now=timezone.now())
    except Refusals as refused:
        return _refuse(request, session, attempt, refused.reason)
    return _show(request, session, attempt, code=code)


@require_POST
def grant_time(request: PersonRequest, ref: str, attempt_ref: str) -> HttpResponse:
    """Sign a grant of time; it holds when a second person signs the same."""
    session, attempt = _found(request, ref, attempt_ref)
    form = GrantForm(request.POST, prefix="grant")
    if not form.is_valid():
        return _show(request, session, attempt, status=422, grant_form=form)

    def act() -> object | None:
        return invigilating.grant_time(
            attempt,
            seconds=form.total_seconds(),
            kind=form.cleaned_data["kind"],
            reason=form.cleaned_data["reason"],
            actor=request.person,
            now=timezone.now(),
        )

    return _sign(request, session, attempt, act, form_name="grant_form", form=form)


@require_POST
def close(request: PersonRequest, ref: str, attempt_ref: str) -> HttpResponse:
    """Sign that the attempt ends now; it is closed when a second person signs the same."""
    session, attempt = _found(request, ref, attempt_ref)
    form = ReasonForm(request.POST, prefix="close")
    if not form.is_valid():
        return _show(request, session, attempt, status=422, close_form=form)

    def act() -> object | None:
        reason, now = form.cleaned_data["reason"], timezone.now()
        return invigilating.close(attempt, reason=reason, actor=request.person, now=now)

    return _sign(request, session, attempt, act, form_name="close_form", form=form)


@require_POST
def pause(request: PersonRequest, ref: str, attempt_ref: str) -> HttpResponse:
    """Stop one candidate at once; the time is given back when another person resumes."""
    session, attempt = _found(request, ref, attempt_ref)
    form = ReasonForm(request.POST, prefix="pause")
    if not form.is_valid():
        return _show(request, session, attempt, status=422, pause_form=form)
    reason, now = form.cleaned_data["reason"], timezone.now()
    try:
        rooming.pause(attempt, reason=reason, actor=request.person, now=now)
    except Refusals as refused:
        return _refuse(request, session, attempt, refused.reason, pause_form=form)
    messages.success(request, _("已暂停。请由另一人办理恢复，所停时间如数补回。"))
    return redirect("exams:seat", ref=session.ref, attempt_ref=attempt.ref)


@require_POST
def resume(request: PersonRequest, ref: str, attempt_ref: str) -> HttpResponse:
    """Let one candidate go on where they were, with the time of the pause given back."""
    return after_outage(_resume, request, ref, attempt_ref)


def _resume(request: PersonRequest, ref: str, attempt_ref: str) -> HttpResponse:
    session, attempt = _found(request, ref, attempt_ref)
    try:
        rooming.resume(attempt, actor=request.person, now=timezone.now())
    except Refusals as refused:
        return _refuse(request, session, attempt, refused.reason)
    messages.success(request, _("已恢复作答，所停时间已补回。"))
    return redirect("exams:seat", ref=session.ref, attempt_ref=attempt.ref)


@require_POST
def adopt(request: PersonRequest, ref: str, attempt_ref: str) -> HttpResponse:
    """Sign that answers of a computer that was replaced should count."""
    return _on_operations(request, ref, attempt_ref, invigilating.adopt)


@require_POST
def admit(request: PersonRequest, ref: str, attempt_ref: str) -> HttpResponse:
    """Sign that answers that came too late should count."""
    return _on_operations(request, ref, attempt_ref, invigilating.admit)


def _on_operations(
    request: PersonRequest, ref: str, attempt_ref: str, deed: Callable[..., object | None]
) -> HttpResponse:
    session, attempt = _found(request, ref, attempt_ref)
    form = ReasonForm(request.POST, prefix="ops")
    op_ids = [op for op in request.POST.getlist("op") if OP_ID.fullmatch(op)]
    if not op_ids:
        form.add_error(None, _("请先勾选要计入的作答。"))
    if not form.is_valid():
        return _show(request, session, attempt, status=422, reason_form=form, ticked=op_ids)

    def act() -> object | None:
        reason, now = form.cleaned_data["reason"], timezone.now()
        return deed(attempt, op_ids=op_ids, reason=reason, actor=request.person, now=now)

    return _sign(request, session, attempt, act, form_name="reason_form", form=form)


@require_POST
def countersign(
    request: PersonRequest, ref: str, attempt_ref: str, signature_id: int
) -> HttpResponse:
    """Sign, as the second person, exactly what the first one signed."""
    session, attempt = _found(request, ref, attempt_ref)
    rows = waiting_in(session, request.person.pk, attempt)
    waiting = next((row for row in rows if row.signature.pk == signature_id), None)
    if waiting is None:
        raise Http404("signature")
    return _sign(request, session, attempt, lambda: _repeat(waiting, attempt, request))


def _repeat(waiting: Waiting, attempt: Attempt, request: PersonRequest) -> object | None:
    body, actor, now = waiting.signature.body, request.person, timezone.now()
    if waiting.signature.act == Act.GRANT:
        return invigilating.grant_time(
            attempt,
            seconds=body["seconds"],
            kind=body["kind"],
            reason=body["reason"],
            actor=actor,
            now=now,
        )
    if waiting.signature.act == Act.CLOSE:
        return invigilating.close(attempt, reason=body["reason"], actor=actor, now=now)
    deed = invigilating.adopt if waiting.signature.act == Act.ADOPT else invigilating.admit
    return deed(attempt, op_ids=body["ops"], reason=body["reason"], actor=actor, now=now)


def _sign(
    request: PersonRequest,
    session: ExamSession,
    attempt: Attempt,
    act: Callable[[], object | None],
    *,
    form_name: str = "",
    form: object = None,
) -> HttpResponse:
    """Do it and go back to the seat; a refusal is said there and nothing typed is lost."""
    try:
        done = act()
    except Refusals as refused:
        more = {form_name: form} if form_name else {}
        return _refuse(request, session, attempt, refused.reason, **more)
    if done is None:
        messages.success(request, _("您已签署，等待第二人签署后生效。"))
    else:
        messages.success(request, _("两人已签署，即时生效。"))
    return redirect("exams:seat", ref=session.ref, attempt_ref=attempt.ref)


def _refuse(
    request: PersonRequest, session: ExamSession, attempt: Attempt, reason: str, **more: Any
) -> HttpResponse:
    status = 403 if reason in (ActRefusal.OWN_UNIT, ActRefusal.CANDIDATE_HIMSELF) else 409
    words = refusal_words(reason)
    return _show(request, session, attempt, status=status, refusal=words, **more)
