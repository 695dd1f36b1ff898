"""Yearly plans as a table."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from training.models import YearPlan


class PlanTable(tables.Table):  # type: ignore[misc]  # untyped
    """Plans of one's own units, and approved ones above them."""

    agency = tables.Column(
        accessor="agency__name",
        order_by=("agency__path",),
        verbose_name=_("单位"),
        linkify=("training:plan", {"ref": tables.A("ref")}),
    )
    caption = _("年度计划")
    empty_hint = _("拟订计划，另一人批准后执行。")

    class Meta:
        model = YearPlan
        attrs = {"class": "rows is-mid"}
        fields = ("agency", "year", "meant_for", "state", "approval")
        order_by = ("-year", "agency")
        empty_text = _("没有年度计划")
