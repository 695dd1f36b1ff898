"""Lists of the way to a qualification, and of what the public meets."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from qualifications.models import Application, MisuseReport, Qualification, TrainingCertificate
from qualifications.tables.registry import DAY, WHOLE


class ApplicationTable(tables.Table):  # type: ignore[misc]  # untyped
    """Applications `with_stage`."""

    name = tables.Column(
        accessor="person__name",
        verbose_name=_("姓名"),
        linkify=("qualifications:application", {"ref": tables.A("ref")}),
        attrs=WHOLE,
    )
    agency = tables.Column(
        accessor="agency__name", order_by="agency__path", verbose_name=_("申报单位")
    )
    kind = tables.Column(attrs=WHOLE)
    domains = tables.Column(orderable=False, default="—")
    filed_at = tables.DateTimeColumn(format=DAY, verbose_name=_("申报日期"), attrs=WHOLE)
    moved_at = tables.DateTimeColumn(format=DAY, verbose_name=_("最近办理"), attrs=WHOLE)
    stage = tables.TemplateColumn(
        template_name="qualifications/_stage.html", verbose_name=_("环节"), attrs=WHOLE
    )
    caption = _("资格申请")
    empty_hint = _("单位在人员页面申报后，列在这里。")

    class Meta:
        model = Application
        fields = ("name", "agency", "kind", "domains", "filed_at", "moved_at", "stage")
        order_by = "-filed_at"
        empty_text = _("没有符合条件的申请")

    def render_domains(self, value: list[str]) -> str:
        return "、".join(value) or "—"

    def value_domains(self, value: list[str]) -> str:
        return "、".join(value)

    def value_stage(self, record: Any) -> str:
        return str(record.stage_label)


class QualifiedTable(tables.Table):  # type: ignore[misc]  # untyped
    """Qualifications that hold."""

    name = tables.Column(
        accessor="person__name",
        verbose_name=_("姓名"),
        linkify=("qualifications:person", {"person_id": tables.A("person_id")}),
        attrs=WHOLE,
    )
    agency = tables.Column(
        accessor="person__agency__name", order_by="person__agency__path", verbose_name=_("单位")
    )
    kind = tables.Column(attrs=WHOLE)
    domains = tables.Column(orderable=False, default="—")
    source = tables.Column(attrs=WHOLE)
    valid_from = tables.DateColumn(format=DAY, attrs=WHOLE)
    valid_to = tables.DateColumn(format=DAY, attrs=WHOLE, default="—")
    caption = _("有资格的人员")
    empty_hint = _("请调整筛选条件。")

    class Meta:
        model = Qualification
        fields = ("name", "agency", "kind", "domains", "source", "valid_from", "valid_to")
        order_by = ("agency", "name")
        empty_text = _("没有符合条件的人员")

    def render_domains(self, value: list[str]) -> str:
        return "、".join(value) or "—"

    def value_domains(self, value: list[str]) -> str:
        return "、".join(value)


class MisuseTable(tables.Table):  # type: ignore[misc]  # untyped
    """Reports of misuse `with_ruling`."""

    number = tables.Column(
        accessor="certificate__number",
        verbose_name=_("证号"),
        linkify=("qualifications:certificate", {"ref": tables.A("certificate__ref")}),
        attrs=WHOLE,
    )
    name = tables.Column(accessor="certificate__person__name", verbose_name=_("姓名"), attrs=WHOLE)
    agency = tables.Column(accessor="certificate__person__agency__name", verbose_name=_("单位"))
    at = tables.DateTimeColumn(format=f"{DAY} H:i", attrs=WHOLE)
    text = tables.Column(orderable=False)
    ruling = tables.TemplateColumn(
        template_name="qualifications/_ruling.html", verbose_name=_("核查"), empty_values=()
    )
    caption = _("证件冒用反映")
    empty_hint = _("公众在证件核验页面反映的情况列在这里。")

    class Meta:
        model = MisuseReport
        fields = ("number", "name", "agency", "at", "text", "ruling")
        order_by = "-at"
        empty_text = _("没有符合条件的反映")

    def value_ruling(self, record: Any) -> str:
        return str(record.ruling_label or _("待核查"))


class TrainingTable(tables.Table):  # type: ignore[misc]  # untyped
    """Training certificates `with_standing`."""

    number = tables.Column(
        linkify=("qualifications:training_certificate", {"ref": tables.A("ref")}), attrs=WHOLE
    )
    name = tables.Column(accessor="person__name", verbose_name=_("姓名"), attrs=WHOLE)
    agency = tables.Column(
        accessor="person__agency__name", order_by="person__agency__path", verbose_name=_("单位")
    )
    domains = tables.Column(orderable=False, default="—")
    issued_on = tables.DateColumn(format=DAY, attrs=WHOLE)
    stands = tables.TemplateColumn(
        template_name="qualifications/_stands.html", verbose_name=_("状态"), attrs=WHOLE
    )
    caption = _("培训合格证明")
    empty_hint = _("经考试取得资格的，由法制机构颁发。")

    class Meta:
        model = TrainingCertificate
        fields = ("number", "name", "agency", "domains", "issued_on", "stands")
        order_by = "number"
        empty_text = _("没有符合条件的证明")

    def render_domains(self, value: list[str]) -> str:
        return "、".join(value) or "—"

    def value_domains(self, value: list[str]) -> str:
        return "、".join(value)

    def value_stands(self, value: bool) -> str:
        return str(_("资格现存续") if value else _("资格现已终止"))
