"""The survey after a class, and the scan of a signed sheet."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.forms.fields import TextField
from training.actions import Scan
from training.forms.fields import ScanField
from training.rules.surveys import MOST_REMARK, QUESTIONS

GRADES = [(5, _("很满意")), (4, _("满意")), (3, _("一般")), (2, _("不满意")), (1, _("很不满意"))]
ASKED = {
    "content": _("内容切合执法工作"),
    "trainer": _("授课水平"),
    "use": _("对工作的帮助"),
    "order": _("组织安排"),
}


class SurveyForm(forms.Form):
    """Four questions and a remark, always the same."""

    remark = forms.CharField(
        label=_("意见建议"),
        max_length=MOST_REMARK,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("请勿写可以认出本人的内容。"),
    )

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        for name in QUESTIONS:
            self.fields[name] = forms.TypedChoiceField(
                label=ASKED[name], choices=GRADES, coerce=int, widget=forms.RadioSelect
            )
        self.order_fields([*QUESTIONS, "remark"])

    def grades(self) -> dict[str, int]:
        return {name: self.cleaned_data[name] for name in QUESTIONS}

    def remark_given(self) -> str:
        return " ".join(self.cleaned_data["remark"].split())


class SignedSheetForm(forms.Form):
    """The scan of a sheet, and what it is of."""

    said = TextField(label=_("说明"), max_length=120, min_length=2, help_text=_("如：11-23 上午"))
    scan = ScanField(label=_("签到表扫描件"))

    def scanned(self) -> Scan:
        given = self.cleaned_data["scan"]
        return Scan(given.read(), given.name)
