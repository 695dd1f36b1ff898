"""The form by which a sheet is entered: one field for each question, and the scan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from exams.rules.keeping import FILL_IN, LONGEST, SHORT_ANSWER
from exams.rules.sheets import SheetPlace, Unreadable, choices_of, tidy


class PaperForm(forms.Form):
    """What stands on one candidate's sheet."""

    def __init__(self, *args: Any, places: Sequence[SheetPlace], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = places
        for each in places:
            self.fields[f"place_{each.place}"] = _field(each)
        self.fields["scan"] = forms.FileField(
            label=gettext_lazy("答卷扫描件"),
            max_length=250,
            help_text=gettext_lazy("PDF、PNG 或者 JPEG，不超过 10 MB。"),
        )

    def clean(self) -> dict[str, Any]:
        """Every answer must be one that the sheet allows."""
        data = super().clean() or self.cleaned_data
        for each in self.places:
            name = f"place_{each.place}"
            try:
                choices_of(each, tidy(each.kind, data.get(name) or ""))
            except Unreadable:
                self.add_error(name, gettext("不是本题可以有的作答，请核对。"))
        return data

    def entered(self) -> dict[int, str]:
        """What was read off the sheet, by place."""
        return {each.place: self.cleaned_data[f"place_{each.place}"] for each in self.places}


def _field(place: SheetPlace) -> forms.CharField:
    label = gettext("第 %(n)s 题") % {"n": place.place}
    if place.kind == SHORT_ANSWER:
        widget = forms.Textarea(attrs={"rows": 4})
        return forms.CharField(
            label=label, required=False, max_length=LONGEST[SHORT_ANSWER], widget=widget
        )
    if place.kind == FILL_IN:
        words = gettext("多个空以分号分隔。")
        return forms.CharField(label=label, required=False, max_length=1000, help_text=words)
    letters = forms.TextInput(attrs={"class": "letters", "autocapitalize": "characters"})
    return forms.CharField(label=label, required=False, max_length=20, widget=letters)
