"""Lists of law texts and of articles."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from statutes.models import Amendment, Article

FIGURE = {"td": {"class": "n"}, "th": {"class": "n"}}


class VersionTable(tables.Table):  # type: ignore[misc]  # django-tables2 is untyped
    """The texts in force on a day."""

    statute = tables.Column(
        verbose_name=_("法规"),
        accessor="statute__title",
        linkify=("statutes:version", {"version_id": tables.A("pk")}),
    )
    label = tables.Column(verbose_name=_("版本"))
    promulgated_on = tables.DateColumn(verbose_name=_("公布日期"), format="Y-m-d")
    effective_from = tables.DateColumn(verbose_name=_("施行日期"), format="Y-m-d")
    repealed_on = tables.DateColumn(verbose_name=_("失效日期"), format="Y-m-d")
    article_count = tables.Column(verbose_name=_("条数"), attrs=FIGURE)

    class Meta:
        empty_text = _("没有符合条件的法规。")
        order_by = "statute"


class ArticleTable(tables.Table):  # type: ignore[misc]
    """Articles that say the words asked for."""

    article = tables.Column(verbose_name=_("条"), empty_values=(), orderable=False)
    statute = tables.Column(verbose_name=_("法规"), accessor="version__statute__title")
    text = tables.Column(verbose_name=_("条文"), orderable=False)

    class Meta:
        empty_text = _("没有条文写有这些词。")

    def __init__(self, *args: Any, words: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words = words.split()

    def render_article(self, record: Article) -> SafeString:
        address = reverse("statutes:version", kwargs={"version_id": record.version_id})
        return format_html(
            '<a class="nb" href="{}?article={}#a{}-{}">{}</a>',
            address,
            record.number,
            record.number,
            record.suffix,
            str(record),
        )

    def render_text(self, value: str) -> str:
        """The words in their surroundings."""
        place = min((value.find(w) for w in self.words if w in value), default=0)
        start = max(0, place - 20)
        return ("…" if start else "") + Truncator(value[start:]).chars(90)

    def value_article(self, record: Article) -> str:
        return str(record)

    def value_text(self, record: Article) -> str:
        """A sheet holds the whole article."""
        return record.text


class AmendmentTable(tables.Table):  # type: ignore[misc]
    """Amendments with how far their maps are."""

    new = tables.Column(
        verbose_name=_("新版本"),
        order_by=("new__statute__title", "new__effective_from"),
        linkify=("statutes:amendment", {"amendment_id": tables.A("pk")}),
    )
    old = tables.Column(verbose_name=_("旧版本"), order_by="old__statute__title")
    effective_from = tables.DateColumn(
        verbose_name=_("施行日期"), accessor="new__effective_from", format="Y-m-d"
    )
    touched = tables.Column(verbose_name=_("实质变动条数"), attrs=FIGURE)
    undecided = tables.Column(verbose_name=_("待核对行"), attrs=FIGURE)
    state = tables.Column(verbose_name=_("状态"), empty_values=(), orderable=False)

    class Meta:
        empty_text = _("还没有修订对照。导入新版本时自动建立。")
        order_by = "-effective_from"

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def render_state(self, record: Amendment) -> SafeString:
        """Confirmed or not, in force or not, as an icon and a word."""
        tone, word = self._state(record)
        return render_to_string("_ui/status.html", {"tone": tone, "word": word})

    def value_state(self, record: Amendment) -> str:
        return self._state(record)[1]

    def _state(self, record: Amendment) -> tuple[str, str]:
        if not record.is_confirmed:
            return "soon", gettext("待确认")
        if record.new.effective_from > self.today:
            return "act", gettext("已确认，待施行")
        return "done", gettext("已确认")
