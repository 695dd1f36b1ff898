"""Forms about agencies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.forms.fields import AgencyField, DayField, ReasonField, TextField
from people.models import AgencyKind, AgencyQuerySet


class AgencySearchForm(forms.Form):
    """A part of a name or code."""

    is_filter = True
    q = TextField(label=_("名称或者编码"), required=False, max_length=60)


class AgencyForm(forms.Form):
    """A new agency."""

    name = TextField(label=_("名称"), max_length=120)
    code = TextField(
        label=_("单位编码"),
        max_length=32,
        help_text=_("全市唯一，登记后不变；可用统一社会信用代码。"),
    )
    kind = forms.ChoiceField(label=_("类型"), choices=AgencyKind.choices)


class RenameAgencyForm(forms.Form):
    """A new name from a day on."""

    name = TextField(label=_("新名称"), max_length=120)
    valid_from = DayField(label=_("启用日期"), help_text=_("不晚于今天。此前的日期仍显示原名称。"))
    reason = ReasonField()


class MoveAgencyForm(forms.Form):
    """A new superior agency."""

    reason = ReasonField()

    def __init__(self, *args: Any, agencies: AgencyQuerySet, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["parent"] = AgencyField(agencies, label=_("新的上级单位"))
        self.order_fields(["parent", "reason"])


class MergeAgencyForm(forms.Form):
    """Into which agency, and after which day."""

    last_day = DayField(label=_("最后一日"), help_text=_("不晚于今天。次日起归入另一单位。"))
    reason = ReasonField()

    def __init__(self, *args: Any, agencies: AgencyQuerySet, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["into"] = AgencyField(agencies, label=_("并入的单位"))
        self.order_fields(["into", "last_day", "reason"])


class CloseAgencyForm(forms.Form):
    """The last day of an agency."""

    last_day = DayField(label=_("最后一日"), help_text=_("不晚于今天。"))
    reason = ReasonField()
