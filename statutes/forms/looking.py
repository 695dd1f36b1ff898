"""What may be asked of the law texts."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class DayForm(forms.Form):
    """Which texts held on a day, and which of their articles say certain words."""

    is_filter = True
    title = forms.CharField(label=_("法规名称"), max_length=60, required=False)
    words = forms.CharField(
        label=_("条文内容"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("几个词用空格隔开")}),
    )
    on = forms.DateField(
        label=_("哪一天有效"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("日期应当写作 2026-11-23。")},
    )


class WordsForm(forms.Form):
    """Words to look for in one text."""

    is_filter = True
    words = forms.CharField(label=_("条文内容"), max_length=60, required=False)
