"""The form by which another key, or the withdrawal of a question, is proposed."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exams.models import ChangeKind
from exams.rules.marking import Alternatives, Blanks, Key, Withdrawn
from questionbank.rules.wording import LETTERS

WAYS = re.compile(r"[\u6216/\u3001,\uff0c\s]+")  # the word for "or", or a comma
VARIANTS = re.compile(r"\s*/\s*")


class KeyForm(forms.Form):
    """Whether the question is withdrawn or its key corrected, to what, and why.

    Which field holds the key depends on the question: letters of options, or lines of blanks.
    """

    kind = forms.ChoiceField(label=_("处理"), choices=ChangeKind.choices, widget=forms.RadioSelect)
    right = forms.CharField(
        label=_("正确答案"),
        max_length=60,
        required=False,
        help_text=_("多项选择连写，例如 ABD；两个答案均可的，用“或”隔开，例如 A或B。"),
    )
    blanks = forms.CharField(
        label=_("各空答案"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("每空一行；一空有几种答案的，用“/”隔开。"),
    )
    reason = forms.CharField(
        label=_("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, former: object, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.former = former
        if isinstance(former, Blanks):
            del self.fields["right"]
        elif isinstance(former, tuple | Alternatives):
            del self.fields["blanks"]
        else:  # marked by hand, a case, or withdrawn already
            del self.fields["blanks"], self.fields["right"]
            self.fields["kind"].choices = [ChangeKind.choices[1]]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        wanted = next((name for name in ("right", "blanks") if name in self.fields), "")
        if found.get("kind") == ChangeKind.CORRECT and wanted and not found.get(wanted):
            self.add_error(wanted, _("请填写更正后的答案。"))
        right = found.get("right", "")
        if right and not set("".join(WAYS.split(right.upper()))) <= set(LETTERS):
            self.add_error("right", _("答案须为选项的字母。"))
        return found

    def key(self) -> Key:
        """What is proposed."""
        if self.cleaned_data["kind"] == ChangeKind.WITHDRAW:
            return Withdrawn()
        if isinstance(self.former, Blanks):
            lines = [line for line in self.cleaned_data["blanks"].splitlines() if line.strip()]
            accepted = tuple(tuple(filter(None, VARIANTS.split(line.strip()))) for line in lines)
            return Blanks(accepted, self.former.any_order)
        ways = [way for way in WAYS.split(self.cleaned_data["right"].upper()) if way]
        keys = tuple(tuple(sorted({LETTERS.index(letter) for letter in way})) for way in ways)
        return keys[0] if len(keys) == 1 else Alternatives(keys)


class EffectFilterForm(forms.Form):
    """Which of the candidates whose result changes are shown."""

    is_filter = True

    name = forms.CharField(label=_("姓名"), required=False, max_length=60)
    unit = forms.CharField(label=_("单位"), required=False, max_length=60)
    verdict = forms.ChoiceField(
        label=_("结论"),
        required=False,
        choices=[
            ("", _("全部")),
            ("fails", _("合格变为不合格")),
            ("passes", _("不合格变为合格")),
            ("stays", _("结论不变")),
        ],
    )

    @property
    def wanted(self) -> dict[str, str]:
        """What is set; what is not among the choices is not."""
        return {name: value for name, value in self.cleaned_data.items() if value}
