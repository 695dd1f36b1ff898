"""Whom another key touches."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from exams.tables import FIGURE, WHOLE, plain
from exams.templatetags.exam_words import marks


class KeyEffectTable(tables.Table):  # type: ignore[misc]  # untyped
    """Candidates whose result another key changes."""

    number = tables.Column(
        accessor="attempt__candidate__number", verbose_name=_("准考证号"), attrs=WHOLE
    )
    name = tables.Column(
        accessor="attempt__person__name",
        verbose_name=_("姓名"),
        linkify=("exams:result", {"ref": tables.A("attempt__ref")}),
        attrs=WHOLE,
    )
    agency = tables.Column(accessor="attempt__candidate__agency__name", verbose_name=_("单位"))
    before = tables.Column(accessor="before__total", verbose_name=_("变更前（分）"), attrs=FIGURE)
    after = tables.Column(accessor="after__total", verbose_name=_("变更后（分）"), attrs=FIGURE)
    of = tables.Column(accessor="after__of", verbose_name=_("满分"), attrs=FIGURE)
    verdict = tables.TemplateColumn(
        template_name="exams/_verdict.html", verbose_name=_("结论"), empty_values=()
    )
    caption = _("成绩有变化的考生")
    empty_hint = _("变更不影响任何考生的成绩。")

    class Meta:
        empty_text = _("没有成绩变化的考生")

    def render_before(self, value: int) -> str:
        return marks(value)

    def render_after(self, value: int) -> str:
        return marks(value)

    def render_of(self, value: int) -> str:
        return marks(value)

    def value_before(self, value: int) -> object:
        return plain(value)

    def value_after(self, value: int) -> object:
        return plain(value)

    def value_of(self, value: int) -> object:
        return plain(value)

    def value_verdict(self, value: str, record: Any) -> str:
        if record.is_possible:
            may = {"passes": _("可能变为合格"), "fails": _("可能变为不合格")}
            return str(may.get(record.verdict, ""))
        words = {"passes": _("不合格变为合格"), "fails": _("合格变为不合格")}
        return str(words.get(value, _("结论不变")))
