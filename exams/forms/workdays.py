"""The forms by which special days are entered and withdrawn."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from exams.actions.workdays import Entry
from people.forms.fields import DayField, ReasonField, TextField


class SpecialDayForm(forms.Form):
    """A public holiday or a moved working day, with the notice that says so."""

    day = DayField(label=_("日期"))
    kind = forms.ChoiceField(
        label=_("安排"),
        choices=[("free", _("放假")), ("worked", _("上班"))],
        widget=forms.RadioSelect,
        initial="free",
    )
    name = TextField(label=_("节假日"), max_length=40)
    basis = TextField(
        label=_("依据"),
        max_length=200,
        min_length=2,
        help_text=_("国务院办公厅当年部分节假日安排通知的名称和文号。"),
    )

    def entry(self) -> Entry:
        values = self.cleaned_data
        return Entry(values["day"], values["kind"] == "worked", values["name"], values["basis"])


class WithdrawDayForm(forms.Form):
    """Why a special day is withdrawn."""

    reason = ReasonField()
