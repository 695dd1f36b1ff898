"""Forms of the check: whom, in which domain, on which day, and why."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from people.models import Domain
from qualifications.forms.fields import DayField, TextField
from qualifications.models import PurposeChoice
from qualifications.rules.checking import Purpose, Question

FIRST_DAY, LAST_DAY = date(1949, 10, 1), date(2099, 12, 31)


def all_domains() -> Iterable[tuple[str, str]]:
    """All domains of the post, or one of the list; closed ones too, for days that are past."""
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

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if not FIRST_DAY <= day <= LAST_DAY:
            raise forms.ValidationError(_("日期不合理，请核对。"))
        return day

    def question(self) -> Question:
        """What was asked, as the deed takes it."""
        values = self.cleaned_data
        purpose = Purpose(values["purpose"])
        return Question(purpose, values["reason"], values["day"], values["domain"])


class CheckForm(PurposeForm):
    """One person, by name or number."""

    who = TextField(
        label=_("姓名或者编号"),
        max_length=80,
        help_text=_("姓名、工作人员编号、证号或者身份证号，也可以同时填写姓名和编号。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    field_order = ["who"]


class ChoiceForm(PurposeForm):
    """One of several namesakes."""

    person = forms.IntegerField(min_value=1, max_value=2**63 - 1)


class BatchForm(PurposeForm):
    """A sheet of persons."""

    file = forms.FileField(
        label=_("文件"),
        max_length=250,
        allow_empty_file=True,  # its own sentence comes with the reading
        error_messages={
            "required": _("请选择文件。"),
            "max_length": _("文件名过长，请改短后重新上传。"),
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text=_("xlsx 或者 csv 文件，不超过 10 MB、10000 行，须有“姓名”列或者编号列。"),
    )
    field_order = ["file"]

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["domain"].help_text = _("一人有多个领域的，逐个领域给出结论。")
