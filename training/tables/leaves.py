"""Leave and missed half-days, as tables."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from training.models import Enrolment, Leave
from training.rules import misses_too_much

WHOLE = {"td": {"class": "nb"}}
NUMBER = {"td": {"class": "n"}, "th": {"class": "n"}}


class LeaveTable(tables.Table):  # type: ignore[misc]  # untyped
    """Wishes for leave, the newest first."""

    name = tables.Column(
        accessor="person__name",
        verbose_name=_("姓名"),
        linkify=("training:decide_leave", {"ref": tables.A("ref")}),
        attrs=WHOLE,
    )
    agency = tables.Column(accessor="person__agency__name", verbose_name=_("单位"))
    training_class = tables.Column(
        accessor="session__training_class__title", verbose_name=_("培训班")
    )
    starts_at = tables.DateTimeColumn(
        accessor="session__starts_at", verbose_name=_("课次"), format="Y-m-d H:i", attrs=WHOLE
    )
    state = tables.Column(verbose_name=_("状态"), attrs=WHOLE)
    caption = _("请假")
    empty_hint = _("人员提交的请假列在这里。")

    class Meta:
        model = Leave
        attrs = {"class": "rows is-mid"}
        fields = ("name", "agency", "training_class", "starts_at", "because", "state")
        order_by = "-asked_at"
        empty_text = _("没有符合条件的请假")


def _withdrawal(record: Enrolment, table: AbsenceTable) -> str | None:
    """Where somebody is taken off the roster who has missed too much of a class that goes on."""
    if not table.may_withdraw or not table.is_over(record):
        return None
    return reverse("training:withdraw", args=[record.pk])


class AbsenceTable(tables.Table):  # type: ignore[misc]  # untyped
    """Who missed how many half-days of a class, and whether that is more than allowed."""

    name = tables.Column(accessor="person__name", verbose_name=_("姓名"), attrs=WHOLE)
    number = tables.Column(
        accessor="person__staff_number", verbose_name=_("工作人员编号"), attrs=WHOLE
    )
    agency = tables.Column(accessor="agency__name", verbose_name=_("单位"))
    missed = tables.Column(verbose_name=_("缺课（次）"), attrs=NUMBER)
    standing = tables.Column(empty_values=(), orderable=False, verbose_name=_("情况"), attrs=WHOLE)
    withdraw = tables.Column(
        empty_values=(),
        orderable=False,
        verbose_name=_("办理"),
        linkify=_withdrawal,
        exclude_from_export=True,
    )
    caption = _("缺课情况")
    empty_hint = _("考勤登记后，请假和缺席的人员列在这里。")

    class Meta:
        model = Enrolment
        attrs = {"class": "rows is-mid"}
        fields = ("name", "number", "agency", "missed", "standing", "withdraw")
        order_by = "-missed"
        empty_text = _("没有符合条件的人员")

    def __init__(self, rows: Any, *, terms: tuple[int, int], may_withdraw: bool) -> None:
        super().__init__(rows, exclude=() if may_withdraw else ("withdraw",))
        self.half_days, self.one_in = terms
        self.may_withdraw = may_withdraw

    def is_over(self, record: Enrolment) -> bool:
        missed: int = record.missed  # type: ignore[attr-defined]  # annotated
        return misses_too_much(missed, self.half_days, self.one_in)

    def render_standing(self, record: Enrolment) -> str:
        if self.is_over(record):
            return gettext("超过上限")
        return gettext("未超过上限") if record.missed else gettext("全勤")  # type: ignore[attr-defined]

    def render_withdraw(self, record: Enrolment) -> str:
        return gettext("按退学移出") if _withdrawal(record, self) else ""
