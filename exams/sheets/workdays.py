"""The import of public holidays and moved working days from a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from exams.actions import workdays
from exams.actions.signing import ActRefused
from exams.models import SpecialDay
from exams.rules.workdays import SpecialDays, judge_special_days
from exchange.kinds import ChangedMeanwhile, SheetKind, Used
from exchange.rules import Column, Fault, Finding, Made, Row, Standing, read_day
from people.access import is_citywide
from people.models import Person
from people.rules import Role
from people.sheets.scope import rights_of

WORKED, FREE = "上班", "放假"


class SpecialDayImport(SheetKind):
    """The days of a year that are not what their weekday says, as the notice of the year lists."""

    name = "special_days"
    title = _("节假日安排")
    summary = _("按年度通知登记放假日和调休上班日，用于计算工作日期限。")
    roles = frozenset({Role.LEGAL_AFFAIRS.value})
    record_page = "exams:special_day"
    record_argument = "special_day_id"
    columns = (
        Column("day", "日期", required=True, is_date=True, example="2026-10-01", help="一天一行。"),
        Column("kind", "安排", required=True, choices=(WORKED, FREE), example=FREE),
        Column("name", "节假日", required=True, max_length=40, example="国庆节"),
        Column("basis", "依据", required=True, max_length=200, help="通知的名称和文号。"),
    )
    words = {
        "repeated": _("与第 %(row)s 行是同一天。"),
        "stands_otherwise": _("该日已登记为“%(name)s”，须更改的，先撤销原登记。"),
        "needs_no_entry": _("周一至周五本来上班、周六周日本来休息，无须登记。"),
        "not_citywide": _("节假日安排由全市的法制机构登记。"),
    }

    def check(self, rows: Sequence[Row], actor_id: int, now: datetime) -> list[Finding]:
        if not is_citywide(rights_of(actor_id, now), Role.LEGAL_AFFAIRS):
            return [Finding(Standing.FAULTY, (Fault("", "not_citywide"),)) for _row in rows]
        standing = SpecialDays(
            {row.day: (row.is_working, row.name, str(row.pk)) for row in _standing()}
        )
        return judge_special_days(rows, self.columns, standing, (WORKED, FREE))

    def commit(self, rows: Sequence[Row], actor_id: int, now: datetime) -> list[Made]:
        actor, made = Person.objects.get(pk=actor_id), []
        for row in rows:
            day = read_day(row.get("day"))
            if day is None:
                raise ChangedMeanwhile
            entry = workdays.Entry(
                day, row.get("kind") == WORKED, row.get("name"), row.get("basis")
            )
            try:
                entered = workdays.enter_special_day(entry, actor=actor, now=now)
            except ActRefused as refused:
                raise ChangedMeanwhile from refused
            made.append(Made(row.n, str(entered.pk)))
        return made

    def undo(self, keys: Sequence[str], actor_id: int, now: datetime) -> None:
        actor, why = Person.objects.get(pk=actor_id), gettext("撤回导入")
        for row in SpecialDay.objects.filter(pk__in=[int(key) for key in keys]):
            try:
                workdays.withdraw_special_day(row, reason=why, actor=actor, now=now)
            except ActRefused as refused:
                raise Used(f"{row.day:%Y-%m-%d}") from refused

    def labels(self, keys: Sequence[str]) -> dict[str, str]:
        rows = SpecialDay.objects.filter(pk__in=[int(key) for key in keys])
        return {str(row.pk): f"{row.day:%Y-%m-%d} {row.name}" for row in rows}


def _standing() -> list[SpecialDay]:
    return list(SpecialDay.objects.current())
