"""Fields that several forms of this room share."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.models import AgencyQuerySet


class DayField(forms.DateField):
    """One day of the calendar, picked by the browser's own means."""

    def __init__(self, **words: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, input_formats=["%Y-%m-%d"], **words)


class TextField(forms.CharField):
    """A text of one line in which runs of spaces count as one."""

    def clean(self, value: Any) -> Any:
        return re.sub(r"\s+", " ", super().clean(value))


class ReasonField(TextField):
    """Why: what the journal and the record will say."""

    def __init__(self, **words: Any) -> None:
        super().__init__(label=_("依据或理由"), max_length=200, min_length=2, **words)


class AgencyField(forms.ModelChoiceField):  # type: ignore[type-arg]  # treebeard is untyped
    """One agency of a given scope, shown at its place in the tree."""

    def __init__(self, agencies: AgencyQuerySet, **words: Any) -> None:
        super().__init__(queryset=agencies, empty_label=_("请选择"), **words)

    def label_from_instance(self, agency: Any) -> str:
        return str(agency.indented_name)


class ReasonForm(forms.Form):
    """Nothing but the reason."""

    reason = ReasonField()
