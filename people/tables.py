"""The list of persons as a table."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from people.models import Person, PostKind


class PersonTable(tables.Table):  # type: ignore[misc]  # django-tables2 is untyped
    """Sorts by name, number, agency and post; nothing else can be asked for by the address."""

    name = tables.Column(
        verbose_name=_("姓名"), linkify=("people:person", {"person_id": tables.A("pk")})
    )
    staff_number = tables.Column(verbose_name=_("编号"))
    agency = tables.Column(verbose_name=_("单位"), order_by=("agency__path", "staff_number"))
    post_title = tables.Column(verbose_name=_("主要岗位"), default="—")
    post_kind = tables.Column(verbose_name=_("岗位类别"), default="—")
    account = tables.TemplateColumn(
        verbose_name=_("账号"),
        template_name="people/_account_state.html",
        accessor="user__state",
        extra_context={},
        orderable=False,
    )
    pick = tables.Column(
        verbose_name=_("选择"),
        accessor="pk",
        orderable=False,
        attrs={"td": {"class": "pick"}, "th": {"class": "pick"}},
    )

    class Meta:
        attrs = {"class": "rows is-mid"}
        order_by = ("agency",)
        empty_text = _("没有符合条件的人员")

    def render_post_kind(self, value: str) -> str:
        return str(PostKind(value).label)

    def render_pick(self, value: int, record: Person) -> SafeString | str:
        if self.request.person.pk == value:  # one's own slip is printed by somebody else
            return ""
        label = gettext("选择%(name)s") % {"name": record.name}
        return format_html(
            '<label class="tick"><input class="form-check-input" type="checkbox" name="person"'
            ' value="{}" aria-label="{}"></label>',
            value,
            label,
        )

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.caption = gettext("人员列表")
