"""Lists of the conduct record, and of certificates that hang on bodies."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from qualifications.models import Certificate, Conduct
from qualifications.tables.registry import DAY, WHOLE


class ConductTable(tables.Table):  # type: ignore[misc]  # untyped
    """Entries `with_state`."""

    name = tables.Column(
        accessor="person__name",
        verbose_name=_("姓名"),
        linkify=("qualifications:conduct", {"ref": tables.A("ref")}),
        attrs=WHOLE,
    )
    agency = tables.Column(
        accessor="person__agency__name", order_by="person__agency__path", verbose_name=_("单位")
    )
    kind = tables.Column(attrs=WHOLE)
    day = tables.DateColumn(format=DAY, attrs=WHOLE)
    text = tables.Column(orderable=False)
    score = tables.Column(verbose_name=_("得分"), default="—", attrs=WHOLE)
    effect = tables.Column(default="—", attrs=WHOLE)
    state = tables.TemplateColumn(
        template_name="qualifications/_conduct_state.html", verbose_name=_("状态"), attrs=WHOLE
    )
    caption = _("执法表现记录")
    empty_hint = _("在人员页面登记。")

    class Meta:
        model = Conduct
        fields = ("name", "agency", "kind", "day", "text", "score", "effect", "state")
        order_by = "-day"
        empty_text = _("没有符合条件的记录")

    def render_score(self, record: Conduct) -> str:
        return record.marks

    def value_score(self, record: Conduct) -> str:
        return record.marks

    def value_state(self, record: Conduct) -> str:
        return record.state_label


class HangingTable(tables.Table):  # type: ignore[misc]  # untyped
    """Certificates of `models.yearly.hanging`, with terms."""

    number = tables.Column(
        linkify=("qualifications:certificate", {"ref": tables.A("ref")}), attrs=WHOLE
    )
    name = tables.Column(accessor="person__name", verbose_name=_("姓名"), attrs=WHOLE)
    agency = tables.Column(
        accessor="person__agency__name", order_by="person__agency__path", verbose_name=_("单位")
    )
    body_name = tables.Column(verbose_name=_("执法主体"))
    terms_domains = tables.Column(verbose_name=_("执法领域"), orderable=False)
    lost_standing = tables.Column(verbose_name=_("原因"), orderable=False)
    caption = _("待处理的证件")
    empty_hint = _("有效证件所属的主体都有主体资格和相应领域。")

    class Meta:
        model = Certificate
        fields = ("number", "name", "agency", "body_name", "terms_domains", "lost_standing")
        order_by = ("agency", "number")
        empty_text = _("没有待处理的证件")

    def render_terms_domains(self, value: list[str]) -> str:
        return "、".join(value)

    def value_terms_domains(self, value: list[str]) -> str:
        return "、".join(value)

    def render_lost_standing(self, value: Any) -> str:
        return str(_("主体丧失主体资格") if value else _("主体不再有证件所列领域"))

    def value_lost_standing(self, value: Any) -> str:
        return self.render_lost_standing(value)
