"""The form by which another key, or the withdrawal of a question, is proposed."""

from __future__ import annotations

import re
from itertools import starmap
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exams.models import ChangeKind
from exams.rules.marking import Alternatives, Blanks, Key, Points, Withdrawn
from questionbank.rules.bankwriting import points_text
from questionbank.rules.scoring import parse_marks
from questionbank.rules.wording import LETTERS, Point

WAYS = re.compile(r"[\u6216/\u3001,\uff0c\s]+")  # the word for "or", or a comma
VARIANTS = re.compile(r"\s*/\s*")
POINT = re.compile(r"(.*\S)\s*[（(]([^（(]+)[）)]")  # a point, its marks at the end


class KeyForm(forms.Form):
    """Whether the question is withdrawn or its key corrected, to what, and why.

    Which field holds the key depends on the question: letters of options, lines of blanks, or lines
    of points. A case as a whole, and what is withdrawn already, has none of them.
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
    points = forms.CharField(
        label=_("评分要点"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "每行一个要点，行末写明分值，例如：应当出示执法证件（2分）。各要点按分值所占的比例折算为本题得分。"
        ),
    )
    reason = forms.CharField(
        label=_("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, former: object, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.former = former
        self.wanted, kind = _field_of(former)
        for name in {"right", "blanks", "points"} - {self.wanted}:
            del self.fields[name]
        offered = [each for each in (kind, ChangeKind.WITHDRAW) if each]
        choices = [(each.value, each.label) for each in offered]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]
        if isinstance(former, Points):
            self.fields["points"].initial = "\n".join(
                points_text(starmap(Point, zip(former.words, former.worths, strict=True)))
            )

    def clean_points(self) -> Points:
        """The points with what each is worth. Raises ValidationError."""
        lines = list(filter(None, map(str.strip, self.cleaned_data["points"].splitlines())))
        points = [_point(line) for line in lines]
        return Points(tuple(words for words, _marks in points), tuple(n for _words, n in points))

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        is_changed = found.get("kind") not in (None, ChangeKind.WITHDRAW)
        empty = not found.get(self.wanted) or found[self.wanted] == Points((), ())
        if is_changed and self.wanted and self.wanted not in self.errors and empty:
            self.add_error(self.wanted, _("请填写更正后的答案。"))
        right = found.get("right", "")
        if right and not set("".join(WAYS.split(right.upper()))) <= set(LETTERS):
            self.add_error("right", _("答案须为选项的字母。"))
        return found

    def key(self) -> Key:
        """What is proposed."""
        if self.cleaned_data["kind"] == ChangeKind.WITHDRAW:
            return Withdrawn()
        if self.wanted == "points":
            points: Points = self.cleaned_data["points"]
            return points
        if isinstance(self.former, Blanks):
            lines = [line for line in self.cleaned_data["blanks"].splitlines() if line.strip()]
            accepted = tuple(tuple(filter(None, VARIANTS.split(line.strip()))) for line in lines)
            return Blanks(accepted, self.former.any_order)
        ways = [way for way in WAYS.split(self.cleaned_data["right"].upper()) if way]
        keys = tuple(tuple(sorted({LETTERS.index(letter) for letter in way})) for way in ways)
        return keys[0] if len(keys) == 1 else Alternatives(keys)


def _field_of(former: object) -> tuple[str, ChangeKind | None]:
    """In which field another key is written, and what that act is called."""
    if isinstance(former, Blanks):
        return "blanks", ChangeKind.CORRECT
    if isinstance(former, Points):
        return "points", ChangeKind.POINTS
    if isinstance(former, tuple | Alternatives):
        return "right", ChangeKind.CORRECT
    return "", None


def _point(line: str) -> tuple[str, int]:
    """A point's words and its worth in hundredths."""
    found = POINT.fullmatch(line)
    try:
        worth = parse_marks(found[2]) if found else 0
    except ValueError:
        worth = 0
    if found is None or not worth:
        words = _("“%(line)s”末尾应当写明分值，如“出示执法证件。（2分）”。")
        raise forms.ValidationError(words, params={"line": line[:20]})
    return found[1], worth


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
