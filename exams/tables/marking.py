"""A marker's own marks."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exams.tables import FIGURE, MOMENT, WHOLE, plain
from exams.templatetags.exam_words import marks


class OwnMarkTable(tables.Table):  # type: ignore[misc]  # untyped
    """Scripts that the reader marked and that are not settled."""

    exam = tables.Column(accessor="attempt__exam__title", verbose_name=_("考试"))
    question = tables.TemplateColumn(
        template_name="exams/_own_mark_question.html",
        accessor="revision__stem",
        verbose_name=pgettext_lazy("单数", "试题"),
        orderable=False,
    )
    own_marks = tables.Column(verbose_name=_("您的评分"), attrs=FIGURE)
    own_at = tables.DateTimeColumn(format=MOMENT, verbose_name=_("评分时间"), attrs=WHOLE)
    act = tables.TemplateColumn(
        template_name="exams/_own_mark_act.html",
        attrs=WHOLE,
        verbose_name=_("办理"),
        orderable=False,
        empty_values=(),
    )
    caption = _("尚可更正的评分")
    empty_hint = _("您评过、尚未评定的作答会列在这里。")

    class Meta:
        attrs = {"class": "rows is-mid"}
        order_by = "-own_at"
        empty_text = _("没有可以更正的评分")

    def value_question(self, value: str) -> str:
        return value

    def render_own_marks(self, value: int) -> str:
        return marks(value)

    def value_own_marks(self, value: int) -> object:
        return plain(value)
