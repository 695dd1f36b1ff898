"""Forms about applications, what applicants bring, and results from elsewhere."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qualifications.actions import Claim, Grounds, Paper
from qualifications.forms.fields import (
    DayField,
    DomainsField,
    ReasonField,
    TextField,
    domain_choices,
)
from qualifications.models import CredentialKind, PartChoice, QualificationKind
from qualifications.rules.kinds import IN_DOMAINS

NAMES_DOMAINS = _("行政执法资格须选执法领域，其他资格不选。")


class GroundsForm(forms.Form):
    """Why a step is taken."""

    organ = TextField(label=_("经办机关"), max_length=120)
    document = TextField(label=_("文号"), max_length=80, required=False)
    basis = TextField(label=_("依据"), max_length=200, help_text=_("法律法规名称和条款。"))
    reason = ReasonField()
    on = DayField(label=_("日期"))

    def grounds(self) -> Grounds:
        """What was written down, as the deed takes it."""
        values = self.cleaned_data
        names = ("organ", "basis", "reason", "on", "document")
        return Grounds(**{name: values[name] for name in names}, until=values.get("until"))


class PublicityForm(GroundsForm):
    """From when to when the names are public."""

    until = DayField(label=_("公示截止日期"), help_text=_("含当日。"))


class ApplicationForm(GroundsForm):
    """What a unit applies for."""

    kind = forms.ChoiceField(label=_("资格种类"), choices=QualificationKind.choices)
    domains = DomainsField(required=False, help_text=NAMES_DOMAINS)
    field_order = ["kind", "domains"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if (values.get("kind") in IN_DOMAINS) != bool(values.get("domains")):
            self.add_error("domains", NAMES_DOMAINS)
        return values

    def claim(self) -> Claim:
        return Claim(self.cleaned_data["domains"], kind=self.cleaned_data["kind"])


class CredentialForm(forms.Form):
    """What somebody brought with them."""

    kind = forms.ChoiceField(label=_("种类"), choices=CredentialKind.choices)
    of_kind = forms.ChoiceField(
        label=_("所从事的工作"),
        choices=[("", "—"), *QualificationKind.choices],
        required=False,
        help_text=_("登记初次从事日期的，必选。"),
    )
    number = TextField(label=_("证书编号或者文号"), max_length=80)
    issuer = TextField(label=_("出具机关"), max_length=120)
    valid_from = DayField(label=_("取得日期或者初次从事日期"))
    reason = ReasonField()

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if (values.get("kind") == CredentialKind.FIRST_WORK) != bool(values.get("of_kind")):
            self.add_error("of_kind", _("登记初次从事日期的必选，其他不选。"))
        return values

    def paper(self) -> dict[str, Any]:
        names = ("kind", "of_kind", "number", "issuer", "valid_from")
        return {name: self.cleaned_data[name] for name in names}


class OutsideResultForm(forms.Form):
    """A result from elsewhere, as its paper says."""

    part = forms.ChoiceField(label=_("考试部分"), choices=PartChoice.choices)
    domain = forms.ChoiceField(
        label=_("执法领域"),
        choices=lambda: [("", "—"), *domain_choices()],
        required=False,
        help_text=_("专业法律知识必选，公共法律知识不选。"),
    )
    day = DayField(label=_("考试日期"))
    marks = forms.DecimalField(
        label=_("成绩"), min_value=0, max_value=1000, max_digits=6, decimal_places=2
    )
    passed = forms.BooleanField(label=_("合格"), required=False)
    supervised = forms.BooleanField(
        label=_("有监考"), required=False, help_text=_("没有监考的成绩不作为取得资格的依据。")
    )
    organ = TextField(label=_("组织机关"), max_length=120)
    document = TextField(label=_("成绩文号"), max_length=80)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if (values.get("part") == PartChoice.PUBLIC) == bool(values.get("domain")):
            self.add_error("domain", _("专业法律知识必选，公共法律知识不选。"))
        return values

    def paper(self) -> Paper:
        values = self.cleaned_data
        names = ("part", "domain", "day", "passed", "supervised", "organ", "document")
        given = {name: values[name] for name in names}
        return Paper(total=int(values["marks"] * 100), **given)


def grounds_today(today: date, organ: str) -> dict[str, Any]:
    """What a step's form says at first."""
    return {"on": today, "organ": organ}
