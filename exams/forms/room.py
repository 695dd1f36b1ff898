"""Forms of the desk at a running session."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

GRANT_KINDS = [
    ("outage", _("停电、断网等故障")),
    ("incident", _("考场事件")),
    ("accommodation", _("合理便利（身体原因等）")),
]


class GrantForm(forms.Form):
    """Time for one candidate, with kind and reason."""

    minutes = forms.IntegerField(label=_("补时（分钟）"), min_value=0, max_value=240, initial=5)
    seconds = forms.IntegerField(
        label=_("另加（秒）"), min_value=0, max_value=59, initial=0, required=False
    )
    kind = forms.ChoiceField(label=_("种类"), choices=GRANT_KINDS)
    reason = forms.CharField(
        label=_("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def total_seconds(self) -> int:
        """The whole grant in seconds; nothing at all is the rule's to refuse."""
        data = self.cleaned_data
        return int(data["minutes"]) * 60 + int(data["seconds"] or 0)


class ReasonForm(forms.Form):
    """Why two persons do what the form is part of."""

    reason = forms.CharField(
        label=_("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
