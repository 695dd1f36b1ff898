"""Forms of exemptions, and of closing a year."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from people.forms.fields import AgencyField, ReasonField
from people.models import Agency
from people.rules import Rights, Role
from training.actions import Relief, Scan
from training.forms.fields import HundredthsField, ScanField


class ExemptionForm(forms.Form):
    """What somebody is let off, with what proves the reason."""

    days = HundredthsField(label=_("减免集中培训（天）"), required=False)
    credit = HundredthsField(label=_("减免学时"), required=False)
    reason = ReasonField(help_text=_("例如：病假三个月，医院证明。"))
    evidence = ScanField(label=_("证明材料"))

    def __init__(self, *args: Any, today: date, **words: Any) -> None:
        super().__init__(*args, **words)
        years = [(year, str(year)) for year in (today.year, today.year - 1)]
        self.fields["year"] = forms.TypedChoiceField(label=_("年度"), choices=years, coerce=int)
        self.order_fields(["year", "days", "credit"])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not (values.get("days") or values.get("credit")) and not self.errors:
            self.add_error("credit", gettext("请填写减免的天数或者学时。"))
        return values

    def relief(self) -> Relief:
        values = self.cleaned_data
        scan = Scan(values["evidence"].read(), values["evidence"].name)
        return Relief(
            values["year"], values["days"] or 0, values["credit"] or 0, values["reason"], scan
        )


class SealForm(forms.Form):
    """Which year of which unit is to be closed."""

    def __init__(self, *args: Any, rights: Rights, today: date, **words: Any) -> None:
        super().__init__(*args, **words)
        mine = Agency.objects.visible_to(rights, Role.COORDINATOR, Role.LEGAL_AFFAIRS).open()
        self.fields["agency"] = AgencyField(mine, label=_("单位（含下级）"))
        years = [(year, str(year)) for year in range(today.year - 1, today.year - 4, -1)]
        self.fields["year"] = forms.TypedChoiceField(label=_("年度"), choices=years, coerce=int)
