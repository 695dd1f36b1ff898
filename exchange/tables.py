"""The list of one's imports."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from exchange import kinds
from exchange.models import Import

FIGURES = {"td": {"class": "n"}, "th": {"class": "n"}}


class ImportTable(tables.Table):  # type: ignore[misc]  # untyped
    """Newest first; what waits for a decision says so."""

    file_name = tables.Column(verbose_name=_("文件"))
    kind = tables.Column(verbose_name=_("内容"))
    state = tables.TemplateColumn(
        template_name="exchange/_state.html", verbose_name=_("状态"), extra_context={}
    )
    total = tables.Column(verbose_name=_("行数"), attrs=FIGURES)
    added = tables.Column(verbose_name=_("登记数"), attrs=FIGURES)
    uploaded_at = tables.DateTimeColumn(verbose_name=_("上传时间"), format="Y-m-d H:i")

    caption = _("我的导入")
    empty_hint = _("下载模板填写后上传，核对无误再提交。")

    def order_uploaded_at(self, queryset: Any, is_descending: bool) -> tuple[Any, bool]:
        return queryset.order_by("-id" if is_descending else "id"), True

    class Meta:
        empty_text = _("您还没有导入过内容")
        order_by = ("-uploaded_at",)

    def render_file_name(self, value: str, record: Import) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("imports:show", args=[record.ref]), value)

    def render_kind(self, value: str) -> Any:
        kind = kinds.kind_named(value)
        return kind.title if kind else value

    def value_file_name(self, value: str) -> str:
        return value
