"""The figures of a survey, as a table."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from training.templatetags.training_words import amount

NUMBER = {"td": {"class": "n"}, "th": {"class": "n"}}


class FigureTable(tables.Table):  # type: ignore[misc]  # untyped
    """One line for each question: the mean, and how many gave each grade."""

    question = tables.Column(verbose_name=_("评价项目"), orderable=False)
    mean = tables.Column(verbose_name=_("平均（满分 5）"), attrs=NUMBER, orderable=False)
    g5 = tables.Column(verbose_name=_("很满意"), attrs=NUMBER, orderable=False)
    g4 = tables.Column(verbose_name=_("满意"), attrs=NUMBER, orderable=False)
    g3 = tables.Column(verbose_name=_("一般"), attrs=NUMBER, orderable=False)
    g2 = tables.Column(verbose_name=_("不满意"), attrs=NUMBER, orderable=False)
    g1 = tables.Column(verbose_name=_("很不满意"), attrs=NUMBER, orderable=False)
    caption = _("评价结果")
    empty_hint = _("评价结束且答卷不少于 5 份的，在此显示。")

    class Meta:
        attrs = {"class": "rows is-mid"}
        empty_text = _("暂不显示结果")

    def render_mean(self, value: Any) -> str:
        return amount(value)
