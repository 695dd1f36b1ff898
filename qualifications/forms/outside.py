"""The form of a result from elsewhere."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qualifications.actions import Paper
from qualifications.forms.fields import DayField, TextField, domain_choices
from qualifications.models import PartChoice


class OutsideResultForm(forms.Form):
    """A result from elsewhere, as its paper says."""

    part = forms.ChoiceField(label=_("考试部分"), choices=PartChoice.choices)
    domain = forms.ChoiceField(
        label=_("执法领域"),
        choices=lambda: [("", "—"), *domain_choices()],
        required=False,
        help_text=_("专业法律知识必选，公共法律知识不选。"),
    )
    day = DayField(label=_("考试日期"))
    marks = forms.DecimalField(
        label=_("成绩"), min_value=0, max_value=1000, max_digits=6, decimal_places=2
    )
    passed = forms.BooleanField(label=_("合格"), required=False)
    supervised = forms.BooleanField(
        label=_("有监考"), required=False, help_text=_("没有监考的成绩不作为取得资格的依据。")
    )
    organ = TextField(label=_("组织机关"), max_length=120)
    document = TextField(label=_("成绩文号"), max_length=80)
    scan = forms.FileField(
        label=_("成绩文件扫描件"),
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
        help_text=_("pdf、png 或者 jpg。两名经办人各自上传。"),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if (values.get("part") == PartChoice.PUBLIC) == bool(values.get("domain")):
            self.add_error("domain", _("专业法律知识必选，公共法律知识不选。"))
        return values

    def paper(self) -> Paper:
        values = self.cleaned_data
        names = ("part", "domain", "day", "passed", "supervised", "organ", "document")
        given = {name: values[name] for name in names}
        return Paper(total=int(values["marks"] * 100), **given)

    def evidence(self) -> tuple[bytes, str]:
        file = self.cleaned_data["scan"]
        return file.read(), file.name
