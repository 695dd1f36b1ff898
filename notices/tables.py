"""The list of notices as a table."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from notices.models import Notice


class NoticeTable(tables.Table):  # type: ignore[misc]  # untyped
    """One's notices, the newest first."""

    title = tables.TemplateColumn(
        template_name="notices/_notice.html", verbose_name=_("消息"), orderable=False
    )
    sent_at = tables.DateTimeColumn(format="Y-m-d H:i", attrs={"td": {"class": "nb"}})
    read_at = tables.TemplateColumn(
        template_name="notices/_read.html",
        verbose_name=_("状态"),
        attrs={"td": {"class": "nb"}},
    )
    caption = _("消息列表")
    empty_hint = _("报名、候补、课程变动等事项的消息会列在这里。")

    class Meta:
        model = Notice
        attrs = {"class": "rows is-mid"}
        fields = ("title", "sent_at", "read_at")
        order_by = "-sent_at"
        empty_text = _("没有消息")

    def value_title(self, record: Notice) -> str:
        return f"{record.title}：{record.text}"

    def value_read_at(self, record: Notice) -> str:
        return str(_("已读") if record.read_at else _("未读"))
