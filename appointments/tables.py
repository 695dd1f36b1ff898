"""Lists of this room. What may be sorted by stands here."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from appointments.models import AppraisalSheet, Case

WHOLE = {"td": {"class": "nb"}}  # never broken over two lines
DAY = "Y-m-d"


class CaseTable(tables.Table):  # type: ignore[misc]  # untyped
    """The reader's cases."""

    number = tables.Column(linkify=("appointments:case", {"ref": tables.A("ref")}), attrs=WHOLE)
    name = tables.Column(attrs=WHOLE)
    intended_post = tables.Column()
    procedure = tables.Column(attrs=WHOLE)
    deadline = tables.DateColumn(format=DAY, attrs=WHOLE)
    state = tables.TemplateColumn(
        template_name="appointments/_state.html", verbose_name=_("状态"), attrs=WHOLE
    )
    caption = _("任职考查")
    empty_hint = _("您列入的案件会列在这里；没有列入的，任何人都查不到。")

    class Meta:
        model = Case
        fields = ("number", "name", "intended_post", "procedure", "deadline", "state")
        order_by = "deadline"
        empty_text = _("没有符合条件的案件")

    def value_state(self, record: Any) -> str:
        return str(record.get_state_display())


class AppraisalTable(tables.Table):  # type: ignore[misc]  # untyped
    """Signed appraisal and promotion sheets."""

    person = tables.Column(
        accessor="person__name",
        verbose_name=_("姓名"),
        linkify=("appointments:appraisal", {"ref": tables.A("ref")}),
        attrs=WHOLE,
    )
    agency = tables.Column(accessor="agency__name", verbose_name=_("单位"))
    kind = tables.Column(attrs=WHOLE)
    year = tables.Column(attrs=WHOLE)
    n = tables.Column(attrs=WHOLE)
    at = tables.DateTimeColumn(format=f"{DAY} H:i", attrs=WHOLE)
    by = tables.Column(accessor="by__name", verbose_name=_("签署人"), attrs=WHOLE)
    caption = _("考核情况表")
    empty_hint = _("请调整筛选条件；签署的考核情况表都列在这里。")

    class Meta:
        model = AppraisalSheet
        fields = ("person", "agency", "kind", "year", "n", "at", "by")
        order_by = "-at"
        empty_text = _("没有符合条件的考核情况表")

    def render_year(self, value: int) -> str:
        return str(value)
