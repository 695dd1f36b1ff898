"""Forms of the ledger: hours on evidence, objections and their answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from people.forms.fields import DayField, ReasonField, TextField
from training.actions import Decision, Declared, Scan
from training.forms.fields import HundredthsField, ScanField
from training.models import (
    AnswerChoice,
    KindChoice,
    MarkChoice,
    SourceChoice,
    SubjectChoice,
    UnitChoice,
)
from training.rules import Kind, Unit

DECLARED = [(k.value, k.label) for k in KindChoice if k != KindChoice.CARRIED]
OUTSIDE = [(s.value, s.label) for s in (SourceChoice.OPENING, SourceChoice.EXTERNAL)]


class AmountForm(forms.Form):
    """A quantity of training as its evidence states it."""

    kind = forms.ChoiceField(label=_("培训方式"), choices=DECLARED)
    quantity = HundredthsField(label=_("数量"))
    unit = forms.ChoiceField(label=_("计量单位"), choices=UnitChoice.choices)

    def clean(self) -> dict[str, Any]:
        """Only 学时 may have parts of one; every other unit is counted in whole numbers."""
        values = super().clean() or {}
        quantity, unit = values.get("quantity"), values.get("unit")
        if quantity and unit and unit != Unit.CREDIT:
            if quantity % 100:
                self.add_error("quantity", gettext("半天、天和分钟须填整数。"))
            values["quantity"] = quantity // 100
        return values


class OpeningForm(AmountForm):
    """Hours that did not come of a class of this site, with the scan that proves them."""

    source = forms.ChoiceField(label=_("来源"), choices=OUTSIDE)
    title = TextField(label=_("培训内容"), max_length=120, min_length=2)
    subject = forms.ChoiceField(
        label=_("科目"), required=False, choices=[("", _("不分科目")), *SubjectChoice.choices]
    )
    day = DayField(label=_("培训日期"), help_text=_("多日培训填结业日期。学时计入该日所在年度。"))
    reason = ReasonField(help_text=_("例如：市委党校结业证书，编号 0123。"))
    evidence = ScanField(label=_("证明材料"))

    field_order = [
        "source",
        "title",
        "subject",
        "day",
        "kind",
        "quantity",
        "unit",
        "reason",
        "evidence",
    ]


class DeclarationForm(AmountForm):
    """Training elsewhere, as its evidence states it."""

    title = TextField(label=_("培训内容"), max_length=120, min_length=2)
    organiser = TextField(label=_("主办单位"), max_length=80, min_length=2)
    first_day = DayField(label=_("开始日期"))
    last_day = DayField(label=_("结束日期"), help_text=_("学时计入结束日期所在年度。"))
    subject = forms.ChoiceField(
        label=_("科目"), required=False, choices=[("", _("不分科目")), *SubjectChoice.choices]
    )
    scan = ScanField(label=_("证明材料"))
    field_order = ["title", "organiser", "first_day", "last_day", "kind", "quantity", "unit"]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        first, last = values.get("first_day"), values.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", gettext("结束日期不能早于开始日期。"))
        return values

    def declared(self) -> Declared:
        values = dict(self.cleaned_data)
        scan = Scan(values["scan"].read(), values["scan"].name)
        kinds = {"kind": Kind(values["kind"]), "unit": Unit(values["unit"])}
        return Declared(**(values | kinds | {"scan": scan}))


class DecisionForm(forms.Form):
    """Accepted or not, and why."""

    answer = forms.ChoiceField(
        label=_("结论"),
        choices=[("accept", _("认定")), ("refuse", _("不认定"))],
        widget=forms.RadioSelect,
    )
    reason = TextField(
        label=_("理由"),
        max_length=200,
        required=False,
        help_text=_("不认定的，以及可能重复仍予认定的，须写明理由。"),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("answer") == "refuse" and not values.get("reason"):
            self.add_error("reason", gettext("请写明不认定的理由。"))
        return values

    def decision(self) -> Decision:
        values = self.cleaned_data
        return Decision(values["answer"] == "accept", values["reason"])


class ObjectionForm(forms.Form):
    """What an officer says against a line or a mark."""

    claim = forms.CharField(
        label=_("异议内容"),
        min_length=4,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("请写明哪一次培训、实际情况和可以查证的依据。"),
    )


class MissingForm(ObjectionForm):
    """The same about a line that is not there."""

    day = DayField(label=_("培训日期"))
    field_order = ["day", "claim"]


class AnswerForm(forms.Form):
    """Upheld or not, and why; with a correction of what the objection is about."""

    answer = forms.ChoiceField(
        label=_("结论"), choices=AnswerChoice.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("答复理由"), min_length=2, max_length=200, widget=forms.Textarea(attrs={"rows": 3})
    )

    @property
    def is_upheld(self) -> bool:
        return bool(self.cleaned_data["answer"] == AnswerChoice.UPHELD)


class AnswerMarkForm(AnswerForm):
    """For a half-day of a class: the mark that it ought to have."""

    mark = forms.ChoiceField(
        label=_("考勤更正为"),
        choices=[("", _("不更正")), *MarkChoice.choices],
        required=False,
        help_text=_("异议成立的，更正考勤，学时随之登记或者冲销。"),
    )
    field_order = ["answer", "mark", "reason"]


class AnswerLineForm(AnswerForm):
    """For a line that came of no class: whether it is taken back."""

    reverse = forms.BooleanField(
        label=_("冲销该条学时"), required=False, help_text=_("异议成立的，以一条相反的记录冲销。")
    )
    field_order = ["answer", "reverse", "reason"]


class AnswerMissingForm(AnswerForm):
    """For a missing line: what is to be booked on which evidence, if anything."""

    title = TextField(label=_("培训内容"), max_length=120, required=False)
    kind = forms.ChoiceField(label=_("培训方式"), choices=KindChoice.choices, required=False)
    quantity = HundredthsField(
        label=_("补登数量"), required=False, help_text=_("异议成立并补登学时的，填写以下各项。")
    )
    unit = forms.ChoiceField(label=_("计量单位"), choices=UnitChoice.choices, required=False)
    evidence = ScanField(label=_("证明材料"), required=False)
    field_order = ["answer", "reason", "quantity", "unit", "kind", "title", "evidence"]

    def clean(self) -> dict[str, Any]:
        """Whoever books says what, in whole units, and shows the scan."""
        values = super().clean() or {}
        quantity, unit = values.get("quantity"), values.get("unit")
        if not quantity:
            return values
        for name in ("title", "evidence"):
            if not values.get(name):
                self.add_error(name, gettext("补登学时须填写培训内容并上传证明材料。"))
        if unit != Unit.CREDIT:
            if quantity % 100:
                self.add_error("quantity", gettext("半天、天和分钟须填整数。"))
            values["quantity"] = quantity // 100
        values["kind"] = values.get("kind") or Kind.CENTRALISED
        return values
