"""The rows behind the yearly table's numbers, and exams owed for domains that moved."""

from __future__ import annotations

from collections.abc import Mapping

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from people.models import Post
from qualifications.tables.registry import DAY, WHOLE


class BehindTable(tables.Table):  # type: ignore[misc]  # untyped
    """Posts behind a number; why held without right, if `reasons` tells it, by post."""

    name = tables.Column(
        accessor="person__name",
        verbose_name=_("姓名"),
        linkify=("qualifications:person", {"person_id": tables.A("person_id")}),
        attrs=WHOLE,
    )
    number = tables.Column(
        accessor="person__staff_number", verbose_name=_("工作人员编号"), attrs=WHOLE
    )
    agency = tables.Column(accessor="agency__name", order_by="agency__path", verbose_name=_("单位"))
    title = tables.Column()
    domains = tables.Column(orderable=False, default="—")
    reasons = tables.Column(
        accessor="pk", orderable=False, verbose_name=_("无权上岗的理由"), empty_values=()
    )
    caption = _("数字所列的名单")
    empty_hint = _("请调整日期、单位或者名单。")

    class Meta:
        model = Post
        fields = ("name", "number", "agency", "title", "domains", "reasons")
        order_by = ("agency", "number")
        empty_text = _("没有符合条件的人员")

    reasons_of: Mapping[int, str] = {}

    def render_domains(self, value: list[str]) -> str:
        return "、".join(value) or "—"

    def value_domains(self, value: list[str]) -> str:
        return "、".join(value)

    def render_reasons(self, record: Post) -> str:
        return self.reasons_of.get(record.pk, "")

    def value_reasons(self, record: Post) -> str:
        return self.render_reasons(record)


class OwedTable(tables.Table):  # type: ignore[misc]  # untyped
    """Those who owe the exam of a domain that came to their body."""

    name = tables.Column(
        accessor="post__person__name",
        verbose_name=_("姓名"),
        linkify=("qualifications:person", {"person_id": tables.A("post__person_id")}),
        attrs=WHOLE,
    )
    number = tables.Column(
        accessor="post__person__staff_number", verbose_name=_("工作人员编号"), attrs=WHOLE
    )
    agency = tables.Column(
        accessor="post__agency__name", order_by="post__agency__path", verbose_name=_("单位")
    )
    domain = tables.Column(verbose_name=_("划入的领域"), attrs=WHOLE)
    since = tables.DateColumn(format=DAY, verbose_name=_("划入日期"), attrs=WHOLE)
    caption = _("划入领域应考人员")
    empty_hint = _("没有划入领域，或者有关人员都已取得资格。")

    class Meta:
        fields: tuple[str, ...] = ("name", "number", "agency", "domain", "since")
        order_by = ("agency", "number")
        empty_text = _("没有应考人员")
