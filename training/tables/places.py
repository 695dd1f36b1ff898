"""Who asks for places in classes, as a table."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from training.models import Application, Declaration, YearSeal
from training.templatetags.training_words import amount

WHOLE = {"td": {"class": "nb"}}


class ApplicationTable(tables.Table):  # type: ignore[misc]  # untyped
    """Wishes for places, in the order in which they came."""

    name = tables.Column(
        accessor="person__name",
        verbose_name=_("姓名"),
        linkify=("training:decide_application", {"ref": tables.A("ref")}),
        attrs=WHOLE,
    )
    agency = tables.Column(accessor="agency__name", verbose_name=_("单位"))
    training_class = tables.Column(
        accessor="training_class__title",
        verbose_name=_("培训班"),
        linkify=("training:training_class", {"ref": tables.A("training_class__ref")}),
    )
    asked_at = tables.DateTimeColumn(format="Y-m-d H:i", attrs=WHOLE)
    state = tables.Column(verbose_name=_("状态"), attrs=WHOLE)
    caption = _("报名")
    empty_hint = _("须经审批的报名和候补会列在这里。")

    class Meta:
        model = Application
        attrs = {"class": "rows is-mid"}
        fields = ("name", "agency", "training_class", "asked_at", "state")
        order_by = "asked_at"
        empty_text = _("没有符合条件的报名")


class SealTable(tables.Table):  # type: ignore[misc]  # untyped
    """Closed years."""

    agency = tables.Column(accessor="agency__name", verbose_name=_("单位"))
    persons = tables.Column(attrs={"td": {"class": "n"}, "th": {"class": "n"}})
    met = tables.Column(attrs={"td": {"class": "n"}, "th": {"class": "n"}})
    credit = tables.Column(
        verbose_name=_("学时"), attrs={"td": {"class": "n"}, "th": {"class": "n"}}
    )
    sealed_at = tables.TemplateColumn(
        template_name="training/_seal_state.html", verbose_name=_("状态"), attrs=WHOLE
    )
    digest = tables.Column(attrs={"td": {"class": "mono"}})
    caption = _("年度封存")
    empty_hint = _("年度结束、考勤和异议办结后，由一人提出、另一人会签封存。")

    class Meta:
        model = YearSeal
        attrs = {"class": "rows is-mid"}
        fields = ("agency", "year", "sealed_at", "persons", "met", "credit", "lines", "digest")
        order_by = ("-year", "agency")
        empty_text = _("没有封存的年度")

    def render_credit(self, value: int) -> str:
        return amount(value)

    def render_digest(self, value: str) -> str:
        return value[:12]

    def value_sealed_at(self, record: YearSeal) -> object:
        return record.sealed_at


class DeclarationTable(tables.Table):  # type: ignore[misc]  # untyped
    """Declared training elsewhere."""

    name = tables.Column(
        accessor="person__name",
        verbose_name=_("姓名"),
        linkify=("training:decide_declaration", {"ref": tables.A("ref")}),
        attrs=WHOLE,
    )
    agency = tables.Column(accessor="person__agency__name", verbose_name=_("单位"))
    last_day = tables.DateColumn(format="Y-m-d", attrs=WHOLE)
    filed_at = tables.DateTimeColumn(format="Y-m-d H:i", attrs=WHOLE)
    caption = _("外部培训申报")
    empty_hint = _("人员申报的外部培训会列在这里。")

    class Meta:
        model = Declaration
        attrs = {"class": "rows is-mid"}
        fields = ("name", "agency", "title", "last_day", "filed_at", "state")
        order_by = ("-state", "filed_at")
        empty_text = _("没有符合条件的申报")
