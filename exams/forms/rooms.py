"""Forms of rooms: what a room is, and what is done in it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from exams.actions.seating import RoomDraft
from exams.forms.room import GRANT_KINDS
from exams.models import ExamRoom, IncidentKind
from exams.rules.rehearsing import LEAST_HOURS, MOST_HOURS
from exams.rules.seats import MOST_SEATS, networks_of


class RoomForm(forms.Form):
    """A room: where it is, how many seats it has, from which network its computers speak."""

    name = forms.CharField(label=_("地点"), max_length=60)
    capacity = forms.IntegerField(label=_("座位数"), min_value=1, max_value=MOST_SEATS, initial=50)
    network = forms.CharField(
        label=_("网段"),
        max_length=200,
        required=False,
        help_text=_("如 10.20.7.0/24，多个以空格分隔。填写的，只能在该网段的计算机上作答。"),
    )

    def __init__(self, *args: Any, taken: frozenset[str] = frozenset(), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.taken = taken

    def clean_name(self) -> str:
        """A name that no other room of the session has."""
        name = str(self.cleaned_data["name"]).strip()
        if name in self.taken:
            raise forms.ValidationError(gettext("本场次已有同名的考场。"))
        return name

    def clean_network(self) -> str:
        """Networks in their common writing."""
        text = str(self.cleaned_data["network"])
        try:
            networks = networks_of(text)
        except ValueError:
            words = gettext("网段写法不正确，应如 10.20.7.0/24。")
            raise forms.ValidationError(words) from None
        return " ".join(str(network) for network in networks)

    def draft(self) -> RoomDraft:
        """What was typed, as the deed takes it."""
        return RoomDraft(**self.cleaned_data)

    @staticmethod
    def values_of(room: ExamRoom) -> dict[str, Any]:
        """A stored room as the form shows it."""
        return {"name": room.name, "capacity": room.capacity, "network": room.network}


class RoomGrantForm(forms.Form):
    """Time for everybody who answers in a room."""

    minutes = forms.IntegerField(label=_("补时（分钟）"), min_value=1, max_value=240, initial=5)
    kind = forms.ChoiceField(label=_("种类"), choices=GRANT_KINDS[:2])
    reason = forms.CharField(
        label=_("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class IncidentForm(forms.Form):
    """What happened, in the words of who saw it."""

    kind = forms.ChoiceField(label=_("种类"), choices=IncidentKind.choices)
    words = forms.CharField(
        label=_("情况"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class TicketForm(forms.Form):
    """Entry by ticket and room code."""

    number = forms.CharField(
        label=_("准考证号"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    code = forms.CharField(
        label=_("考场码（六位，由监考员公布）"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


class EmptyForm(forms.Form):
    """A deed that asks for nothing but the button."""


class RehearsalForm(forms.Form):
    """For how long the computers are tried."""

    hours = forms.IntegerField(
        label=_("演练时长（小时）"),
        min_value=LEAST_HOURS,
        max_value=MOST_HOURS,
        initial=4,
        help_text=_("须在本场次开考以前结束。可以提前结束。"),
    )
