"""The desk at a running session: who stands where, and what waits for a second person."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from exams.access import room_for
from exams.access.rooms import own_room
from exams.filters import SeatFilter, SessionFilter
from exams.models import ExamRoom, ExamSession, Outage
from exams.models.desk import answered_in, seats_of, sessions_supervised
from exams.models.live import mark_of
from exams.models.overview import tally
from exams.rules.keeping import State
from exams.rules.rehearsing import QUESTIONS
from exams.tables import RoomTable, SeatTable
from exams.views.sessions import session_name
from exams.views.signatures import waiting_in
from exchange.http import as_list, as_sheet, filtering
from people.access import require
from people.http import PersonRequest
from people.rules import Role

UNCHANGED = 204  # the page that asks again leaves everything as it is
KEPT_DAYS = 7  # how long a past session stays on the list


@require_safe
def rooms(request: PersonRequest) -> HttpResponse:
    """The sessions whose desk one may enter, the next one first."""
    now = timezone.now()
    found = _found(request, now)
    context = {
        "running": _running(request, found.qs, now),
        "now": now,
        "filter": found,
        "active": filtering(found),
        "table": as_list(request, RoomTable(found.qs), sheet=reverse("exams:rooms_sheet")),
    }
    return render(request, "exams/rooms.html", context)


def _running(
    request: PersonRequest, rows: QuerySet[ExamSession], now: datetime
) -> list[ExamSession]:
    """The sessions that run, each with the `way` in: the desk over its rooms, where it has some and
    the reader is not bound to one of them; else its list of candidates."""
    roomed = Exists(ExamRoom.objects.filter(session=OuterRef("pk")))
    now_on = rows.filter(opens_at__lte=now, closes_at__gt=now)
    found: list[Any] = list(now_on.annotate(has_rooms=roomed))
    for session in found:
        has_desk = session.has_rooms and own_room(request.rights, session) is None
        page = "exams:desk" if has_desk else "exams:room"
        session.way = reverse(page, args=[session.ref])
    return found


@require_safe
def rooms_sheet(request: PersonRequest) -> HttpResponse:
    """The same rows as a sheet."""
    return as_sheet(request, RoomTable(_found(request, timezone.now()).qs), _("考场"))


def _found(request: PersonRequest, now: datetime) -> SessionFilter:
    require(request.rights, Role.EXAM_OFFICER, Role.INVIGILATOR)
    rows = sessions_supervised(request.rights, now - timedelta(days=KEPT_DAYS))
    return SessionFilter(request.GET, queryset=rows)


@require_safe
def room(request: PersonRequest, ref: str) -> HttpResponse:
    """The desk; asked again every three seconds for its changing part alone."""
    found = room_for(request.rights, ref)
    if mine := own_room(request.rights, found):
        return redirect("exams:console", ref=mine.ref)
    mark = mark_of(found, timezone.now())
    if shows(request, mark):
        return HttpResponse(status=UNCHANGED)
    context = _desk(request, found) | {"mark": mark}
    if request.htmx:  # type: ignore[attr-defined]  # set by django-htmx
        return render(request, "exams/_room_desk.html", context)
    return render(request, "exams/room.html", context)


def shows(request: PersonRequest, mark: str) -> bool:
    """Whether the page that asks for its changing part shows that already."""
    return bool(request.htmx) and request.headers.get("X-Shown") == mark  # type: ignore[attr-defined]


def _desk(request: PersonRequest, found: ExamSession) -> dict[str, Any]:
    now = timezone.now()
    rows = seats_of(found).select_related("person", "agency")
    seats = SeatFilter(request.GET, queryset=rows)
    table = as_list(request, SeatTable(seats.qs))
    records = [row.record for row in table.paginated_rows]
    counts = answered_in(seat.attempt_id for seat in records if seat.attempt_id)
    asked = _asked(found)
    for seat in records:
        seat.answered, seat.asked = counts.get(seat.attempt_id, 0), asked
        seat.now, seat.session_ref = now, found.ref
    figures = tally(found)
    return {
        "session": found,
        "now": now,
        "has_rooms": found.rooms.exists(),
        "running": found.opens_at <= now < found.closes_at or figures.open > 0,
        "tally": figures,
        "figures": _figures(figures.ready, figures.open, figures.closed, figures.seats),
        "outages": Outage.objects.during(found.opens_at, found.closes_at)
        if found.opens_at <= now
        else (),
        "waiting": waiting_in(found, request.person.pk),
        "table": table,
        "filter": seats,
        "active": filtering(seats),
        "address": request.get_full_path(),
        "crumbs": [(_("考场"), reverse("exams:rooms")), (session_name(found), "")],
    }


def _asked(found: ExamSession) -> int:
    """How many questions a paper of the session has."""
    if found.rehearses_id is not None:
        return len(QUESTIONS)
    return sum(cell.count for cell in found.exam.blueprint.rule_cells())


def _figures(ready: int, open_: int, closed: int, seats: int) -> list[dict[str, Any]]:
    """Each figure opens its rows."""
    unit = _("人")
    return [
        {"label": _("应到"), "value": seats, "unit": unit, "url": "?"},
        {"label": _("未开考"), "value": ready, "unit": unit, "url": f"?state={State.READY}"},
        {"label": _("作答中"), "value": open_, "unit": unit, "url": f"?state={State.OPEN}"},
        {"label": _("已交卷"), "value": closed, "unit": unit, "url": f"?state={State.CLOSED}"},
    ]
