"""The form by which touched questions of a sealed exam are decided about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exams.rules.replacing import Choice

CHOICES = [
    ("", _("暂不决定")),
    (Choice.REPLACE.value, pgettext_lazy("条文变动", "换题")),
    (Choice.KEEP.value, _("保留")),
]


class DecisionForm(forms.Form):
    """For each touched question what becomes of it, and the reason for all that is decided."""

    reason = forms.CharField(
        label=_("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, questions: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = list(questions)
        for pk in self.questions:
            self.fields[f"q{pk}"] = forms.ChoiceField(
                label=_("处理"), choices=CHOICES, required=False
            )

    def choices(self) -> dict[int, Choice]:
        """What was chosen, by question; those left open are left out."""
        chosen = {pk: self.cleaned_data[f"q{pk}"] for pk in self.questions}
        return {pk: Choice(value) for pk, value in chosen.items() if value}
