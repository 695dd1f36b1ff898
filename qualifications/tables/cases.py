"""Lists of checked panels and of the committee."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from qualifications.models import CommitteeMember, PanelCheck
from qualifications.tables.registry import DAY, WHOLE


class PanelTable(tables.Table):  # type: ignore[misc]  # untyped
    """Checks of who acts together."""

    case_number = tables.Column(
        linkify=("qualifications:panel", {"ref": tables.A("ref")}), attrs=WHOLE
    )
    day = tables.DateColumn(format=DAY, attrs=WHOLE)
    agency = tables.Column(accessor="agency__name", verbose_name=_("查询单位"))
    asked_by = tables.Column(accessor="asked_by__name", verbose_name=_("查询人"), attrs=WHOLE)
    at = tables.DateTimeColumn(format=f"{DAY} H:i", attrs=WHOLE)
    may_act = tables.TemplateColumn(
        template_name="qualifications/_may_act.html", verbose_name=_("结论"), attrs=WHOLE
    )
    caption = _("办案人员核验")
    empty_hint = _("核验过的每一组人员都列在这里。")

    class Meta:
        model = PanelCheck
        fields = ("case_number", "procedure", "day", "agency", "asked_by", "at", "may_act")
        order_by = "-at"
        empty_text = _("没有符合条件的核验")

    def value_may_act(self, value: bool) -> str:
        return str(_("可以办理") if value else _("不能办理"))


class CommitteeTable(tables.Table):  # type: ignore[misc]  # untyped
    """Members with their terms."""

    name = tables.Column(attrs=WHOLE)
    valid_from = tables.DateColumn(format=DAY, verbose_name=_("任期自"), attrs=WHOLE)
    valid_to = tables.DateColumn(format=DAY, verbose_name=_("任期至"), attrs=WHOLE)
    state = tables.Column(
        accessor="pk", verbose_name=_("状态"), orderable=False, empty_values=(), attrs=WHOLE
    )
    act = tables.TemplateColumn(
        template_name="qualifications/_member.html",
        verbose_name=_("办理"),
        orderable=False,
        exclude_from_export=True,
    )
    caption = _("复议委员会委员")
    empty_hint = _("聘任的委员列在这里。")

    class Meta:
        model = CommitteeMember
        fields = (
            "name", "sector", "organ", "document", "valid_from", "valid_to", "state", "act",
        )  # fmt: skip
        order_by = "-valid_to"
        empty_text = _("没有符合条件的委员")

    def __init__(self, *args: Any, today: date, **words: Any) -> None:
        super().__init__(*args, **words)
        self.today = today

    def render_state(self, record: CommitteeMember) -> str:
        return str(_("在任") if record.is_in_term(self.today) else _("不在任"))
