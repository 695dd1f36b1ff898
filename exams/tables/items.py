"""The list of a session's questions with their figures."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from exams.models import ItemFigure
from exams.tables import FIGURE, WHOLE
from exams.templatetags.exam_words import percent, two_places
from people.rules import Rights, Role
from questionbank.models import FlagWords


class ItemTable(tables.Table):  # type: ignore[misc]  # untyped
    """The questions of one session. A code leads to the question for who keeps its bank, a number
    of papers to their results for who may know whose they are."""

    code = tables.Column(accessor="revision__question__code", verbose_name=_("题号"), attrs=WHOLE)
    kind = tables.Column(
        accessor="revision__get_kind_display", verbose_name=_("题型"), order_by="revision__kind"
    )
    papers = tables.Column(attrs=FIGURE)
    facility = tables.Column(attrs=FIGURE)
    standard_error = tables.Column(attrs=FIGURE)
    discrimination = tables.Column(attrs=FIGURE)
    efficiency = tables.Column(attrs=FIGURE)
    flags = tables.Column(
        accessor="revision__observation__flags",
        verbose_name=_("历次使用提示"),
        orderable=False,
        default="",
    )
    caption = _("各题统计")
    empty_hint = _("成绩公布后数分钟内自动统计。")

    class Meta:
        model = ItemFigure
        fields = (
            "code", "kind", "papers", "facility", "standard_error", "discrimination", "efficiency",
            "flags",
        )  # fmt: skip
        order_by = "code"
        empty_text = _("没有符合条件的试题")

    def __init__(self, *args: Any, rights: Rights, results: str = "", **kwargs: Any) -> None:
        """`results` is where the session's results are listed, empty where the reader may not."""
        super().__init__(*args, **kwargs)
        self.rights, self.results = rights, results

    def render_papers(self, value: int, record: ItemFigure) -> SafeString | int:
        if not self.results:
            return value
        query = urlencode({"question": record.revision.question.code, "outcome": "marked"})
        return format_html('<a href="{}?{}#rows">{}</a>', self.results, query, value)

    def value_papers(self, value: int) -> int:
        return value

    def render_code(self, value: str, record: ItemFigure) -> SafeString | str:
        return self._led(record, value)

    def _led(self, record: ItemFigure, words: str) -> SafeString | str:
        """The words leading to the question's own statistics, for who may read these."""
        path = record.revision.question.agency.path
        roles = Role.SETTER, Role.REVIEWER
        if not words or not any(self.rights.covers(path, role) for role in roles):
            return words
        url = reverse("exams:question_statistics", args=[record.revision.question.code])
        return format_html('<a href="{}?n={}">{}</a>', url, record.revision.n, words)

    def value_code(self, value: str) -> str:
        return value

    def render_facility(self, value: float) -> str:
        return percent(value)

    def render_standard_error(self, value: float) -> str:
        return percent(value)

    def render_discrimination(self, value: float) -> str:
        return two_places(value)

    def render_efficiency(self, value: float) -> str:
        return two_places(value)

    def render_flags(self, value: list[str], record: ItemFigure) -> SafeString | str:
        return self._led(record, self.value_flags(value))

    def value_flags(self, value: list[str]) -> str:
        return str(_("、")).join(str(FlagWords(flag).label) for flag in value)
