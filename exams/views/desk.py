"""The desk over all rooms of a running session, and the console of each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exams.access.rooms import candidate_in_room, console_for, desk_for
from exams.actions import rooming
from exams.actions.signing import ActRefused
from exams.forms import ReasonForm
from exams.forms.rooms import EmptyForm, IncidentForm, RoomGrantForm
from exams.models import ExamRoom, ExamSession, Incident, PaperRoom
from exams.models.live import (
    AWAY,
    QUIET,
    RoomLine,
    grants_waiting,
    half_signed,
    mark_of,
    room_lines,
    seat_map,
)
from exams.rules.conduct import ActRefusal
from exams.rules.keeping import State
from exams.views.room import UNCHANGED, shows
from exams.views.rooms import REFUSING, room_name
from exams.views.saving import after_outage
from exams.views.sessions import session_name
from exams.views.signatures import waiting_in
from exams.views.words import refusal_words
from exchange.deeds import Deed, answer, typed
from people.http import PersonRequest
from people.rules import Role

LATEST = 8  # incidents on the desk; the rest stand in the session's report


@require_safe
def desk(request: PersonRequest, ref: str) -> HttpResponse:
    """Every room at a glance; its changing part is asked for again every three seconds."""
    found = desk_for(request.rights, ref)
    now = timezone.now()
    mark = mark_of(found, now)
    if shows(request, mark):
        return HttpResponse(status=UNCHANGED)
    lines = room_lines(found, now)
    incidents = Incident.objects.filter(room__session=found)
    context = {
        "session": found,
        "now": now,
        "mark": mark,
        "lines": lines,
        "sums": _sums(lines, found),
        "open": sum(line.open for line in lines),
        "away": sum(line.away for line in lines),
        "quiet": sum(line.quiet for line in lines),
        "grants": grants_waiting([line.room for line in lines], request.person.pk),
        "waiting": waiting_in(found, request.person.pk),
        "half": half_signed(found, [line.room for line in lines], request.person.pk),
        "incidents": incidents.select_related("room", "candidate__person", "by")[:LATEST],
        "running": _is_live(found, lines),
        "is_officer": request.rights.covers(found.exam.agency.path, Role.EXAM_OFFICER),
        "crumbs": [(_("考场"), reverse("exams:rooms")), (_("考场总台"), "")],
    }
    page = "exams/_desk_live.html" if request.htmx else "exams/desk.html"  # type: ignore[attr-defined]
    return render(request, page, context)


def _is_live(found: ExamSession, lines: list[RoomLine]) -> bool:
    return timezone.now() < found.closes_at or any(line.open for line in lines)


def _sums(lines: list[RoomLine], found: ExamSession) -> list[dict[str, Any]]:
    """Each figure opens its rows."""
    unit, rows = _("人"), reverse("exams:room", args=[found.ref])
    figures: list[dict[str, Any]] = [
        {"label": label, "value": value, "unit": unit, "url": f"{rows}{state}"}
        for label, value, state in (
            (_("应到"), sum(line.seats for line in lines), ""),
            (_("未到"), sum(line.away for line in lines), f"?state={AWAY}"),
            (_("作答中"), sum(line.open for line in lines), f"?state={State.OPEN}"),
            (_("已交卷"), sum(line.closed for line in lines), f"?state={State.CLOSED}"),
        )
    ]
    events = sum(line.incidents for line in lines)
    return [*figures, {"label": _("事件"), "value": events, "unit": _("起"), "url": "#incidents"}]


@require_safe
def console(request: PersonRequest, ref: str) -> HttpResponse:
    """One room: its seats as they stand, and what its invigilator does."""
    return _console(request, console_for(request.rights, ref))


def _console(
    request: PersonRequest, room: ExamRoom, status: int = 200, **more: Any
) -> HttpResponse:
    now = timezone.now()
    mark = mark_of(room.session, now)
    if not more and shows(request, mark):
        return HttpResponse(status=UNCHANGED)
    seats: list[Any] = list(seat_map(room))
    by_state = {state: sum(seat.attempt_state == state for seat in seats) for state in State}
    away = sum(not seat.is_present and seat.attempt_state in (None, State.READY) for seat in seats)
    on_paper = PaperRoom.objects.filter(room=room).select_related("first_by", "second_by").first()
    _look_for_signs(seats, now, is_on_paper=on_paper is not None)
    context = {
        "room": room,
        "session": room.session,
        "now": now,
        "mark": mark,
        "seats": seats,
        "ways": _ways(room),
        "away": away,
        "open": by_state[State.OPEN],
        "closed": by_state[State.CLOSED],
        "waiting": len(seats) - away - by_state[State.OPEN] - by_state[State.CLOSED],
        "quiet": sum(seat.is_quiet for seat in seats),
        "is_paused": any(seat.is_paused for seat in seats),
        "running": now < room.session.closes_at or by_state[State.OPEN] > 0,
        "on_paper": on_paper,
        "grants": grants_waiting([room], request.person.pk),
        "half": half_signed(room.session, [room], request.person.pk),
        "incidents": room.incidents.select_related("candidate__person", "by")[:LATEST],
        "crumbs": [
            (_("考场"), reverse("exams:rooms")),
            (session_name(room.session), reverse("exams:room", args=[room.session.ref])),
            (room_name(room), ""),
        ],
    }
    is_part = request.htmx and not more  # type: ignore[attr-defined]  # set by django-htmx
    page = "exams/_console_live.html" if is_part else "exams/console.html"
    return render(request, page, context | more, status=status)


def _ways(room: ExamRoom) -> dict[str, str]:
    """The addresses of a seat's acts up to the ref of its candidate or attempt, each resolved once
    for all seats."""
    named = {
        "seat": reverse("exams:seat", args=[room.session.ref, "-"]),
        "photo": reverse("exams:candidate_photo", args=[room.ref, "-"]),
        "check_in": reverse("exams:check_in", args=[room.ref, "-"]),
        "misconduct": reverse("exams:report_misconduct", args=[room.session.ref, "-"]),
    }
    return {name: way.removesuffix("-/") for name, way in named.items()}


def _look_for_signs(seats: list[Any], now: datetime, *, is_on_paper: bool) -> None:
    """Say of each seat whether its candidate answers on paper, or at a computer without a sign."""
    for seat in seats:
        is_open = seat.attempt_state == State.OPEN
        seat.is_on_paper = is_open and is_on_paper
        works = is_open and not (seat.is_paused or is_on_paper)
        seat.is_quiet = works and (seat.last or now) < now - QUIET


# --- acts on one candidate --------------------------------------------------------------------


@require_POST
def check_in(request: PersonRequest, ref: str, candidate_ref: str) -> HttpResponse:
    """Let a candidate in, after looking at face and papers."""
    return _check(request, ref, candidate_ref, is_present=True)


@require_POST
def undo_check_in(request: PersonRequest, ref: str, candidate_ref: str) -> HttpResponse:
    """Take back that a candidate was let in."""
    return _check(request, ref, candidate_ref, is_present=False)


def _check(
    request: PersonRequest, ref: str, candidate_ref: str, *, is_present: bool
) -> HttpResponse:
    room = console_for(request.rights, ref)
    candidate = candidate_in_room(room, candidate_ref)

    def act() -> str:
        actor, now = request.person, timezone.now()
        rooming.check_in(candidate, is_present=is_present, actor=actor, now=now)
        words = _("%(name)s已入场。") if is_present else _("已撤销%(name)s的入场。")
        return words % {"name": candidate.person.name}

    return _do(request, room, act)


# --- acts on the room -------------------------------------------------------------------------


@require_POST
def issue_entry_code(request: PersonRequest, ref: str) -> HttpResponse:
    """A code for the board, shown on this answer and never again."""
    room = console_for(request.rights, ref)
    try:
        code = rooming.issue_entry_code(room, actor=request.person, now=timezone.now())
    except ActRefused as refused:
        return _refuse(request, room, refused)
    return _console(request, room, code=code)


@require_http_methods(["GET", "HEAD", "POST"])
def pause_room(request: PersonRequest, ref: str) -> HttpResponse:
    """Stop everybody who answers in the room."""
    room = console_for(request.rights, ref)
    form = ReasonForm(**typed(request))

    def act() -> None:
        reason, now = form.cleaned_data["reason"], timezone.now()
        rooming.pause_room(room, reason=reason, actor=request.person, now=now)

    why = _("本考场全部考生立即停止作答，计时照走；由另一人恢复时，所停时间如数补回。")
    deed = _deed(room, _("全考场暂停"), why, _("本考场已暂停。"))
    return answer(request, form, deed, act, REFUSING)


@require_http_methods(["GET", "HEAD", "POST"])
def resume_room(request: PersonRequest, ref: str) -> HttpResponse:
    """Let the room go on; the time is given back."""
    return after_outage(_resume_room, request, ref)


def _resume_room(request: PersonRequest, ref: str) -> HttpResponse:
    room = console_for(request.rights, ref)

    def act() -> None:
        rooming.resume_room(room, actor=request.person, now=timezone.now())

    why = _("本考场暂停的考生继续作答，所停时间如数补回。须由暂停人以外的人办理。")
    deed = _deed(room, _("恢复作答"), why, _("本考场已恢复作答。"))
    return answer(request, EmptyForm(**typed(request)), deed, act, REFUSING)


@require_http_methods(["GET", "HEAD", "POST"])
def grant_room(request: PersonRequest, ref: str) -> HttpResponse:
    """Sign that everybody who answers in the room gets more time."""
    room = console_for(request.rights, ref)
    form = RoomGrantForm(**typed(request))

    def act() -> None:
        data = form.cleaned_data
        rooming.propose_room_grant(
            room,
            seconds=data["minutes"] * 60,
            kind=data["kind"],
            reason=data["reason"],
            actor=request.person,
            now=timezone.now(),
        )

    why = _("本考场此刻正在作答的全部考生一并补时，由第二人签署后生效，理由和签署人记入成绩档案。")
    done = _("您已签署，等待第二人签署后生效。")
    return answer(request, form, _deed(room, _("全考场补时"), why, done), act, REFUSING)


@require_POST
def countersign_room(request: PersonRequest, ref: str, signature_id: int) -> HttpResponse:
    """Give, as the second person, the time that another signed for."""
    room = console_for(request.rights, ref)
    waiting = grants_waiting([room], request.person.pk)
    found = next((row for row in waiting if row.signature.pk == signature_id), None)
    if found is None:
        raise Http404("signature")

    def act() -> str:
        n = rooming.grant_room(room, found.signature, actor=request.person, now=timezone.now())
        return _("两人已签署，%(n)s 人的截止时间已推迟。") % {"n": n}

    return _do(request, room, act)


@require_http_methods(["GET", "HEAD", "POST"])
def report_incident(request: PersonRequest, ref: str) -> HttpResponse:
    """Write down what happened in the room."""
    room = console_for(request.rights, ref)
    form = IncidentForm(**typed(request))

    def act() -> None:
        data, now = form.cleaned_data, timezone.now()
        rooming.report_incident(
            room, kind=data["kind"], words=data["words"], actor=request.person, now=now
        )

    why = _("记入考场记录，同时显示在考场总台。记录后不能改写，有误的另记一条。")
    deed = _deed(room, _("记录事件"), why, _("事件已记录。"))
    return answer(request, form, deed, act, REFUSING)


def _deed(room: ExamRoom, title: str, why: str, done: str) -> Deed:
    back = reverse("exams:console", args=[room.ref])
    return Deed(
        title=title,
        why=why,
        button=title,
        back=back,
        done=done,
        about=f"{room.session.exam.title}　{room_name(room)}",
        crumbs=[(_("考场"), reverse("exams:rooms")), (room_name(room), back), (title, "")],
    )


def _do(request: PersonRequest, room: ExamRoom, act: Callable[[], str]) -> HttpResponse:
    """Do it and go back to where one came from; a refusal is said on the console."""
    try:
        messages.success(request, act())
    except ActRefused as refused:
        return _refuse(request, room, refused)
    if request.POST.get("from") == "desk":
        return redirect("exams:desk", ref=room.session.ref)
    return redirect("exams:console", ref=room.ref)


def _refuse(request: PersonRequest, room: ExamRoom, refused: ActRefused) -> HttpResponse:
    own = (ActRefusal.OWN_UNIT, ActRefusal.CANDIDATE_HIMSELF)
    status = 403 if refused.reason in own else 409
    return _console(request, room, status=status, refusal=refusal_words(refused.reason))
