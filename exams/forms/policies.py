"""The form by which the time after an exam is ruled."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from exams.actions.resitting import Terms
from people.forms.fields import DayField, TextField


class ExamPolicyForm(forms.Form):
    """How long one may object, how often and after how many days one may sit again."""

    objection_days = forms.IntegerField(
        label=_("异议期限（工作日）"),
        min_value=1,
        max_value=60,
        help_text=_("自成绩公布次日起算，周六、周日和登记的放假日不计，登记的调休上班日计入。"),
    )
    resits = forms.IntegerField(
        label=_("每年补考次数"),
        min_value=0,
        max_value=50,
        required=False,
        help_text=_("不限次数的，留空。"),
    )
    resit_days = forms.IntegerField(label=_("补考间隔（天）"), min_value=0, max_value=365)
    valid_from = DayField(label=_("施行日期"), help_text=_("原规定于前一日止。"))
    basis = TextField(label=_("依据"), max_length=200, min_length=2)

    def terms(self) -> Terms:
        values = self.cleaned_data
        return Terms(values["objection_days"], values["resits"], values["resit_days"])
