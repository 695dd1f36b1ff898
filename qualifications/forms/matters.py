"""The form by which a lowered result is dealt with."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from qualifications.forms.fields import ReasonField
from qualifications.models import MatterChoice


class MatterForm(forms.Form):
    """What the organ decided, and why."""

    ruling = forms.ChoiceField(
        label=_("处理结论"), choices=MatterChoice.choices, widget=forms.RadioSelect
    )
    reason = ReasonField()
