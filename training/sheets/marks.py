"""The import of a half-day's attendance from a sheet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from exchange.kinds import ChangedMeanwhile, SheetKind, Used
from exchange.rules import Column, Finding, Made, Row
from people.models import Person, within
from people.rules import Rights, Role
from people.sheets.scope import rights_of
from training import actions
from training.models import Attendance, Session, listed_at
from training.rules import ClassState, Mark
from training.rules.mark_rows import WORDS, OpenRoll, Place, judge_marks, place_of


class MarkImport(SheetKind):
    """Marks of half-days that have begun and are not closed, in classes that one runs."""

    name = "attendance"
    title = _("培训考勤")
    summary = _(
        "按班号、课次时间和工作人员编号登记考勤。已登记且不一致的不覆盖，须在考勤页面核定。"
    )
    roles = frozenset({Role.COORDINATOR.value})
    record_page = "training:mark"
    record_argument = "attendance_id"
    columns = (
        Column("class", "班号", required=True, max_length=12, example="2026-0001"),
        Column("day", "日期", required=True, is_date=True, example="2026-11-23"),
        Column("starts", "开始时间", required=True, max_length=8, example="09:00",
               help="课次的开始时间。"),
        Column("number", "工作人员编号", required=True, max_length=8, example="10000001"),
        Column("name", "姓名", required=True, max_length=60, example="李青", help="用于核对。"),
        Column("mark", "考勤", required=True, choices=tuple(WORDS), example="到课"),
    )  # fmt: skip
    words = {
        "no_hour": _("时间应写作 09:00。"),
        "session_unknown": _("没有这个课次，或者尚未开始、考勤已确认、不由您主办。"),
        "not_on_roster": _("此人不在该班名单中。"),
        "name_differs": _("编号与姓名不符，请核对。"),
        "repeated": _("与第 %(row)s 行重复。"),
        "marked_otherwise": _("已登记为其他考勤，请在考勤页面核定。"),
    }

    def check(self, rows: Sequence[Row], actor_id: int, now: datetime) -> list[Finding]:
        return judge_marks(rows, self.columns, _rolls(rows, rights_of(actor_id, now), now))

    def commit(self, rows: Sequence[Row], actor_id: int, now: datetime) -> list[Made]:
        actor, made = Person.objects.get(pk=actor_id), []
        sessions = _sessions(rows, rights_of(actor_id, now), now)
        by_place: dict[Place, list[Row]] = defaultdict(list)
        for row in rows:
            place = place_of(row)
            if place is None or place not in sessions:
                raise ChangedMeanwhile
            by_place[place].append(row)
        for place, some in by_place.items():
            session = sessions[place]
            numbers = dict(_roster(session).values_list("staff_number", "pk"))
            try:
                marks = {numbers[row.get("number")]: WORDS[row.get("mark")] for row in some}
                count = actions.take_attendance(session, marks, actor=actor, now=now)
            except (KeyError, actions.Refused) as refused:
                raise ChangedMeanwhile from refused
            if count != len(some):
                raise ChangedMeanwhile
            keys = dict(session.attendance.current().values_list("person_id", "pk"))
            made += [Made(row.n, str(keys[numbers[row.get("number")]])) for row in some]
        return made

    def undo(self, keys: Sequence[str], actor_id: int, now: datetime) -> None:
        actor = Person.objects.get(pk=actor_id)
        rows, rights = _marks(keys), rights_of(actor_id, now)
        if not all(_runs(rights, row.session) for row in rows):
            raise Used(gettext("部分课次已不由您主办"))
        try:
            actions.take_back_marks(rows, actor=actor, now=now)
        except actions.Refused as used:
            raise Used(used.about) from used

    def labels(self, keys: Sequence[str]) -> dict[str, str]:
        said = gettext("%(name)s，%(topic)s")
        return {
            str(row.pk): said % {"name": row.person.name, "topic": row.session.topic}
            for row in _marks(keys)
        }


def _rolls(rows: Sequence[Row], rights: Rights, now: datetime) -> dict[Place, OpenRoll]:
    """The half-days that the rows name, with their rosters and marks; three queries each."""
    found = {}
    for place, session in _sessions(rows, rights, now).items():
        names = dict(_roster(session).values_list("staff_number", "name"))
        current = session.attendance.current()
        marks = {
            number: (Mark(mark), str(pk))
            for number, mark, pk in current.values_list("person__staff_number", "mark", "pk")
        }
        found[place] = OpenRoll(names, marks)
    return found


def _sessions(rows: Sequence[Row], rights: Rights, now: datetime) -> dict[Place, Session]:
    numbers = {row.get("class") for row in rows}
    scope = within(rights.paths(Role.COORDINATOR), "training_class__agency__path")
    found = Session.objects.filter(
        scope,
        training_class__number__in=numbers,
        training_class__state=ClassState.OPEN,
        closed_at__isnull=True,
        starts_at__lte=now,
    )
    places = {}
    for session in found.select_related("training_class__agency"):
        starts = timezone.localtime(session.starts_at)
        hour = starts.time().replace(second=0, microsecond=0)
        places[session.training_class.number, starts.date(), hour] = session
    wanted = {place_of(row) for row in rows}
    return {place: session for place, session in places.items() if place in wanted}


def _roster(session: Session) -> QuerySet[Person]:
    return Person.objects.filter(pk__in=listed_at(session))


def _runs(rights: Rights, session: Session) -> bool:
    return rights.covers(session.training_class.agency.path, Role.COORDINATOR)


def _marks(keys: Sequence[str]) -> list[Attendance]:
    rows = Attendance.objects.select_related("person", "session__training_class__agency")
    return list(rows.filter(pk__in=[int(key) for key in keys]))
