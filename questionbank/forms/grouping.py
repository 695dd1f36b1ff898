"""The forms of the groups of which at most one question stands on a paper."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from questionbank.models import EnemyGroup

BETWEEN = re.compile(r"[\s,，、;；]+")
LONGEST_CODES = 2000  # characters
LONGEST_REASON = EnemyGroup._meta.get_field("reason").max_length


class CodesField(forms.CharField):
    """Codes of questions, parted by spaces, lines or commas; each once, as first typed."""

    def clean(self, value: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(filter(None, BETWEEN.split(super().clean(value)))))


class KeepApartForm(forms.Form):
    """Which questions are kept apart, and why."""

    codes = CodesField(
        label=_("题号"),
        max_length=LONGEST_CODES,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("至少两个，一行一个，或者用空格隔开。"),
        error_messages={"required": _("请写明题号。")},
    )
    reason = forms.CharField(
        label=_("理由"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("如：一题的题干提示另一题的答案。"),
        error_messages={"required": _("请写明理由。")},
    )


class MeetForm(forms.Form):
    """Nothing to fill in: the confirmation that a group ends."""
