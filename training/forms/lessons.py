"""Forms of online pages, and of the rule on whether they count."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from exchange.rules import file_type
from people.forms.fields import TextField
from training.actions import LessonTerms, Scan
from training.forms.fields import ScanField
from training.forms.policies import PolicyForm
from training.models import Lesson, OnlinePolicy


class LessonForm(forms.Form):
    """An online page: text, a PDF, or both."""

    title = TextField(label=_("名称"), max_length=80, min_length=2)
    text = forms.CharField(
        label=_("正文"),
        max_length=60_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("以“# ”开头的一行为小标题，空行分段。"),
    )
    file = ScanField(
        label=_("PDF 文件"), required=False, help_text=_("不超过 60 页、10 MB。请勿上传涉密材料。")
    )
    minutes = forms.IntegerField(
        label=_("学习时长（分钟）"),
        min_value=1,
        max_value=240,
        help_text=_("学满此时长方为学完；计入学时的，按此折算。"),
    )
    questions = forms.IntegerField(
        label=_("测验题数"),
        min_value=0,
        max_value=20,
        initial=5,
        help_text=_("从练习题库中抽取本课法规的试题；填 0 表示不测验。"),
    )

    def __init__(self, *args: Any, has_file: bool = False, **words: Any) -> None:
        super().__init__(*args, **words)
        self.has_file = has_file
        self.fields["file"].widget.attrs["accept"] = ".pdf"
        if has_file:
            self.fields["file"].help_text = _("不另选的，沿用原文件。")

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file is None:
            return None
        head = file.read(16)
        file.seek(0)
        if file_type(head) != "pdf":
            raise forms.ValidationError(gettext("请选择 PDF 文件。"))
        return file

    def clean(self) -> dict[str, Any]:
        """Something has to be there to read."""
        values = super().clean() or {}
        is_empty = not values.get("text") and not values.get("file") and not self.has_file
        if is_empty and "file" not in self.errors:
            self.add_error("text", gettext("请填写正文，或者上传 PDF 文件。"))
        return values

    def terms(self) -> LessonTerms:
        values = dict(self.cleaned_data)
        file = values.pop("file")
        return LessonTerms(**values, scan=Scan(file.read(), file.name) if file else None)

    @staticmethod
    def values_of(lesson: Lesson) -> dict[str, Any]:
        return {name: getattr(lesson, name) for name in ("title", "text", "minutes", "questions")}


class OnlinePolicyForm(PolicyForm):
    """Whether finished pages count, from a day on."""

    counts = forms.TypedChoiceField(
        label=_("学完在线课件"),
        choices=[("no", _("不计学时，自愿学习")), ("yes", _("计入在线学习学时"))],
        coerce=lambda chosen: chosen == "yes",
        widget=forms.RadioSelect,
    )
    field_order = ["counts", "valid_from", "basis", "reason"]

    @staticmethod
    def values_of(row: OnlinePolicy | None) -> dict[str, Any]:
        return {"counts": "yes" if row is not None and row.counts else "no"}
