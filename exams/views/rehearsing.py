"""Trying the computers of a session's rooms before the exam."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from exams.access import rehearsal_for, session_for
from exams.actions import rehearsing as deeds
from exams.forms.rooms import EmptyForm, RehearsalForm
from exams.models import ExamSession
from exams.models.live import mark_of
from exams.models.rehearsals import by_room, seats_tried
from exams.rules.rehearsing import SeatState
from exams.views.room import UNCHANGED, shows
from exams.views.rooms import REFUSING
from exams.views.sessions import crumbs_of, session_name
from exchange.deeds import Deed, answer, typed
from people.http import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
def start_rehearsal(request: PersonRequest, ref: str) -> HttpResponse:
    """Begin a rehearsal of the session's computers."""
    found = session_for(request.rights, ref)
    form = RehearsalForm(**typed(request))

    def act() -> str:
        now = timezone.now()
        until = now + timedelta(hours=form.cleaned_data["hours"])
        made = deeds.start_rehearsal(found, until=until, actor=request.person, now=now)
        return reverse("exams:rehearsal", args=[made.ref])

    why = _(
        "每个机位得到一个演练号和四道演练题，经由真实的入场、作答、保存和交卷。"
        "演练不是考试，不计成绩，不进入任何统计。"
    )
    done = _("演练已开始。请监考员在监考台公布考场码。")
    return answer(request, form, _deed(found, _("机位演练"), why, done), act, REFUSING)


@require_safe
def rehearsal(request: PersonRequest, ref: str) -> HttpResponse:
    """Which computers have passed; while it runs the page asks for its changing part."""
    found = rehearsal_for(request.rights, ref)
    now = timezone.now()
    mark = mark_of(found, now)
    if shows(request, mark):
        return HttpResponse(status=UNCHANGED)
    seats = seats_tried(found)
    counts = Counter(seat.stands for seat in seats)
    context: dict[str, Any] = {
        "session": found,
        "real": found.rehearses,
        "now": now,
        "mark": mark,
        "running": now < found.closes_at,
        "rooms": by_room(seats),
        "total": len(seats),
        "passed": counts[SeatState.PASSED],
        "failed": counts[SeatState.FAILED],
        "open": counts[SeatState.RUNNING],
        "untried": counts[SeatState.UNTRIED],
        "entry": request.build_absolute_uri(reverse("exams:enter")),
        "crumbs": _crumbs(found.rehearses, (_("机位演练"), "")) if found.rehearses else [],
    }
    is_part = request.htmx  # type: ignore[attr-defined]  # set by django-htmx
    page = "exams/_rehearsal_live.html" if is_part else "exams/rehearsal.html"
    return render(request, page, context)


@require_http_methods(["GET", "HEAD", "POST"])
def end_rehearsal(request: PersonRequest, ref: str) -> HttpResponse:
    """End it before its time."""
    found = rehearsal_for(request.rights, ref)

    def act() -> str:
        deeds.end_rehearsal(found, actor=request.person, now=timezone.now())
        return reverse("exams:rehearsal", args=[found.ref])

    why = _("正在作答的机位随即收卷，演练号全部失效。演练结果留存。")
    deed = _deed(found, _("结束演练"), why, _("演练已结束。"))
    return answer(request, EmptyForm(**typed(request)), deed, act, REFUSING)


def _deed(found: ExamSession, title: str, why: str, done: str) -> Deed:
    is_real = found.rehearses is None
    page = "exams:session_rooms" if is_real else "exams:rehearsal"
    return Deed(
        title=title,
        why=why,
        button=title,
        done=done,
        back=reverse(page, args=[found.ref]),
        about=f"{found.exam.title}　{session_name(found)}",
        crumbs=_crumbs(found.rehearses or found, (title, "")),
    )


def _crumbs(found: ExamSession, *further: tuple[str, str]) -> list[tuple[str, str]]:
    return crumbs_of(
        found.exam,
        (session_name(found), reverse("exams:session", args=[found.ref])),
        (_("考场与座位"), reverse("exams:session_rooms", args=[found.ref])),
        *further,
    )
