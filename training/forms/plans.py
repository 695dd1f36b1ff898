"""Forms of yearly plans."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.forms.fields import AgencyField, DayField, TextField
from people.models import Agency, PostKind
from people.rules import Rights, Role
from training.actions import Expense, ItemTerms
from training.forms.fields import HundredthsField, ScanField
from training.models import ContentChoice, FormChoice, PartChoice, PlanFor, PlanItem

KEEPERS = (Role.COORDINATOR, Role.LEGAL_AFFAIRS)
MOST_MONEY = 100_000_000  # yuan


class PlanForm(forms.Form):
    """Whose plan, of which year, for whom."""

    meant_for = forms.ChoiceField(label=_("种类"), choices=PlanFor.choices)

    def __init__(self, *args: Any, rights: Rights, today: date, **words: Any) -> None:
        super().__init__(*args, **words)
        mine = Agency.objects.visible_to(rights, *KEEPERS).open()
        self.fields["agency"] = AgencyField(mine, label=_("单位"))
        years = [(year, str(year)) for year in (today.year, today.year + 1)]
        self.fields["year"] = forms.TypedChoiceField(label=_("年度"), choices=years, coerce=int)
        self.order_fields(["agency", "year", "meant_for"])


class ItemForm(forms.Form):
    """One item."""

    title = TextField(label=_("内容"), max_length=120, min_length=2)
    form = forms.ChoiceField(label=_("方式"), choices=FormChoice.choices)
    category = forms.ChoiceField(
        label=_("对象"), required=False, choices=[("", _("不限岗位类别")), *PostKind.choices]
    )
    content = forms.ChoiceField(
        label=_("学法内容"), required=False, choices=[("", _("不适用")), *ContentChoice.choices]
    )
    month = forms.IntegerField(label=_("月份"), min_value=1, max_value=12)
    persons = forms.IntegerField(label=_("人数"), min_value=0, max_value=100_000)
    credit = HundredthsField(label=_("人均学时"), max_value=200)
    budget = HundredthsField(label=_("预算（元）"), max_value=MOST_MONEY)

    def terms(self) -> ItemTerms:
        return ItemTerms(**self.cleaned_data)

    @staticmethod
    def values_of(item: PlanItem) -> dict[str, Any]:
        return {name: getattr(item, name) for name in ItemTerms.__dataclass_fields__}


class DecidePlanForm(forms.Form):
    """Approved or returned."""

    answer = forms.ChoiceField(
        label=_("结论"),
        choices=[("approve", _("批准")), ("return", _("退回修改"))],
        widget=forms.RadioSelect,
    )
    approval = TextField(label=_("批准文号或者意见"), max_length=120, min_length=2)


class SpendingForm(forms.Form):
    """Money spent on an item."""

    amount = HundredthsField(
        label=_("金额（元）"),
        min_value=-MOST_MONEY,
        max_value=MOST_MONEY,
        help_text=_("更正以前的支出填负数。"),
    )
    day = DayField(label=_("日期"))
    voucher = TextField(label=_("凭证号"), max_length=60, min_length=2)
    note = TextField(label=_("用途"), max_length=200, min_length=2)

    def expense(self) -> Expense:
        return Expense(**self.cleaned_data)


class ProofForm(forms.Form):
    """What proves one of the five parts."""

    part = forms.ChoiceField(label=_("方面"), choices=PartChoice.choices)
    said = TextField(label=_("说明"), max_length=200, min_length=2)
    scan = ScanField(label=_("证明材料"))


class ReportForm(forms.Form):
    """A report that the executive meeting heard."""

    meeting = TextField(label=_("会议名称"), max_length=80, min_length=2)
    day = DayField(label=_("会议日期"))
    scan = ScanField(label=_("会议纪要"))

    def __init__(self, *args: Any, rights: Rights, **words: Any) -> None:
        super().__init__(*args, **words)
        mine = Agency.objects.visible_to(rights, *KEEPERS).open()
        self.fields["agency"] = AgencyField(mine, label=_("单位"))
        self.order_fields(["agency", "meeting", "day"])
