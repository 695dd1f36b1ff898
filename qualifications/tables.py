"""Lists of this room. What may be sorted by stands here; every other key is ignored."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.models import Post
from qualifications.models import Body, BodyKind, Certificate, StateChoice

WHOLE = {"td": {"class": "nb"}}  # never broken over two lines
DAY = "Y-m-d"


class CertificateTable(tables.Table):  # type: ignore[misc]  # untyped
    """Certificates with what they are today. Needs `with_state` and `with_terms`."""

    number = tables.Column(linkify=("qualifications:certificate", {"ref": tables.A("ref")}))
    name = tables.Column(
        accessor="person__name",
        verbose_name=_("姓名"),
        linkify=("qualifications:person", {"person_id": tables.A("person_id")}),
        attrs=WHOLE,
    )
    agency = tables.Column(accessor="person__agency__name", verbose_name=_("单位"))
    terms_domains = tables.Column(verbose_name=_("执法领域"), orderable=False)
    terms_valid_to = tables.DateColumn(format=DAY, verbose_name=_("有效期至"), attrs=WHOLE)
    state_on = tables.TemplateColumn(
        template_name="qualifications/_state.html", verbose_name=_("状态"), attrs=WHOLE
    )
    caption = pgettext_lazy("复数", "证件")
    empty_hint = _("请调整筛选条件；省级证件可以批量导入。")

    class Meta:
        model = Certificate
        fields = ("number", "name", "agency", "terms_domains", "terms_valid_to", "state_on")
        order_by = "terms_valid_to"
        empty_text = _("没有符合条件的证件")

    def render_terms_domains(self, value: list[str]) -> str:
        return "、".join(value)

    def value_terms_domains(self, value: list[str] | None) -> str:
        return "、".join(value or ())

    def value_state_on(self, value: str) -> str:
        return str(StateChoice(value).label)


class WithoutRightTable(tables.Table):  # type: ignore[misc]  # untyped
    """Posts held without right, each with its reasons. `reasons` holds them by post."""

    name = tables.Column(
        accessor="person__name",
        verbose_name=_("姓名"),
        linkify=("qualifications:person", {"person_id": tables.A("person_id")}),
        attrs=WHOLE,
    )
    number = tables.Column(accessor="person__staff_number", verbose_name=_("编号"), attrs=WHOLE)
    agency = tables.Column(accessor="agency__name", order_by="agency__path", verbose_name=_("单位"))
    title = tables.Column(verbose_name=_("岗位"))
    reasons = tables.Column(
        accessor="pk", verbose_name=_("不能上岗的理由"), orderable=False, default="—"
    )
    valid_from = tables.DateColumn(format=DAY, verbose_name=_("任岗日期"), attrs=WHOLE)
    caption = _("无权上岗的岗位")
    empty_hint = _("执法岗位上的人员都符合上岗条件，或者请调整筛选条件。")

    class Meta:
        model = Post
        fields = ("name", "number", "agency", "title", "reasons", "valid_from")
        order_by = ("agency", "number")
        empty_text = _("没有无权上岗的岗位")

    reasons_of: dict[int, str] = {}

    def render_reasons(self, value: int) -> str:
        return self.reasons_of.get(value, "—")

    def value_reasons(self, value: int) -> str:
        return self.reasons_of.get(value, "")


class BodyTable(tables.Table):  # type: ignore[misc]  # untyped
    """Bodies with their standing today. Needs `with_standing` and `domains_of`."""

    name = tables.Column(
        accessor="agency__name",
        verbose_name=_("执法主体"),
        linkify=("qualifications:body", {"body_id": tables.A("pk")}),
    )
    kind_on = tables.Column(verbose_name=_("主体类型"), default="—")
    domains = tables.Column(verbose_name=_("执法领域"), accessor="pk", orderable=False, default="—")
    standing_from = tables.DateColumn(format=DAY, verbose_name=_("起始日期"), attrs=WHOLE)
    standing_to = tables.DateColumn(format=DAY, verbose_name=_("截止日期"), attrs=WHOLE)
    standing = tables.TemplateColumn(
        template_name="qualifications/_standing.html",
        verbose_name=_("主体资格"),
        accessor="pk",
        orderable=False,
        attrs=WHOLE,
    )
    caption = pgettext_lazy("复数", "执法主体")
    empty_hint = _("执法主体由法制机构按设立依据登记。")

    class Meta:
        model = Body
        fields = ("name", "kind_on", "domains", "standing_from", "standing_to", "standing")
        order_by = "name"
        empty_text = _("没有符合条件的执法主体")

    def __init__(self, *args: Any, held: dict[int, list[str]], **words: Any) -> None:
        super().__init__(*args, **words)
        self.held = held

    def render_kind_on(self, value: str) -> str:
        return str(BodyKind(value).label)

    def value_kind_on(self, value: str | None) -> str:
        return str(BodyKind(value).label) if value else ""

    def render_domains(self, value: int) -> str:
        return "、".join(self.held.get(value, [])) or "—"

    def value_domains(self, value: int) -> str:
        return "、".join(self.held.get(value, []))

    def value_standing(self, record: Any) -> str:
        return str(_("现有") if record.kind_on else _("现无"))
