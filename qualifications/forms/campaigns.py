"""Forms of yearly reviews and clean-ups."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.models import AgencyQuerySet
from qualifications.actions.campaigns import Order
from qualifications.forms.bodies import AgencyField
from qualifications.forms.fields import DayField, ReasonField, TextField
from qualifications.models import CampaignChoice, RulingChoice
from qualifications.rules.campaigns import CampaignKind, Ruling


class CampaignForm(forms.Form):
    """What is opened, over whom, until when."""

    kind = forms.ChoiceField(label=_("种类"), choices=CampaignChoice.choices)
    title = TextField(label=_("名称"), max_length=80)
    due_on = DayField(label=_("截止日期"), help_text=_("含当日；逾期未处理的，转由法制机构处理。"))
    organ = TextField(label=_("组织机关"), max_length=120)
    document = TextField(label=_("文号"), max_length=80)

    def __init__(self, *args: Any, agencies: AgencyQuerySet, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["agency"] = AgencyField(agencies, label=_("范围"), empty_label=None)
        self.order_fields(["kind", "title", "agency"])

    def order(self) -> Order:
        """What was written down, as the deed takes it."""
        values = dict(self.cleaned_data)
        return Order(kind=CampaignKind(values.pop("kind")), **values)


class RulingForm(forms.Form):
    """What is decided, and why."""

    ruling = forms.ChoiceField(label=_("结论"))
    reason = ReasonField()

    def __init__(self, *args: Any, rulings: Iterable[Ruling], **words: Any) -> None:
        super().__init__(*args, **words)
        field: Any = self.fields["ruling"]
        field.choices = [(one.value, RulingChoice(one.value).label) for one in rulings]


class RestForm(RulingForm):
    """The same for all of a unit about whom nothing was decided yet."""

    def __init__(self, *args: Any, agencies: AgencyQuerySet, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["agency"] = AgencyField(agencies, label=_("单位"), empty_label=_("请选择"))
        self.order_fields(["agency", "ruling", "reason"])


class OutcomeForm(forms.Form):
    """What came of a campaign."""

    outcome = forms.CharField(
        label=_("结果"), max_length=400, widget=forms.Textarea({"rows": 3}), min_length=2
    )
