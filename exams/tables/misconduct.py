"""The list of cases of misconduct."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from exams.models import EffectChoice, Misconduct, StepChoice

WHOLE = {"td": {"class": "nb"}}


class MisconductTable(tables.Table):  # type: ignore[misc]  # untyped
    """Cases, with where they stand and what they do to the result."""

    name = tables.Column(
        accessor="candidate__person__name",
        verbose_name=_("姓名"),
        linkify=("exams:misconduct", {"ref": tables.A("ref")}),
        attrs=WHOLE,
    )
    number = tables.Column(accessor="candidate__number", verbose_name=_("准考证号"), attrs=WHOLE)
    exam = tables.Column(
        accessor="candidate__session__exam__title", verbose_name=pgettext_lazy("单数", "考试")
    )
    kind = tables.Column()
    at = tables.DateTimeColumn(format="Y-m-d H:i", attrs=WHOLE)
    last_step = tables.Column(verbose_name=_("进展"), empty_values=())
    effect = tables.Column(verbose_name=_("对成绩的影响"), empty_values=())
    caption = _("违纪处理")
    empty_hint = _("监考员两人签署报告后，在此办理。")

    class Meta:
        model = Misconduct
        fields = ("name", "number", "exam", "kind", "at", "last_step", "effect")
        order_by = "-at"
        empty_text = _("没有违纪处理")

    def render_last_step(self, value: str | None) -> str:
        return str(StepChoice(value).label) if value else gettext("待告知")

    def render_effect(self, value: str | None) -> str:
        return str(EffectChoice(value).label) if value else gettext("待决定")
