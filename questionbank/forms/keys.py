"""The fields of a key, one sort for each kind of question, and what was typed in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from questionbank.models import FaultWords
from questionbank.rules import scoring, wording
from questionbank.rules.banktext import parse_parts
from questionbank.rules.bankwriting import parts_text, points_text
from questionbank.rules.fields import POINT, VARIANTS
from questionbank.rules.kinds import Difficulty, Kind
from questionbank.rules.wording import LETTERS, Point, Wording

LONGEST_PARTS = 12_000  # characters of all sub-questions of a case


class BlanksField(forms.CharField):
    """What is accepted in the blanks: one line for each, its variants parted by a bar."""

    def clean(self, value: str) -> tuple[tuple[str, ...], ...]:
        lines = super().clean(value).splitlines()
        return tuple(
            tuple(variant.strip() for variant in VARIANTS.split(line))
            for line in lines
            if line.strip()
        )


class PointsField(forms.CharField):
    """The points of a short answer: one line for each, its marks at the end."""

    def clean(self, value: str) -> tuple[Point, ...]:
        points = []
        for line in filter(None, map(str.strip, super().clean(value).splitlines())):
            found = POINT.fullmatch(line)
            try:
                marks = scoring.parse_marks(found[2]) if found else 0
            except ValueError:
                marks = 0
            if found is None or not marks:
                raise forms.ValidationError(
                    _("“%(line)s”末尾应当写明分值，如“出示执法证件。（2分）”。"),
                    params={"line": line[:20]},
                )
            points.append(Point(found[1], marks))
        return tuple(points)


class PartsField(forms.CharField):
    """The sub-questions of a case, written as in a bank file."""

    def clean(self, value: str) -> tuple[Wording, ...]:
        typed = super().clean(value)
        parts, faults = parse_parts(typed, Difficulty.MEDIUM)
        if typed and not parts and not faults:
            raise forms.ValidationError(_("小题应当以“小题：单选”一类的行开头。"))
        if faults:
            raise forms.ValidationError(
                [
                    forms.ValidationError(
                        _("第 %(line)s 行：%(words)s%(detail)s"),
                        params={
                            "line": found.line,
                            "words": FaultWords(found.fault).label,
                            "detail": found.detail,
                        },
                    )
                    for found in faults
                ]
            )
        return parts


def chosen_field(kind: str, options: int) -> forms.Field:
    """Circles where one answer is right, boxes where several are."""
    words = wording.TRUE_FALSE if kind == Kind.TRUE_FALSE else LETTERS[:options]
    choices = [(str(place), word) for place, word in enumerate(words)]
    unknown = {"invalid_choice": _("请从所列选项中选定答案。")}
    if kind == Kind.MULTIPLE:
        return forms.MultipleChoiceField(
            label=_("答案"),
            choices=choices,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            error_messages=unknown,
            help_text=_("至少两个。"),
        )
    return forms.ChoiceField(
        label=_("答案"),
        choices=choices,
        required=False,
        widget=forms.RadioSelect,
        error_messages=unknown,
    )


def _blanks() -> forms.Field:
    return BlanksField(
        label=_("各空答案"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": _("二日|两日")}),
        help_text=_(
            "一行一空，依次填写；同一空的几种答法用竖线隔开。全角半角、中文数字与阿拉伯数字视为相同，不必另列。"
        ),
    )


def _points() -> forms.Field:
    return PointsField(
        label=_("答案要点"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5, "placeholder": _("出示执法证件。（2分）")}),
        help_text=_("一行一个要点，末尾写明分值。"),
    )


def _parts() -> forms.Field:
    return PartsField(
        label=_("小题"),
        required=False,
        max_length=LONGEST_PARTS,
        widget=forms.Textarea(
            attrs={
                "rows": 18,
                "placeholder": _("小题：判断\n分值：1\n题干：……\n答案：正确\n依据：……\n释义：……"),
            }
        ),
        help_text=_(
            "每个小题以“小题：”和题型开头，依次写分值、题干、选项、答案或者要点、依据、释义，各占一行。"
        ),
    )


WRITTEN_KEYS: Mapping[Kind, tuple[str, Callable[[], forms.Field]]] = {
    Kind.FILL_IN: ("blanks", _blanks),
    Kind.SHORT_ANSWER: ("points", _points),
    Kind.CASE: ("parts", _parts),
}


def typed_key(value: Wording) -> dict[str, str]:
    """The written key of a wording as the fields first show it."""
    return {
        "blanks": "\n".join("|".join(variants) for variants in value.blanks),
        "points": "\n".join(points_text(value.points)),
        "parts": parts_text(value.parts, {}),
    }
