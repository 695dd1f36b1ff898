"""Forms about applications, what applicants bring, and results from elsewhere."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qualifications.actions import Claim, Grounds
from qualifications.forms.fields import (
    DayField,
    DomainsField,
    ReasonField,
    TextField,
)
from qualifications.models import CredentialKind, QualificationKind
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


def grounds_today(today: date, organ: str) -> dict[str, Any]:
    """What a step's form says at first."""
    return {"on": today, "organ": organ}
