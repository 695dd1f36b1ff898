"""Tickets, and what lies in a room, on paper."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from exams.access.rooms import console_for, planned_room
from exams.documents.rooms import PrintedSeat, RoomHead, Ticket, room_pack_pdf, tickets_pdf
from exams.models import Candidate, CandidatePhoto, ExamRoom
from exams.rules.conduct import ExamState
from exams.views.rooms import room_name
from people.http import PersonRequest


@require_safe
def own_ticket(request: PersonRequest, candidate_ref: str) -> HttpResponse:
    """One's own ticket, once the exam is sealed."""
    rows = Candidate.objects.filter(person=request.person, ref=candidate_ref)
    found = _with_seat(rows.filter(session__exam__state=ExamState.SEALED))
    if not found:
        raise Http404("candidate")
    return pdf(_tickets(request, found), "ticket")


@require_safe
def room_tickets(request: PersonRequest, ref: str) -> HttpResponse:
    """The tickets of a room, in the order of its seats, to be handed out."""
    room = planned_room(request.rights, ref)
    found = _with_seat(Candidate.objects.filter(seat__room=room))
    return pdf(_tickets(request, found), f"tickets-{room.ordinal}")


def _with_seat(rows: Iterable[Candidate]) -> list[Candidate]:
    chosen = Candidate.objects.filter(pk__in=[row.pk for row in rows])
    chosen = chosen.select_related("person", "agency", "session__exam__agency", "seat__room")
    return list(chosen.order_by("seat__room__ordinal", "seat__number", "number"))


def _tickets(request: PersonRequest, candidates: list[Candidate]) -> bytes:
    exam = candidates[0].session.exam if candidates else None
    notes = [
        _("请携带本证和有效身份证件，提前 30 分钟到场，由监考员核验后入场。"),
        _("开考后 %(n)s 分钟停止入场。") % {"n": exam.entry_minutes if exam else 0},
        _("忘记登录密码的，扫描二维码，凭准考证号和监考员公布的考场码进入考试。"),
    ]
    entry = request.build_absolute_uri(reverse("exams:enter"))
    photos = CandidatePhoto.objects.filter(person__in=[row.person_id for row in candidates])
    drawn = {each.person_id: (each.media_type, each.content()) for each in photos}
    tickets = [
        Ticket(_lines(row), f"{entry}?number={row.number}", drawn.get(row.person_id))
        for row in candidates
    ]
    words = {"ticket": _("准考证"), "scan": _("扫码进入考试")}
    return tickets_pdf(tickets, exam=exam.title if exam else "", notes=notes, words=words)


def _lines(row: Candidate) -> list[tuple[str, str]]:
    seat = getattr(row, "seat", None)
    place = room_name(seat.room) if seat else row.session.place
    return [
        (_("姓名"), row.person.name),
        (_("准考证号"), row.number),
        (_("单位"), row.agency.name),
        (_("考点"), row.session.place),
        (_("考场"), place),
        (_("座位号"), str(seat.number) if seat else _("以考点安排为准")),
        (_("时间"), _time(row)),
        (_("组织单位"), row.session.exam.agency.name),
    ]


def _time(row: Candidate | ExamRoom) -> str:
    opens, closes = (timezone.localtime(at) for at in (row.session.opens_at, row.session.closes_at))
    until = f"{closes:%H:%M}" if opens.date() == closes.date() else f"{closes:%Y-%m-%d %H:%M}"
    return f"{opens:%Y-%m-%d %H:%M} – {until}"


@require_safe
def room_pack(request: PersonRequest, ref: str) -> HttpResponse:
    """Door list, seat labels, signature sheet and incident form of a room."""
    room = console_for(request.rights, ref)
    seats = room.seats.select_related("candidate__person", "candidate__agency").order_by("number")
    printed = [
        PrintedSeat(
            str(seat.number),
            seat.candidate.number,
            seat.candidate.person.name,
            seat.candidate.agency.name,
        )
        for seat in seats
    ]
    head = RoomHead(
        exam=f"{room.session.exam.title}　{room.session.exam.agency.name}",
        room=f"{room.session.place}　{room_name(room)}",
        time=_time(room),
    )
    return pdf(room_pack_pdf(printed, head, _words()), f"room-{room.ordinal}")


def _words() -> dict[str, str]:
    return {
        "door": _("考场座次表"),
        "labels": _("座位标签"),
        "signature": _("考生签到表"),
        "incidents": _("考场情况记录表"),
        "incident_note": _("缺考、违纪、停电断网、换机、补时等，请逐项写明时间、座位和处理。"),
        "seat": _("座位"),
        "number": _("准考证号"),
        "name": _("姓名"),
        "unit": _("单位"),
        "sign_in": _("入场签名"),
        "sign_out": _("离场签名"),
        "remark": _("备注"),
        "at": _("时间"),
        "what": _("情况和处理"),
        "by": _("记录人"),
        "invigilators": _("监考员签名："),
        "chief": _("考务员签名："),
    }


def pdf(content: bytes, name: str) -> HttpResponse:
    """A document to take away, never opened in place."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response
