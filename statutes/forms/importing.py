"""A text on its way in: the words, and the dates that a person states."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exchange.reading.documents import LONGEST_DOCUMENT
from statutes.rules.dates import Dates

NOT_A_DAY = {"invalid": _("日期应当写作 2026-11-23。")}


class DayField(forms.DateField):
    """One day of the calendar, picked by the browser's own means."""

    def __init__(self, **words: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(
            widget=widget,
            input_formats=["%Y-%m-%d"],
            error_messages=NOT_A_DAY | words.pop("error_messages", {}),
            **words,
        )


class TextForm(forms.Form):
    """The text of a statute, from a file or typed, with what the text itself does not tell."""

    file = forms.FileField(
        label=_("文件"),
        required=False,
        allow_empty_file=True,
        max_length=250,
        help_text=_("docx、txt、html 或者 md 文件，不超过 10 MB。选了文件，即以文件为准。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".docx,.txt,.html,.htm,.md"}),
    )
    text = forms.CharField(
        label=_("法规文本"),
        required=False,
        max_length=LONGEST_DOCUMENT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}),
        help_text=_("第一行为法规名称。可从政府网站复制全文粘贴在这里，也可在这里改正文本。"),
    )
    label = forms.CharField(
        label=_("版本"), max_length=60, required=False, help_text=_("如“2025年修正”。")
    )
    promulgated_on = DayField(label=_("公布日期"), required=False)
    effective_from = DayField(
        label=_("施行日期"),
        required=False,
        help_text=_("修正后的法律，末条仍写原施行日期；请按修改决定填写。"),
    )
    repealed_on = DayField(
        label=_("失效日期"), required=False, help_text=_("已知由其他法规废止的，填废止之日。")
    )
    basis = forms.CharField(
        label=_("施行日期的依据"),
        max_length=60,
        required=False,
        help_text=_("如“第九十条”“修改决定”。"),
    )
    source = forms.CharField(label=_("文本来源"), max_length=200, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        effective, repealed = given.get("effective_from"), given.get("repealed_on")
        if effective and repealed and repealed <= effective:
            self.add_error("repealed_on", _("失效日期须晚于施行日期。"))
        return given

    def ask_for_dates(self) -> None:
        """Show as required what a registration needs; reading a text needs none of it."""
        for name in ("label", "effective_from", "basis"):
            self.fields[name].required = True

    def require_dates(self) -> bool:
        """Whether all that a registration needs is there; what is missing stands at its field."""
        wanted = {
            "label": _("请写明版本。"),
            "effective_from": _("请填写施行日期。"),
            "basis": _("请写明施行日期的依据。"),
        }
        for name, words in wanted.items():
            if not self.cleaned_data.get(name) and name not in self.errors:
                self.add_error(name, words)
        return not self.errors

    def dates(self) -> Dates:
        given = self.cleaned_data
        return Dates(
            label=given["label"],
            promulgated_on=given["promulgated_on"],
            effective_from=given["effective_from"],
            repealed_on=given["repealed_on"],
            basis=given["basis"],
        )


class EndForm(forms.Form):
    """The day of a repeal, and which act says so."""

    day = DayField(label=_("失效日期"), error_messages={"required": _("请填写失效日期。")})
    basis = forms.CharField(
        label=_("依据"),
        max_length=120,
        help_text=_("废止的决定或者条文，如“国务院令第700号”。"),
        error_messages={"required": _("请写明依据。")},
    )
