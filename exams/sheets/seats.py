"""The import of seats from a sheet: who sits where, by ticket number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from exams.actions import seating
from exams.actions.signing import ActRefused
from exams.models import Candidate, ExamRoom, RoomSeat
from exams.rules.conduct import SessionState
from exams.rules.lists import Seated, SeatFacts, judge_seats, seat_of
from exams.rules.seats import Seat
from exchange.kinds import ChangedMeanwhile, SheetKind, Used
from exchange.rules import Column, Finding, Made, Row
from people.models import Person, within
from people.rules import Rights, Role
from people.sheets.scope import rights_of

BATCH = 500


class SeatImport(SheetKind):
    """Candidates of the importer's exams, onto seats of their sessions' rooms."""

    name = "exam_seats"
    title = _("考场座位")
    summary = _("按准考证号编定考场和座位。表中未列的考生座位不变；开考后不能更改。")
    roles = frozenset({Role.EXAM_OFFICER.value})
    columns = (
        Column("ticket", "准考证号", required=True, max_length=20, example="26112312345678"),
        Column("name", "姓名", required=True, max_length=60, example="李青", help="用于核对。"),
        Column("room", "考场", required=True, max_length=4, example="1", help="考场号。"),
        Column("seat", "座位号", required=True, max_length=4, example="17"),
    )
    words = {
        "ticket_unknown": _("没有这个准考证号，或者不在您的管辖范围内。"),
        "name_differs": _("准考证号与姓名不符，请核对。"),
        "no_such_seat": _("本场次没有这个考场或者座位。"),
        "seat_taken": _("该座位已编给表外的考生。"),
        "repeated": _("与第 %(row)s 行重复。"),
    }

    def check(self, rows: Sequence[Row], actor_id: int, now: datetime) -> list[Finding]:
        return judge_seats(rows, self.columns, _facts(rows, rights_of(actor_id, now)))

    def commit(self, rows: Sequence[Row], actor_id: int, now: datetime) -> list[Made]:
        actor, known = Person.objects.get(pk=actor_id), _candidates(rows, rights_of(actor_id, now))
        by_session: dict[int, list[tuple[Candidate, Seat]]] = defaultdict(list)
        made = []
        for row in rows:
            candidate, seat = known.get(row.get("ticket")), seat_of(row)
            if candidate is None or seat is None:
                raise ChangedMeanwhile
            by_session[candidate.session_id].append((candidate, seat))
            made.append(Made(row.n, str(candidate.pk)))
        for wanted in by_session.values():
            session = wanted[0][0].session
            try:
                seating.place_candidates(session, wanted, actor=actor, now=now)
            except ActRefused as refused:
                raise ChangedMeanwhile from refused
        return made

    def undo(self, keys: Sequence[str], actor_id: int, now: datetime) -> None:
        raise Used(gettext("座位不能撤回，请重新编排或者再导入一次"))

    def labels(self, keys: Sequence[str]) -> dict[str, str]:
        rows = Candidate.objects.filter(pk__in=[int(key) for key in keys]).select_related("person")
        return {str(row.pk): f"{row.person.name}　{row.number}" for row in rows}


def _facts(rows: Sequence[Row], rights: Rights) -> SeatFacts:
    known = _candidates(rows, rights)
    sessions = {each.session_id for each in known.values()}
    rooms: dict[str, dict[int, int]] = defaultdict(dict)
    for room in ExamRoom.objects.filter(session__in=sessions):
        rooms[str(room.session_id)][room.ordinal] = room.capacity
    held: dict[str, dict[Seat, str]] = defaultdict(dict)
    for row in RoomSeat.objects.filter(room__session__in=sessions).select_related(
        "room", "candidate"
    ):
        held[str(row.room.session_id)][Seat(row.room.ordinal, row.number)] = row.candidate.number
    mine = {
        (session, number): seat for session, seats in held.items() for seat, number in seats.items()
    }
    candidates = {
        number: Seated(
            each.person.name,
            str(each.session_id),
            str(each.pk),
            mine.get((str(each.session_id), number)),
        )
        for number, each in known.items()
    }
    named = {str(session): rooms[str(session)] for session in sessions}
    return SeatFacts(candidates, named, held)


def _candidates(rows: Sequence[Row], rights: Rights) -> dict[str, Candidate]:
    """The candidates of the importer's unpublished sessions that the rows name, by ticket."""
    numbers = sorted({row.get("ticket") for row in rows})
    mine = within(rights.paths(Role.EXAM_OFFICER), "session__exam__agency__path")
    scope = Candidate.objects.filter(mine).exclude(session__state=SessionState.PUBLISHED)
    found: dict[str, Candidate] = {}
    for start in range(0, len(numbers), BATCH):
        part = scope.filter(number__in=numbers[start : start + BATCH])
        found |= {row.number: row for row in part.select_related("person", "session__exam")}
    return found
