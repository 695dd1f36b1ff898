"""Fields that several forms of this room share."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.models import Domain


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
    """Why: what the register and the journal will say."""

    def __init__(self, **words: Any) -> None:
        super().__init__(label=_("理由"), max_length=200, min_length=2, **words)


class DomainsField(forms.MultipleChoiceField):
    """Domains of the city's list, to be ticked."""

    def __init__(self, **words: Any) -> None:
        super().__init__(
            label=_("执法领域"),
            widget=forms.CheckboxSelectMultiple,
            choices=domain_choices,
            **words,
        )

    def clean(self, value: Any) -> frozenset[str]:
        return frozenset(super().clean(value))


def domain_choices() -> Iterable[tuple[str, str]]:
    """The names on the list, closed ones left out."""
    rows = Domain.objects.filter(closed_on__isnull=True).values_list("name", flat=True)
    return [(name, name) for name in rows]
