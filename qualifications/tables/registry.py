"""Lists of this room. What may be sorted by stands here; every other key is ignored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.models import Person, Post
from qualifications import wording
from qualifications.models import (
    BatchRow,
    Body,
    BodyKind,
    Certificate,
    Check,
    StateChoice,
)
from qualifications.rules.qualifying import Fulfilled

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
        order_by = "number"
        empty_text = _("没有符合条件的证件")

    def render_terms_domains(self, value: list[str]) -> str:
        return "、".join(value)

    def value_terms_domains(self, value: list[str] | None) -> str:
        return "、".join(value or ())

    def value_state_on(self, value: str) -> str:
        return str(StateChoice(value).label)


class CheckTable(tables.Table):  # type: ignore[misc]  # untyped
    """One's own checks."""

    asked_at = tables.DateTimeColumn(format=f"{DAY} H:i", attrs=WHOLE)
    person = tables.Column(
        accessor="person__name",
        verbose_name=_("被核验人"),
        linkify=("qualifications:check_answer", {"ref": tables.A("ref")}),
        attrs=WHOLE,
        empty_values=(),
    )
    agency = tables.Column(accessor="person__agency__name", verbose_name=_("单位"), default="—")
    outcome = tables.TemplateColumn(
        template_name="qualifications/_outcome_of.html", verbose_name=_("结论"), attrs=WHOLE
    )
    domain = tables.Column(default=_("全部"), orderable=False)
    day = tables.DateColumn(format=DAY, attrs=WHOLE)
    purpose = tables.Column(attrs=WHOLE)
    reason = tables.Column(orderable=False)
    number = tables.Column(attrs=WHOLE)
    caption = _("核验记录")
    empty_hint = _("请调整筛选条件；作出的核验都列在这里。")

    class Meta:
        model = Check
        fields = (
            "asked_at", "person", "agency", "outcome", "domain", "day", "purpose", "reason",
            "number",
        )  # fmt: skip
        order_by = "-asked_at"
        empty_text = _("没有符合条件的核验")

    def render_person(self, record: Any) -> str:
        return str(record.person.name if record.person else _("未查到人员"))

    def value_person(self, record: Any) -> str:
        return str(record.person.name if record.person else "")

    def value_outcome(self, record: Any) -> str:
        return str(record.get_outcome_display())


class BatchRowTable(tables.Table):  # type: ignore[misc]  # untyped
    """Rows of a checked sheet. `worded` holds name, unit and reasons by row."""

    name = tables.Column(verbose_name=_("姓名"), accessor="n", orderable=False, attrs=WHOLE)
    n = tables.Column(verbose_name=_("行"))
    agency = tables.Column(verbose_name=_("单位"), accessor="n", orderable=False)
    outcome = tables.TemplateColumn(
        template_name="qualifications/_outcome_of.html", verbose_name=_("结论"), attrs=WHOLE
    )
    reasons = tables.Column(verbose_name=_("理由"), accessor="n", orderable=False)
    number = tables.Column(
        accessor="check_made__number",
        verbose_name=_("核验编号"),
        linkify=lambda record: (
            reverse("qualifications:check_answer", args=[record.check_made.ref])
            if record.check_made
            else None
        ),
        orderable=False,
        default="—",
        attrs=WHOLE,
    )
    caption = _("批量核验的结论")

    class Meta:
        model = BatchRow
        fields = ("name", "n", "agency", "outcome", "reasons", "number")
        order_by = "n"
        empty_text = _("没有这种结论的行")

    worded: dict[int, tuple[str, str, str]] = {}

    def render_name(self, value: int) -> str:
        return self.worded.get(value, ("—", "", ""))[0]

    def render_agency(self, value: int) -> str:
        return self.worded.get(value, ("", "—", ""))[1]

    def render_reasons(self, value: int) -> str:
        return self.worded.get(value, ("", "", "—"))[2]


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


class EligibleTable(tables.Table):  # type: ignore[misc]  # untyped
    """Persons whose exams suffice. `shown` holds by person for which domains, and what shows it."""

    name = tables.Column(linkify=("qualifications:person", {"person_id": tables.A("pk")}))
    staff_number = tables.Column(attrs=WHOLE)
    agency = tables.Column(accessor="agency__name", order_by="agency__path", verbose_name=_("单位"))
    domains = tables.Column(accessor="pk", verbose_name=_("执法领域"), orderable=False)
    evidence = tables.Column(accessor="pk", verbose_name=_("考试成绩"), orderable=False)
    act = tables.TemplateColumn(
        template_name="qualifications/_confirm.html",
        verbose_name=_("办理"),
        orderable=False,
        exclude_from_export=True,
    )
    caption = _("待确认资格")
    empty_hint = _("认定为资格考试的成绩公布后，符合条件的人员列在这里。")

    class Meta:
        model = Person
        fields = ("name", "staff_number", "agency", "domains", "evidence", "act")
        order_by = ("agency", "staff_number")
        empty_text = _("没有待确认的资格")

    def __init__(self, *args: Any, shown: Mapping[int, Fulfilled], **words: Any) -> None:
        super().__init__(*args, **words)
        self.shown = shown

    def render_domains(self, value: int) -> str:
        return "、".join(sorted(self.shown[value].domains))

    def render_evidence(self, value: int) -> str:
        return "；".join(wording.sat(found) for found in self.shown[value].evidence)


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
