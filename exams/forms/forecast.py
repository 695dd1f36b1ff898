"""For how many candidates a blueprint is looked at."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

MOST_CANDIDATES = 20_000
USUAL = 200


class ForecastForm(forms.Form):
    """The number of candidates of the exam, all sessions together."""

    candidates = forms.IntegerField(
        label=_("考生人数"),
        min_value=1,
        max_value=MOST_CANDIDATES,
        initial=USUAL,
        help_text=_("一次考试各场次合计。"),
    )
