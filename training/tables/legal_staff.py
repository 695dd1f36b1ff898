"""Legal-affairs and reconsideration staff as a table."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from people.models import Person, PostKind
from training.templatetags.training_words import amount

FIGURE = {"td": {"class": "n"}, "th": {"class": "n"}}


class LegalStaffTable(tables.Table):  # type: ignore[misc]  # untyped
    """Who holds such a post, since when, by how many others they came, and the year's hours."""

    name = tables.Column(linkify=("training:ledger", {"person_id": tables.A("pk")}))
    agency = tables.Column(
        accessor="agency__name", verbose_name=_("单位"), order_by=("agency__path", "pk")
    )
    post_kind = tables.Column(verbose_name=_("岗位类别"))
    post_title = tables.Column(verbose_name=_("现任职务"))
    since = tables.DateColumn(verbose_name=_("任现职起"), format="Y-m-d")
    posts_held = tables.Column(verbose_name=_("历任岗位（个）"), attrs=FIGURE)
    agencies = tables.Column(verbose_name=_("任职单位（个）"), attrs=FIGURE)
    credit = tables.Column(verbose_name=_("今年学时"), attrs=FIGURE)
    caption = _("法制人员")
    empty_hint = _("登记法制岗位或者行政复议岗位后，在这里列出。")

    class Meta:
        model = Person
        attrs = {"class": "rows is-mid"}
        fields = (
            "name", "agency", "post_kind", "post_title", "since", "posts_held", "agencies",
            "credit",
        )  # fmt: skip
        order_by = "since"
        empty_text = _("没有符合条件的人员")

    def render_post_kind(self, value: str) -> str:
        return str(PostKind(value).label)

    def value_post_kind(self, value: str) -> str:
        return str(PostKind(value).label)

    def render_credit(self, value: int) -> str:
        return amount(value)

    def value_credit(self, value: int) -> str:
        return amount(value)
