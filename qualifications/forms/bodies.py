"""Forms about enforcement bodies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.models import Agency, AgencyQuerySet
from people.rules import Ending
from qualifications.actions import StandingTerms
from qualifications.forms.fields import (
    DayField,
    DomainsField,
    ReasonField,
    TextField,
    domain_choices,
)
from qualifications.models import BodyKind, BodyStanding

TERMS = (
    "kind", "basis", "article_text", "delegator", "notice", "valid_from", "valid_to", "reason",
)  # fmt: skip


class AgencyField(forms.ModelChoiceField[Agency]):
    """One agency at its place in the tree."""

    def label_from_instance(self, agency: Agency) -> str:
        return str(agency.indented_name)


class StandingForm(forms.Form):
    """A body's standing: as what, on which article, from when to when."""

    kind = forms.ChoiceField(label=_("主体类型"), choices=BodyKind.choices)
    basis = TextField(
        label=_("设立依据"), max_length=200, help_text=_("法律法规名称和条款，或者委托书文号。")
    )
    article_text = forms.CharField(
        label=_("依据条文"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3})
    )
    delegator = TextField(
        label=_("委托机关"), required=False, max_length=120, help_text=_("受委托组织必填。")
    )
    notice = TextField(label=_("公告文号"), required=False, max_length=80)
    valid_from = DayField(label=_("起始日期"))
    valid_to = DayField(label=_("截止日期"), required=False, help_text=_("长期的，留空。"))
    reason = ReasonField()

    def terms(self) -> StandingTerms:
        """What was written down, as the deed takes it."""
        return StandingTerms(**{name: self.cleaned_data[name] for name in TERMS})

    @staticmethod
    def initial_of(standing: BodyStanding) -> dict[str, Any]:
        return {name: getattr(standing, name) for name in TERMS if name != "reason"}


class BodyForm(StandingForm):
    """An agency to be registered, with its standing and domains."""

    domains = DomainsField()

    def __init__(self, *args: Any, agencies: AgencyQuerySet, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["agency"] = AgencyField(agencies, label=_("单位"), empty_label=_("请选择"))
        self.order_fields(["agency", "kind", "domains"])


class BodyDomainForm(forms.Form):
    """A further domain of a body."""

    domain = forms.ChoiceField(label=_("执法领域"), choices=domain_choices)
    basis = TextField(label=_("职权依据"), max_length=200)
    valid_from = DayField(label=_("起始日期"))


class EndingForm(forms.Form):
    """The last day and the reason."""

    last_day = DayField(label=_("最后一日"))
    reason = ReasonField()

    def ending(self) -> Ending:
        return Ending(self.cleaned_data["last_day"], self.cleaned_data["reason"])
