"""Forms of what the legal-affairs office lays down."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from exams.models import Exam, PurposeChoice
from people.models import PostKind
from qualifications.forms.fields import DayField, ReasonField, TextField, domain_choices
from qualifications.models import CertificateKind, PartChoice, QualificationKind, RecordSource
from qualifications.rules.numbers import LONGEST_PATTERN
from qualifications.rules.qualifying import Policy

COUNTABLE = [(one.value, one.label) for one in (PurposeChoice.QUALIFICATION, PurposeChoice.ANNUAL)]


class PatternForm(forms.Form):
    """How an issuer's numbers are made."""

    issuer = TextField(label=_("发证机关"), max_length=120)
    kind = forms.ChoiceField(label=_("证件种类"), choices=CertificateKind.choices)
    pattern = TextField(
        label=_("编号规则"),
        max_length=LONGEST_PATTERN,
        help_text=_(
            "\\d 代表一位数字，[A-Z] 代表一位字母，{5} 代表连续五位；例如“辽K\\d{8}”。"
            "总长不超过 40 位。"
        ),
    )
    valid_from = DayField(label=_("起始日期"), help_text=_("按证件的起始日期适用。"))


class PolicyForm(forms.Form):
    """What a kind of qualification asks for."""

    kind = forms.ChoiceField(
        label=_("资格种类"), choices=QualificationKind.choices, initial="enforcement"
    )
    establishment = forms.BooleanField(label=_("须在编"), required=False, initial=True)
    public_part = forms.BooleanField(label=_("须考公共法律知识"), required=False, initial=True)
    professional_part = forms.BooleanField(
        label=_("须考专业法律知识"), required=False, initial=True
    )
    result_days = forms.IntegerField(
        label=_("成绩有效天数"),
        required=False,
        min_value=1,
        max_value=7300,
        help_text=_("长期有效的，留空。"),
    )
    licence = forms.BooleanField(label=_("须有法律职业资格"), required=False)
    pre_service = forms.BooleanField(label=_("须经统一职前培训"), required=False)
    older_before = DayField(
        label=_("此前已从事的不受新条件限制"),
        required=False,
        help_text=_("在此日之前已经从事该项工作的，不要求法律职业资格和职前培训。"),
    )
    training_hours = forms.IntegerField(
        label=_("岗前培训学时"), min_value=0, max_value=600, required=False, initial=0
    )
    publicity_days = forms.IntegerField(
        label=_("公示天数"), min_value=0, max_value=90, required=False, initial=5
    )
    purposes = forms.MultipleChoiceField(
        label=_("可以计入的考试用途"),
        choices=COUNTABLE,
        initial=["qualification"],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("日常测试、模拟练习和任职前测试的成绩一律不计入。"),
    )
    valid_from = DayField(label=_("起始日期"))
    reason = ReasonField()

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        asked = ("public_part", "professional_part", "licence", "pre_service")
        if not any(values.get(name) for name in asked):
            raise forms.ValidationError(_("至少须有一项考试或者任职条件。"))
        if any(values.get(name) for name in asked[:2]) and not values.get("purposes"):
            self.add_error("purposes", _("要求考试的，请选择可以计入的考试用途。"))
        return values

    def policy(self) -> Policy:
        values = self.cleaned_data
        same = (
            "public_part", "professional_part", "result_days", "establishment", "licence",
            "pre_service", "older_before",
        )  # fmt: skip
        return Policy(
            **{name: values[name] for name in same},
            training_credit=(values["training_hours"] or 0) * 100,
            publicity_days=values["publicity_days"] or 0,
            purposes=tuple(values["purposes"]),
        )


class PostingForm(forms.Form):
    """Which posts are for those alone who passed which part."""

    post_kind = forms.ChoiceField(
        label=_("岗位类别"),
        choices=[(one.value, one.label) for one in (PostKind.ENFORCEMENT, PostKind.LEGAL)],
    )
    part = forms.ChoiceField(label=_("考试部分"), choices=PartChoice.choices)
    valid_from = DayField(label=_("起始日期"), help_text=_("此日起开始的岗位适用。"))
    reason = ReasonField()


class RecogniseForm(forms.Form):
    """Which exam counts as which part."""

    part = forms.ChoiceField(label=_("考试部分"), choices=PartChoice.choices)
    domain = forms.ChoiceField(
        label=_("执法领域"),
        choices=lambda: [("", "—"), *domain_choices()],
        required=False,
        help_text=_("专业法律知识必选，公共法律知识不选。"),
    )

    def __init__(self, *args: Any, exams: QuerySet[Exam], **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["exam"] = forms.ModelChoiceField(
            exams, label=_("考试"), empty_label=_("请选择")
        )
        self.order_fields(["exam"])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if (values.get("part") == PartChoice.PUBLIC) == bool(values.get("domain")):
            self.add_error("domain", _("专业法律知识必选，公共法律知识不选。"))
        return values


class RecordsForm(forms.Form):
    """Since when the city's records are complete."""

    source = forms.ChoiceField(label=_("登记种类"), choices=RecordSource.choices)
    begins_on = DayField(
        label=_("完整之日"), help_text=_("此日及以后的登记完整；此日之前一律答复“无法确认”。")
    )
    reason = ReasonField()
