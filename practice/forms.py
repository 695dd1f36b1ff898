"""What to practise."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from practice.actions import Wish
from practice.models import Purpose
from questionbank.models import Topic
from statutes.models import Statute

UNNAMED = {Purpose.STATUTE.value: _("请选择法规。"), Purpose.TOPIC.value: _("请选择知识点。")}


class BeginForm(forms.Form):
    """One wish; by statute or by topic it names which."""

    purpose = forms.ChoiceField(choices=Purpose)
    statute = forms.ModelChoiceField(
        Statute.objects.all(),
        required=False,
        error_messages={"invalid_choice": _("没有这部法规。")},
    )
    topic = forms.ModelChoiceField(
        Topic.objects.all(),
        required=False,
        label=_("知识点"),
        error_messages={"invalid_choice": _("没有这个知识点。")},
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        name = data.get("purpose", "")
        if name in UNNAMED and name not in self.errors and not data.get(name):
            self.add_error(name, str(UNNAMED[name]))
        return data

    def wish(self) -> Wish:
        """Only what belongs to the purpose is kept."""
        data = self.cleaned_data
        purpose = Purpose(data["purpose"])
        return Wish(
            purpose,
            statute=data["statute"] if purpose == Purpose.STATUTE else None,
            topic=data["topic"] if purpose == Purpose.TOPIC else None,
        )
