"""Rooms of a session: how many, where, who supervises, who sits where, and who may not sit."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from exams.access import session_for
from exams.access.rooms import planned_room
from exams.actions import seating
from exams.actions.signing import ActRefused
from exams.filters import SeatListFilter
from exams.forms.rooms import EmptyForm, RoomForm
from exams.models import ExamRoom, ExamSession, RoomSeat
from exams.proof.barring import barred_in
from exams.rules.conduct import SessionState
from exams.tables.rooms import PlannedRoomTable, PlannedSeatTable, planned_rooms
from exams.views.sessions import crumbs_of, session_name
from exams.views.words import refusal_words
from exchange.deeds import Deed, Denial, Refusing, answer, typed
from exchange.http import as_list, as_sheet, filtering
from people.http import PersonRequest


def word(refused: ActRefused) -> Denial:
    """A refusal as a deed's page gives it."""
    return Denial(refusal_words(refused.reason))


REFUSING = Refusing(ActRefused, word)


@require_safe
def session_rooms(request: PersonRequest, ref: str) -> HttpResponse:
    """The rooms of a session, its seats, and whoever may not sit as things stand."""
    found = session_for(request.rights, ref)
    seats = SeatListFilter(request.GET, queryset=_seats(found), rooms=found.rooms.all())
    seated = RoomSeat.objects.filter(room__session=found).count()
    rooms = planned_rooms(found)
    context = {
        "session": found,
        "rooms": PlannedRoomTable(rooms, orderable=False),
        "seats_n": sum(room.capacity for room in rooms),
        "candidates": found.candidates.count(),
        "seated": seated,
        "plan": found.seat_plans.select_related("by").order_by("-n").first(),
        "barred": barred_in(found),
        "unbound": sum(not room.network for room in rooms) if found.exam.on_site else 0,
        "rehearsals": found.rehearsals.order_by("-opens_at"),
        "may_rehearse": bool(rooms) and timezone.now() < found.opens_at,
        "has_begun": found.attempts.filter(started_at__isnull=False).exists(),
        "may_change": found.state != SessionState.PUBLISHED,
        "table": as_list(
            request, PlannedSeatTable(seats.qs), sheet=reverse("exams:seats_sheet", args=[ref])
        ),
        "filter": seats,
        "active": filtering(seats),
        "crumbs": _crumbs(found, (_("考场与座位"), "")),
    }
    return render(request, "exams/session_rooms.html", context)


def _seats(found: ExamSession) -> QuerySet[RoomSeat]:
    rows = RoomSeat.objects.filter(room__session=found)
    return rows.select_related("room", "candidate__person", "candidate__agency")


@require_safe
def seats_sheet(request: PersonRequest, ref: str) -> HttpResponse:
    """The seats as a sheet; changed there, it is what the import of seats takes."""
    found = session_for(request.rights, ref)
    seats = SeatListFilter(request.GET, queryset=_seats(found), rooms=found.rooms.all())
    return as_sheet(request, PlannedSeatTable(seats.qs), _("座位表"))


@require_http_methods(["GET", "HEAD", "POST"])
def add_room(request: PersonRequest, ref: str) -> HttpResponse:
    """Add a room to a session."""
    found = session_for(request.rights, ref)
    taken = frozenset(found.rooms.values_list("name", flat=True))
    form = RoomForm(**typed(request), taken=taken)

    def act() -> None:
        seating.add_room(found, form.draft(), actor=request.person, now=timezone.now())

    words = (_("增加考场"), _("考场在场次内依次编号。"), _("保存考场"), _("考场已保存。"))
    return _answer(request, found, form, words, act)


@require_http_methods(["GET", "HEAD", "POST"])
def change_room(request: PersonRequest, ref: str) -> HttpResponse:
    """Change place, seats or network of a room."""
    room = planned_room(request.rights, ref)
    others = room.session.rooms.exclude(pk=room.pk).values_list("name", flat=True)
    form = RoomForm(**typed(request), initial=RoomForm.values_of(room), taken=frozenset(others))

    def act() -> None:
        seating.change_room(room, form.draft(), actor=request.person, now=timezone.now())

    why = _("座位数不能少于已编排的座位。网段随改随用。")
    words = (_("修改考场"), why, _("保存考场"), _("考场已保存。"))
    return _answer(request, room.session, form, words, act)


@require_http_methods(["GET", "HEAD", "POST"])
def remove_room(request: PersonRequest, ref: str) -> HttpResponse:
    """Take out a room that nobody needs."""
    room = planned_room(request.rights, ref)

    def act() -> None:
        seating.remove_room(room, actor=request.person, now=timezone.now())

    why = _("%(name)s将从本场次删除。已编排座位、监考或者已有记录的考场不能删除。")
    words = (_("删除考场"), why % {"name": room.name}, _("删除考场"), _("考场已删除。"))
    return _answer(request, room.session, EmptyForm(**typed(request)), words, act)


@require_http_methods(["GET", "HEAD", "POST"])
def assign_seats(request: PersonRequest, ref: str) -> HttpResponse:
    """Say what becomes of the present seats, and assign all of them anew."""
    found = session_for(request.rights, ref)

    def act() -> None:
        seating.assign_seats(found, actor=request.person, now=timezone.now())

    why = _(
        "按随机种子为全部考生编定座位，同单位人员不相邻；种子和名单留存，任何人可以复算。"
        "现有座位作废，与考生同单位的本考场监考员自动取消。"
    )
    words = (_("编排座位"), why, _("编排座位"), _("座位已编排。"))
    return _answer(request, found, EmptyForm(**typed(request)), words, act)


def _answer(
    request: PersonRequest,
    found: ExamSession,
    form: Form,
    words: tuple[str, str, str, str],
    act: Callable[[], None],
) -> HttpResponse:
    title, why, button, done = words
    deed = Deed(
        title=title,
        why=why,
        button=button,
        done=done,
        back=reverse("exams:session_rooms", args=[found.ref]),
        about=f"{found.exam.title}　{session_name(found)}",
        crumbs=_crumbs(found, (title, "")),
    )
    return answer(request, form, deed, act, REFUSING)


def _crumbs(found: ExamSession, *further: tuple[str, str]) -> list[tuple[str, str]]:
    return crumbs_of(
        found.exam,
        (session_name(found), reverse("exams:session", args=[found.ref])),
        *further,
    )


def room_name(room: ExamRoom) -> str:
    """第 3 考场 5楼 502."""
    return _("第 %(n)s 考场　%(name)s") % {"n": room.ordinal, "name": room.name}
