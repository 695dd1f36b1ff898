"""Fields that several forms of this room share, and what every question about persons states."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from people.models import Domain
from qualifications.models import PurposeChoice
from qualifications.rules.checking import Purpose, Question

FIRST_DAY, LAST_DAY = date(1949, 10, 1), date(2099, 12, 31)


class DayField(forms.DateField):
    """One day of the calendar, picked by the browser's own means."""

    def __init__(self, **words: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, input_formats=["%Y-%m-%d"], **words)

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            raise forms.ValidationError(gettext("日期不合理，请核对。"))
        return day


class TextField(forms.CharField):
    """A text of one line in which runs of spaces count as one."""

    def clean(self, value: Any) -> Any:
        return re.sub(r"\s+", " ", super().clean(value))


class ReasonField(TextField):
    """Why: what will be printed, and what the journal will say."""

    def __init__(self, **words: Any) -> None:
        super().__init__(label=_("理由"), max_length=200, min_length=2, **words)


def all_domains() -> Iterable[tuple[str, str]]:
    names = Domain.objects.values_list("name", flat=True)
    return [("", gettext("岗位的全部领域")), *((name, name) for name in names)]


class PurposeForm(forms.Form):
    """What every check states."""

    domain = forms.ChoiceField(label=_("执法领域"), required=False, choices=all_domains)
    day = DayField(label=_("核验日期"), help_text=_("可填过去或者将来的日期。"))
    purpose = forms.ChoiceField(
        label=_("查询事由"), choices=[("", _("请选择")), *PurposeChoice.choices]
    )
    reason = TextField(
        label=_("事由说明"),
        min_length=2,
        max_length=200,
        help_text=_("如文号、会议、案由。事由和查询人记入日志。"),
    )

    def question(self) -> Question:
        """What was asked, as the deed takes it."""
        values = self.cleaned_data
        purpose = Purpose(values["purpose"])
        return Question(purpose, values["reason"], values["day"], values["domain"])
