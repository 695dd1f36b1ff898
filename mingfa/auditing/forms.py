"""Why somebody takes entries out of the journal."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class PurposeForm(forms.Form):
    """The purpose of an export, in the auditor's words."""

    purpose = forms.CharField(
        label=_("用途"),
        min_length=4,
        max_length=200,
        help_text=_("写明核查事项。用途与导出条数一并记入审计日志。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
