"""The marking sheet: one field for each point."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from exams.forms.fields import MarksField


class MarkForm(forms.Form):
    """What each point earned, and a note for those who look at it later."""

    note = forms.CharField(
        label=_("评分说明"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("可以不填，考生不可见。"),
    )

    def __init__(self, *args: Any, points: Sequence[tuple[str, int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for n, (words, worth) in enumerate(points):
            most = Decimal(worth) / 100
            label = gettext("%(point)s（%(n)s 分）") % {"point": words, "n": f"{worth / 100:g}"}
            self.fields[f"point_{n}"] = MarksField(label=label, min_value=0, max_value=most)
            self.fields[f"point_{n}"].widget.attrs |= {"inputmode": "decimal", "step": "any"}
        self.names = [f"point_{n}" for n in range(len(points))]
        self.order_fields([*self.names, "note"])

    @property
    def sheet(self) -> list[forms.BoundField]:
        """The fields of the points, in order."""
        return [self[name] for name in self.names]

    def points(self) -> list[int]:
        """The valid marks in hundredths, point by point."""
        return [self.cleaned_data[name] for name in self.names]


class CorrectionForm(MarkForm):
    """Other marks in the place of the own ones, and why."""

    def __init__(self, *args: Any, own: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, marks in zip(self.names, own, strict=True):
            self.fields[name].initial = Decimal(marks) / 100
        self.fields["note"].label = _("更正理由")
        self.fields["note"].required = True
        self.fields["note"].help_text = _("考生不可见。")
