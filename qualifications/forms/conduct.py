"""Forms of the conduct record."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qualifications.actions.conduct import Report, Scan
from qualifications.forms.fields import DayField, TextField
from qualifications.models import ConductKind, FaultEffect


class ConductForm(forms.Form):
    """What is entered about an officer."""

    kind = forms.ChoiceField(label=_("种类"), choices=ConductKind.choices)
    day = DayField(label=_("日期"))
    organ = TextField(label=_("作出机关"), max_length=120)
    document = TextField(label=_("文号"), max_length=80)
    case_number = TextField(label=_("案号"), max_length=80, required=False)
    text = forms.CharField(
        label=_("内容"), max_length=400, min_length=2, widget=forms.Textarea({"rows": 3})
    )
    marks = forms.DecimalField(
        label=_("得分"),
        required=False,
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        help_text=_("案卷评查必填，满分 100 分。"),
    )
    effect = forms.ChoiceField(
        label=_("处理"),
        required=False,
        choices=[("", "—"), *FaultEffect.choices],
        help_text=_("执法过错必选。暂扣、吊销证件须另行作出决定。"),
    )
    scan = forms.FileField(
        label=_("证据"),
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
        help_text=_("决定书、评查表等的扫描件，pdf、png 或者 jpg。"),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        kind = values.get("kind")
        if (kind == ConductKind.CASE_REVIEW) != (values.get("marks") is not None):
            self.add_error("marks", _("案卷评查必填，其他不填。"))
        if (kind == ConductKind.FAULT) != bool(values.get("effect")):
            self.add_error("effect", _("执法过错必选，其他不选。"))
        return values

    def report(self) -> Report:
        values = self.cleaned_data
        names = ("kind", "day", "organ", "document", "text", "case_number", "effect")
        marks = values["marks"]
        score = None if marks is None else int(marks * 100)
        return Report(**{name: values[name] for name in names}, score=score)

    def evidence(self) -> Scan:
        file = self.cleaned_data["scan"]
        return Scan(file.read(), file.name)


class StepForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label=_("理由"), max_length=400, min_length=2, widget=forms.Textarea({"rows": 3})
    )
