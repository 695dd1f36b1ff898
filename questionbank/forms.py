"""The form of a question, of a decision, of a reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from questionbank.models import Difficulty, Kind, Pool
from questionbank.rules import form as limits
from questionbank.rules import wording
from questionbank.rules.wording import LETTERS, Wording
from statutes.models import Article
from statutes.rules.references import Reference, label, parse_label

MOST_CITATIONS = 5
ADD_OPTION, DROP_OPTION = "add_option", "drop_option"
ADD_CITATION, DROP_CITATION, SHOW = "add_citation", "drop_citation", "show"
REDRAW = frozenset({ADD_OPTION, DROP_OPTION, ADD_CITATION, DROP_CITATION, SHOW})


def shape(kind: str, data: Mapping[str, Any]) -> tuple[int, int]:
    """How many options and citations the form shows, after the button that was pressed."""
    options = 0 if kind == Kind.TRUE_FALSE else 4 + ("option_4" in data)
    citations = sum(f"statute_{n}" in data for n in range(MOST_CITATIONS)) or 1
    action = data.get("action")
    if kind == Kind.MULTIPLE:
        options += (action == ADD_OPTION) - (action == DROP_OPTION)
        options = min(max(options, 4), 5)
    citations += (action == ADD_CITATION) - (action == DROP_CITATION)
    return options, min(max(citations, 1), MOST_CITATIONS)


class QuestionForm(forms.Form):
    """One wording of a question of a given kind. It checks form only; a draft may have gaps."""

    is_filter = True  # no 选填 beside the fields: what may be left open now is needed later
    stem = forms.CharField(
        label=_("题干"),
        max_length=limits.STEM_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("请写题干。")},
    )
    difficulty = forms.ChoiceField(
        label=_("难度"), choices=Difficulty.choices, initial=Difficulty.MEDIUM
    )
    rationale = forms.CharField(
        label=_("释义"),
        required=False,
        max_length=limits.RATIONALE_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("说明答案为何正确，容易误选的为何不对。提交前须写明。"),
    )
    computed = forms.CharField(
        label=_("计算"),
        required=False,
        max_length=200,
        help_text=_("答案中的数字不见于条文而由推算得出的，写明算式；没有的不填。"),
    )

    def __init__(
        self,
        *args: Any,
        kind: str,
        size: tuple[int, int],
        titles: Sequence[str],
        new: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind, (self.options_shown, self.citations_shown) = kind, size
        for n in range(self.options_shown):
            self.fields[f"option_{n}"] = forms.CharField(
                label=_("选项 %(letter)s") % {"letter": LETTERS[n]},
                max_length=limits.OPTION_MAX,
                required=False,
            )
        self.fields["right"] = _key_field(kind, self.options_shown)
        for n in range(self.citations_shown):
            self._add_citation(n, titles)
        if new:
            self.fields["pool"] = forms.ChoiceField(
                label=_("题库"),
                choices=Pool.choices,
                help_text=_("归入一个题库后不得互换。"),
            )

    def _add_citation(self, n: int, titles: Sequence[str]) -> None:
        self.fields[f"statute_{n}"] = forms.ChoiceField(
            label=_("依据法规"),
            choices=[("", _("请选择")), *((title, title) for title in titles)],
            required=False,
            error_messages={"invalid_choice": _("请从所列现行法规中选择。")},
        )
        self.fields[f"article_{n}"] = forms.CharField(
            label=_("条"),
            max_length=20,
            required=False,
            widget=forms.TextInput(attrs={"placeholder": _("如 第七十一条")}),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        references = []
        for n in range(self.citations_shown):
            reference = self._reference(n, cleaned)
            if reference in references:
                self.add_error(f"article_{n}", _("同一条只列一次。"))
            elif reference:
                references.append(reference)
        cleaned["citations"] = tuple(references)
        return cleaned

    def _reference(self, n: int, cleaned: Mapping[str, Any]) -> Reference | None:
        title, place = cleaned.get(f"statute_{n}", ""), cleaned.get(f"article_{n}", "")
        if not title and not place:
            return None
        if not title or not place:
            self.add_error(f"article_{n}", _("请选定法规，并写明是哪一条。"))
            return None
        try:
            return Reference(title, *parse_label(place))
        except ValueError:
            self.add_error(f"article_{n}", _("请写作“第七十一条”或者 71。"))
            return None

    def refuse_missing(self, standing: Mapping[Reference, Article]) -> None:
        """Set the fault beside each citation whose article is not among those in force."""
        for n in range(self.citations_shown):
            reference = self._reference(n, self.cleaned_data)
            if reference and reference not in standing:
                self.add_error(f"article_{n}", _("现行法规中没有这一条。"))

    def wording(self) -> Wording:
        """What was typed, as a value for the rules."""
        cleaned = self.cleaned_data
        right = cleaned["right"] if isinstance(cleaned["right"], list) else [cleaned["right"]]
        return Wording(
            kind=wording.Kind(self.kind),
            stem=cleaned["stem"],
            options=tuple(cleaned[f"option_{n}"] for n in range(self.options_shown)),
            difficulty=wording.Difficulty(cleaned["difficulty"]),
            right=tuple(sorted(int(place) for place in right if place)),
            rationale=cleaned["rationale"],
            computed=cleaned["computed"],
            citations=cleaned["citations"],
        )

    def option_fields(self) -> Iterator[forms.BoundField]:
        return (self[f"option_{n}"] for n in range(self.options_shown))

    def citation_fields(self) -> Iterator[tuple[forms.BoundField, forms.BoundField]]:
        return ((self[f"statute_{n}"], self[f"article_{n}"]) for n in range(self.citations_shown))


def _key_field(kind: str, options: int) -> forms.Field:
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


def initial(value: Wording) -> dict[str, Any]:
    """A wording as the form's first values."""
    places = [str(place) for place in value.right]
    filled: dict[str, Any] = {
        "stem": value.stem,
        "difficulty": value.difficulty,
        "rationale": value.rationale,
        "computed": value.computed,
        "right": places if value.kind == wording.Kind.MULTIPLE else "".join(places[:1]),
    }
    filled |= {f"option_{n}": option for n, option in enumerate(value.options)}
    for n, reference in enumerate(value.citations):
        filled[f"statute_{n}"] = reference.title
        filled[f"article_{n}"] = label(reference.number, reference.suffix)
    return filled


class DecisionForm(forms.Form):
    """A reviewer's note; needed when the question goes back."""

    note = forms.CharField(
        label=_("审定意见"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("退回修改的，须写明如何修改。"),
    )


class ReasonForm(forms.Form):
    """Why a question is taken out of use."""

    reason = forms.CharField(
        label=_("停用理由"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("请写明停用理由。")},
    )


class SelectionForm(forms.Form):
    """The revisions ticked in the waiting list."""

    note = forms.CharField(label=_("审定意见"), required=False, max_length=500)

    def __init__(self, *args: Any, waiting: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["revision"] = forms.TypedMultipleChoiceField(
            coerce=int,
            choices=[(pk, str(pk)) for pk in waiting],
            error_messages={
                "required": _("请先选定试题。"),
                "invalid_choice": _("所选试题中有的已由他人审定，请重新选定。"),
            },
        )
