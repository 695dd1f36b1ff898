"""Lists of campaigns and of the persons in one."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from qualifications import wording
from qualifications.models import Campaign, CampaignEntry
from qualifications.tables.registry import DAY, WHOLE


class CampaignTable(tables.Table):  # type: ignore[misc]  # untyped
    """Yearly reviews and clean-ups."""

    title = tables.Column(linkify=("qualifications:campaign", {"ref": tables.A("ref")}))
    kind = tables.Column(attrs=WHOLE)
    agency = tables.Column(accessor="agency__name", verbose_name=_("范围"))
    due_on = tables.DateColumn(format=DAY, attrs=WHOLE)
    state = tables.Column(
        accessor="closed_at", verbose_name=_("状态"), empty_values=(), attrs=WHOLE
    )
    caption = _("审验和清理")
    empty_hint = _("由法制机构开展。")

    class Meta:
        model = Campaign
        fields = ("title", "kind", "agency", "year", "due_on", "state")
        order_by = "-due_on"
        empty_text = _("没有符合条件的审验或者清理")

    def render_state(self, record: Campaign) -> str:
        return str(_("已结束") if record.closed_at else _("进行中"))

    def value_state(self, record: Campaign) -> str:
        return self.render_state(record)


class EntryTable(tables.Table):  # type: ignore[misc]  # untyped
    """Persons of a campaign `with_ruling`. `may_rule`: the reader decides."""

    name = tables.Column(
        accessor="person__name",
        verbose_name=_("姓名"),
        linkify=("qualifications:person", {"person_id": tables.A("person_id")}),
        attrs=WHOLE,
    )
    number = tables.Column(accessor="person__staff_number", verbose_name=_("编号"), attrs=WHOLE)
    agency = tables.Column(accessor="agency__name", order_by="agency__path", verbose_name=_("单位"))
    findings = tables.Column(orderable=False, empty_values=())
    ruling = tables.TemplateColumn(
        template_name="qualifications/_entry.html", verbose_name=_("结论"), empty_values=()
    )
    ruled_why = tables.Column(verbose_name=_("理由"), orderable=False, default="—")
    caption = _("人员")
    empty_hint = _("请调整筛选条件。")

    class Meta:
        model = CampaignEntry
        fields = ("name", "number", "agency", "findings", "ruling", "ruled_why")
        order_by = ("agency", "number")
        empty_text = _("没有符合条件的人员")

    def __init__(self, *args: Any, may_rule: bool, **words: Any) -> None:
        super().__init__(*args, **words)
        self.may_rule = may_rule

    def render_findings(self, record: CampaignEntry) -> str:
        return wording.finding_words(record.findings, record.seen) or str(_("没有发现问题"))

    def value_findings(self, record: CampaignEntry) -> str:
        return self.render_findings(record)

    def value_ruling(self, record: Any) -> str:
        return str(record.ruling_label or _("尚无结论"))
