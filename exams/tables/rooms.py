"""Lists of rooms and seats."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.db.models import Count
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from exams.models import ExamRoom, ExamSession, RoomSeat

FIGURE = {"td": {"class": "n"}, "th": {"class": "n"}}
WHOLE = {"td": {"class": "nb"}}


def planned_rooms(session: ExamSession) -> list[Any]:
    """The session's rooms with `seated` (how many have a seat) and `everywhere`: the names of those
    who supervise all rooms."""
    rows = session.rooms.annotate(seated=Count("seats")).order_by("ordinal")
    whole = session.invigilations.filter(room=None).select_related("person").order_by("pk")
    found: list[Any] = list(rows.prefetch_related("invigilations__person"))
    names = [row.person.name for row in whole]
    for room in found:
        room.everywhere = names
    return found


class PlannedRoomTable(tables.Table):  # type: ignore[misc]  # untyped
    """The rooms of a session while it is planned."""

    ordinal = tables.Column(verbose_name=_("考场号"), attrs=FIGURE)
    name = tables.Column(verbose_name=_("地点"))
    capacity = tables.Column(verbose_name=_("座位数"), attrs=FIGURE)
    seated = tables.Column(verbose_name=_("已编座位"), attrs=FIGURE)
    watch = tables.Column(verbose_name=_("监考员"), empty_values=(), orderable=False)
    network = tables.Column(verbose_name=_("网段"), default=_("不限"))
    act = tables.TemplateColumn(
        template_name="exams/_room_acts.html", verbose_name=_("办理"), orderable=False
    )
    caption = _("考场")
    empty_hint = _("按机房逐一增加考场，再编排座位。")

    class Meta:
        model = ExamRoom
        attrs = {"class": "rows is-mid"}
        fields = ("ordinal", "name", "capacity", "seated", "watch", "network", "act")
        empty_text = _("尚无考场")

    def render_watch(self, record: ExamRoom) -> str:
        names = [row.person.name for row in record.invigilations.all()]
        whole = [
            gettext("%(name)s（全部考场）") % {"name": name}
            for name in record.everywhere  # type: ignore[attr-defined]  # by `planned_rooms`
        ]
        return "、".join([*names, *whole]) or "—"


class PlannedSeatTable(tables.Table):  # type: ignore[misc]  # untyped
    """Who sits where."""

    candidate_number = tables.Column(
        accessor="candidate__number", verbose_name=_("准考证号"), attrs=WHOLE
    )
    name = tables.Column(accessor="candidate__person__name", verbose_name=_("姓名"), attrs=WHOLE)
    agency = tables.Column(accessor="candidate__agency__name", verbose_name=_("单位"))
    room = tables.Column(
        accessor="room__ordinal", verbose_name=pgettext_lazy("座位表", "考场"), attrs=FIGURE
    )
    number = tables.Column(attrs=FIGURE)
    caption = _("座位表")
    empty_hint = _("增加考场之后编排座位，或者导入座位表。")

    class Meta:
        model = RoomSeat
        fields = ("candidate_number", "name", "agency", "room", "number")
        order_by = ("room", "number")
        empty_text = _("尚未编排座位")


__all__ = ["PlannedRoomTable", "PlannedSeatTable", "planned_rooms"]
