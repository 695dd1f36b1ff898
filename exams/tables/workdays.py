"""Special days."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from exams.models import SpecialDay
from exams.tables import WHOLE


class SpecialDayTable(tables.Table):  # type: ignore[misc]  # untyped
    """Special days that stand."""

    day = tables.DateColumn(
        format="Y-m-d",
        linkify=("exams:special_day", {"special_day_id": tables.A("pk")}),
        attrs=WHOLE,
    )
    weekday = tables.Column(accessor="day", verbose_name=_("星期"), orderable=False, attrs=WHOLE)
    is_working = tables.Column(verbose_name=_("安排"), attrs=WHOLE)
    name = tables.Column()
    basis = tables.Column()
    caption = _("节假日安排")
    empty_hint = _("按国务院办公厅当年的通知逐日登记，或者用表格导入。")

    class Meta:
        model = SpecialDay
        fields = ("day", "weekday", "is_working", "name", "basis")
        order_by = "-day"
        empty_text = _("没有登记节假日安排")

    def render_weekday(self, record: SpecialDay) -> str:
        return str(WEEKDAYS[record.day.isoweekday() - 1])

    def render_is_working(self, value: bool) -> str:
        return str(_("上班") if value else _("放假"))

    value_is_working = render_is_working
    value_weekday = render_weekday


WEEKDAYS = [
    _("星期一"), _("星期二"), _("星期三"), _("星期四"), _("星期五"), _("星期六"), _("星期日"),
]  # fmt: skip
