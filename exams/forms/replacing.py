"""The form by which touched questions of a sealed exam are decided about."""

from __future__ import annotations

from collections.abc import Mapping
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
    """For each touched question what becomes of it, and the reason for all that is decided.

    `questions` are the codes of those about which may be decided, by revision.
    """

    reason = forms.CharField(
        label=_("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, questions: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = list(questions)
        for pk, code in questions.items():
            label = _("试题 %(code)s 的处理") % {"code": code}
            self.fields[f"q{pk}"] = forms.ChoiceField(label=label, choices=CHOICES, required=False)

    def choices(self) -> dict[int, Choice]:
        """What was chosen, by question; those left open are left out."""
        chosen = {pk: self.cleaned_data[f"q{pk}"] for pk in self.questions}
        return {pk: Choice(value) for pk, value in chosen.items() if value}
