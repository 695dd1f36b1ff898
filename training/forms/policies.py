"""Forms of the legal-affairs office: what a year demands, what training counts for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from people.forms.fields import DayField, ReasonField, TextField
from training.actions import Change, Demand
from training.forms.fields import HundredthsField
from training.models import Conversion, KindChoice, Requirement, SubjectChoice
from training.rules import Rate, Target, Unit


class PolicyForm(forms.Form):
    """From which day, on what basis, why; shown with its consequences before it is confirmed."""

    valid_from = DayField(label=_("施行日期"), help_text=_("原标准于前一日止。"))
    basis = TextField(label=_("依据"), max_length=200, min_length=2)
    reason = ReasonField(help_text=_("为何调整。"))
    confirmed = forms.CharField(required=False, widget=forms.HiddenInput)

    def change(self) -> Change:
        values = self.cleaned_data
        return Change(values["valid_from"], values["basis"], values["reason"])

    def content(self) -> str:
        """What is to be confirmed, in one line: a confirmation holds for nothing else."""
        kept = {n: v for n, v in self.cleaned_data.items() if n not in ("confirmed", "reason")}
        return "|".join(f"{name}={kept[name]}" for name in sorted(kept))

    @property
    def is_confirmed(self) -> bool:
        return bool(self.cleaned_data["confirmed"] == self.content())


class RequirementForm(PolicyForm):
    """The two tests of a year."""

    days = HundredthsField(label=_("集中培训（天）"), max_value=366)
    credit = HundredthsField(label=_("总学时（学时）"))
    public = HundredthsField(label=_("其中公共法律知识（学时）"), required=False)
    special = HundredthsField(label=_("其中专业法律知识（学时）"), required=False)
    new_law = HundredthsField(
        label=_("其中新法（学时）"), required=False, help_text=_("各科目留空表示不单独要求。")
    )
    prorates = forms.BooleanField(
        label=_("年中上岗的按月折算"), required=False, help_text=_("上岗当月计入。")
    )
    carry_over = HundredthsField(
        label=_("超出部分结转上限（学时）"),
        required=False,
        help_text=_("年度封存时转入下一年总学时，集中培训天数不结转。"),
    )
    field_order = [
        "days", "credit", "public", "special", "new_law", "prorates", "carry_over",
        "valid_from", "basis", "reason",
    ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """The subjects are parts of the total."""
        values = super().clean() or {}
        parts = sum(values.get(name) or 0 for name in ("public", "special", "new_law"))
        if values.get("credit") is not None and parts > values["credit"]:
            self.add_error("credit", gettext("各科目之和不能超过总学时。"))
        return values

    def demand(self) -> Demand:
        values = self.cleaned_data
        least = [(name.value, values[name.value]) for name in SubjectChoice]
        subjects = tuple((name, amount) for name, amount in least if amount)
        target = Target(values["days"], values["credit"], subjects)
        return Demand(target, values["prorates"], values["carry_over"] or 0)

    @staticmethod
    def values_of(row: Requirement | None) -> dict[str, Any]:
        if row is None:
            return {}
        names = ("public", "special", "new_law", "carry_over")
        parts = {name: getattr(row, name) or None for name in names}
        own = {"days": row.centralised_days, "credit": row.total, "prorates": row.prorates}
        return own | parts | {"basis": row.basis}


class ConversionForm(PolicyForm):
    """What so many units count for."""

    per = HundredthsField(label=_("每"), min_value=1, max_value=10_000)
    credit = HundredthsField(label=_("折算学时"))
    days = HundredthsField(label=_("折算集中培训（天）"), max_value=31, required=False)
    field_order = ["per", "credit", "days", "valid_from", "basis", "reason"]

    def __init__(self, *args: Any, kind: str, unit: str, **words: Any) -> None:
        super().__init__(*args, **words)
        self.unit = unit
        if kind != KindChoice.CENTRALISED:
            del self.fields["days"]

    def clean_per(self) -> int:
        """Units are whole numbers, but of 学时, which are in hundredths like their quantities."""
        per = int(self.cleaned_data["per"])
        if self.unit == Unit.CREDIT:
            return per
        if per % 100:
            raise forms.ValidationError(gettext("半天、天和分钟须填整数。"))
        return per // 100

    def rate(self) -> Rate:
        values = self.cleaned_data
        return Rate(values["per"], values["credit"], values.get("days") or 0)

    @staticmethod
    def values_of(row: Conversion | None) -> dict[str, Any]:
        if row is None:
            return {"per": 100}
        per = row.per if row.unit == Unit.CREDIT else row.per * 100
        return {"per": per, "credit": row.credit, "days": row.days, "basis": row.basis}
