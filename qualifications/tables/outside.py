"""Lists of results from elsewhere, and of results that fell away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from qualifications.models import (
    Matter,
    MatterSort,
    OutsideResult,
    OutsideState,
    Qualification,
)
from qualifications.tables.registry import DAY, WHOLE


class OutsideTable(tables.Table):  # type: ignore[misc]  # untyped
    """Results `with_state`. What an entry says that waits for a second one, only its maker sees."""

    name = tables.Column(
        accessor="person__name",
        verbose_name=_("姓名"),
        linkify=("qualifications:outside_result", {"ref": tables.A("ref")}),
        attrs=WHOLE,
    )
    agency = tables.Column(
        accessor="person__agency__name", order_by="person__agency__path", verbose_name=_("单位")
    )
    part = tables.Column(attrs=WHOLE)
    domain = tables.Column(default="—", attrs=WHOLE)
    day = tables.DateColumn(format=DAY, attrs=WHOLE)
    marks = tables.Column(accessor="total", verbose_name=_("成绩"), orderable=False, attrs=WHOLE)
    organ = tables.Column()
    document = tables.Column(attrs=WHOLE)
    way = tables.Column(attrs=WHOLE)
    state = tables.Column(verbose_name=_("状态"), attrs=WHOLE)
    caption = _("外部成绩")
    empty_hint = _("在人员页面录入，或者批量导入组织机关提供的成绩文件。")

    class Meta:
        model = OutsideResult
        fields = (
            "name", "agency", "part", "domain", "day", "marks", "organ", "document", "way", "state",
        )  # fmt: skip
        order_by = "-day"
        empty_text = _("没有符合条件的外部成绩")

    def __init__(self, *args: Any, reader_id: int, **words: Any) -> None:
        super().__init__(*args, **words)
        self.reader_id = reader_id

    def render_marks(self, record: Any) -> str:
        waits = record.state in (OutsideState.WAITING, OutsideState.DIFFERS)
        if waits and record.entered_by_id != self.reader_id:
            return "—"
        return f"{record.marks} {_('合格') if record.passed else _('不合格')}"

    def value_marks(self, record: Any) -> str:
        return self.render_marks(record)

    def render_state(self, value: str) -> str:
        return str(OutsideState(value).label)

    def value_state(self, value: str) -> str:
        return self.render_state(value)


class MatterTable(tables.Table):  # type: ignore[misc]  # untyped
    """Results that fell away, with what was earned on them (`earned`, by result)."""

    name = tables.Column(
        accessor="person__name",
        verbose_name=_("姓名"),
        linkify=("qualifications:person", {"person_id": tables.A("person__pk")}),
        attrs=WHOLE,
    )
    agency = tables.Column(accessor="person__agency__name", verbose_name=_("单位"))
    sort = tables.Column(verbose_name=_("事项"), attrs=WHOLE)
    what = tables.Column(verbose_name=_("考试"))
    at = tables.DateTimeColumn(format=f"{DAY} H:i", verbose_name=_("变更时间"), attrs=WHOLE)
    earned = tables.Column(
        accessor="ref", orderable=False, verbose_name=_("据以取得的资格"), empty_values=()
    )
    ruling = tables.TemplateColumn(
        template_name="qualifications/_matter.html",
        orderable=False,
        verbose_name=_("处理"),
        empty_values=(),
    )
    caption = _("成绩失效事项")
    empty_hint = _("已公布的成绩变更为不合格、因违纪被取消，或者外部成绩被撤销时，会列在这里。")

    class Meta:
        fields = ("name", "agency", "sort", "what", "at", "earned", "ruling")
        order_by = "-at"
        empty_text = _("没有符合条件的事项")

    def __init__(self, *args: Any, earned: Mapping[str, list[Qualification]], **words: Any) -> None:
        super().__init__(*args, **words)
        self.earned = earned

    def render_sort(self, value: str) -> str:
        return str(MatterSort(value).label)

    def value_sort(self, value: str) -> str:
        return self.render_sort(value)

    def render_earned(self, record: Matter) -> str:
        rows = self.earned.get(record.ref, [])
        named = [name for row in rows for name in (row.domains or [str(row.get_kind_display())])]
        return "、".join(named) or "—"

    def value_earned(self, record: Matter) -> str:
        return self.render_earned(record)

    def value_ruling(self, record: Matter) -> str:
        return str(record.ruling.get_ruling_display() if record.ruling else _("待处理"))
