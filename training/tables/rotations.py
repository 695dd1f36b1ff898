"""Rotations, and who goes where in one, as tables."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from training.models import Rotation, RotationSeat

WHOLE = {"td": {"class": "nb"}}
FIGURE = {"td": {"class": "n"}, "th": {"class": "n"}, "tf": {"class": "n"}}


class RotationTable(tables.Table):  # type: ignore[misc]  # untyped
    """The rotations of one's agencies, the newest first."""

    title = tables.Column(linkify=("training:rotation", {"ref": tables.A("ref")}))
    agency = tables.Column(accessor="agency__name", verbose_name=_("轮训范围"))
    state = tables.Column(attrs=WHOLE)
    places = tables.Column(verbose_name=_("应参训（人）"), attrs=FIGURE)
    left_over = tables.Column(verbose_name=_("未安排（人）"), attrs=FIGURE)
    made_at = tables.DateTimeColumn(format="Y-m-d", attrs=WHOLE)
    caption = _("轮训方案")
    empty_hint = _("先安排培训班和课次，再制定轮训方案。")

    class Meta:
        model = Rotation
        attrs = {"class": "rows is-mid"}
        fields = ("title", "agency", "state", "places", "left_over", "made_at")
        order_by = "-made_at"
        empty_text = _("还没有轮训方案")


class SeatTable(tables.Table):  # type: ignore[misc]  # untyped
    """Who goes to which class of a rotation."""

    name = tables.Column(accessor="person__name", verbose_name=_("姓名"), attrs=WHOLE)
    number = tables.Column(
        accessor="person__staff_number", verbose_name=_("工作人员编号"), attrs=WHOLE
    )
    agency = tables.Column(accessor="person__agency__name", verbose_name=_("单位"))
    training_class = tables.Column(
        accessor="training_class__title", verbose_name=_("培训班"), default=_("未安排")
    )
    move = tables.LinkColumn(
        "training:move_seat",
        kwargs={"ref": tables.A("rotation__ref"), "person_id": tables.A("person_id")},
        text=_("调整"),
        orderable=False,
        empty_values=(),
        verbose_name=_("办理"),
    )
    caption = _("轮训安排")
    empty_hint = _("编排之后，每个人的班次列在这里。")

    class Meta:
        model = RotationSeat
        attrs = {"class": "rows is-mid"}
        fields = ("name", "number", "agency", "training_class", "move")
        order_by = "number"
        empty_text = _("没有符合条件的人员")
