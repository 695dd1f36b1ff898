"""The wrong-question book as a list."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from practice.models import Book, Card
from questionbank.rules.markup import plain

PROSE = {"td": {"class": "prose"}}  # sentences, broken over lines


class BookTable(tables.Table):  # type: ignore[misc]  # django-tables2 is untyped
    """One's own missed questions with the day on which each comes again."""

    stem = tables.Column(
        verbose_name=gettext_lazy("题干"),
        accessor="revision__stem",
        linkify=("practice:card", {"code": tables.A("question__code")}),
        orderable=False,
        attrs=PROSE,
    )
    basis = tables.Column(
        verbose_name=gettext_lazy("依据"), empty_values=(), orderable=False, attrs=PROSE
    )
    kind = tables.Column(
        verbose_name=gettext_lazy("题型"),
        accessor="revision__get_kind_display",
        order_by="revision__kind",
        attrs={"td": {"class": "nb"}},
    )
    misses = tables.Column(
        verbose_name=gettext_lazy("答错次数"), attrs={"td": {"class": "n"}, "th": {"class": "n"}}
    )
    due_on = tables.Column(verbose_name=gettext_lazy("复习日期"), attrs={"td": {"class": "nb"}})

    class Meta:
        order_by = "due_on"
        empty_text = gettext_lazy("错题本里没有题。练习中答错的题会列在这里。")

    def __init__(self, *args: Any, book: Book, **words: Any) -> None:
        super().__init__(*args, **words)
        self.book = book

    def render_stem(self, value: str) -> str:
        return Truncator(plain(value)).chars(60)

    def render_basis(self, record: Card) -> str:
        return "；".join(str(place) for place in record.revision.places())

    def render_due_on(self, record: Card) -> SafeString | str:
        """The day, or why it comes today, or that it rests until the bank has looked at it."""
        tone, word = self._state(record)
        if not word:
            return date_format(record.due_on, "Y-m-d") if record.due_on else ""
        return render_to_string("_ui/status.html", {"tone": tone, "word": word})

    def value_due_on(self, record: Card) -> date | str | None:
        return self._state(record)[1] or record.due_on

    def _state(self, record: Card) -> tuple[str, str]:
        if record.question_id not in self.book.current:
            return "past", _("暂停：待题库核对")
        if record.question_id in self.book.woken:
            return "soon", _("条文已修改")
        if record.due_on and record.due_on <= self.book.on:
            return "act", _("今天")
        return "", ""
