"""Fields that several forms of exams use."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.models import Agency
from people.rules import Rights, Role


class MarksField(forms.DecimalField):
    """Marks as people write them (60 or 2.5), kept as hundredths."""

    def __init__(self, **kwargs: Any) -> None:
        defaults = {"min_value": Decimal("0.01"), "max_value": 1000, "decimal_places": 2}
        super().__init__(**{**defaults, **kwargs})

    def clean(self, value: Any) -> int | None:
        """Whole hundredths, or None where nothing was entered."""
        entered = super().clean(value)
        return None if entered is None else int(entered * 100)

    def prepare_value(self, value: Any) -> Any:
        """Stored hundredths are whole numbers; what was typed is text and is shown as typed."""
        if isinstance(value, int) and not isinstance(value, bool):
            return f"{(Decimal(value) / 100).normalize():f}"
        return value


class MomentField(forms.DateTimeField):
    """A day and a time of the city's clock, to the minute."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
        wrong = {"invalid": _("请按“2026-11-23 09:00”的格式填写日期和时间。")}
        super().__init__(widget=widget, input_formats=formats, error_messages=wrong, **kwargs)


class AgencyField(forms.ModelChoiceField[Agency]):
    """One agency at its place in the tree: teams of the same name stand under their own bureau."""

    def label_from_instance(self, agency: Agency) -> str:
        return str(agency.indented_name)


def agency_field(rights: Rights, label: Any) -> AgencyField:
    """A choice among the agencies whose exams the reader organises."""
    rows = Agency.objects.visible_to(rights, Role.EXAM_OFFICER).open()
    return AgencyField(rows, label=label, empty_label=None)
