"""Forms of misconduct, and of time given in advance."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from exams.models import EffectChoice, MisconductKind


class MisconductForm(forms.Form):
    """What a witness saw."""

    kind = forms.ChoiceField(label=_("情形"), choices=MisconductKind.choices)
    facts = forms.CharField(
        label=_("经过"), max_length=1000, widget=forms.Textarea(attrs={"rows": 5})
    )


class StepForm(forms.Form):
    """A step in words: notice, defence, appeal."""

    words = forms.CharField(
        label=_("内容"), max_length=1000, widget=forms.Textarea(attrs={"rows": 5})
    )


class DecisionForm(StepForm):
    """A decision or review: in words, and what it does to the result."""

    effect = forms.ChoiceField(label=_("对成绩的影响"), choices=EffectChoice.choices)


class AccommodationForm(forms.Form):
    """Time in advance, and why."""

    minutes = forms.IntegerField(label=_("补时（分钟）"), min_value=1, max_value=240, initial=20)
    reason = forms.CharField(
        label=_("理由"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("写明需要和依据的材料，不写病名。"),
    )
