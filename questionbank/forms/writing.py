"""The form of a question."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from questionbank.forms.keys import WRITTEN_KEYS, chosen_field, typed_key
from questionbank.models import Category, Difficulty, Level, Pool, RefusalWords, Scoring
from questionbank.rules import form as limits
from questionbank.rules import scoring, wording
from questionbank.rules.fields import PARTING, TOPIC
from questionbank.rules.kinds import CHOSEN, Kind
from questionbank.rules.markup import tidy
from questionbank.rules.wording import LETTERS, TRUE_FALSE, Wording
from statutes.models import Article
from statutes.rules.references import Reference, label, reference_within, within

MOST_CITATIONS = 5
ADD_OPTION, DROP_OPTION = "add_option", "drop_option"
ADD_CITATION, DROP_CITATION, SHOW = "add_citation", "drop_citation", "show"
ADD_PICTURE = "add_picture"
REDRAW = frozenset({ADD_OPTION, DROP_OPTION, ADD_CITATION, DROP_CITATION, SHOW, ADD_PICTURE})


def shape(kind: str, data: Mapping[str, Any]) -> tuple[int, int]:
    """How many options and citations the form shows, after the button that was pressed."""
    options = 4 + ("option_4" in data) if kind in (Kind.SINGLE, Kind.MULTIPLE) else 0
    if kind == Kind.CASE:
        return 0, 0
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
    level = forms.ChoiceField(
        label=_("层次"), choices=[("", _("未定")), *Level.choices], required=False
    )
    topics = forms.CharField(
        label=_("知识点"),
        required=False,
        max_length=700,
        help_text=_("如 行政处罚/处罚程序；几个之间用分号隔开。"),
    )
    categories = forms.MultipleChoiceField(
        label=_("适用"),
        choices=Category.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("都不选，即适用于所有人员。"),
    )
    marks = forms.CharField(
        label=_("分值"), required=False, max_length=8, help_text=_("不填的，由组卷方案确定。")
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
        self.kind, (self.options_shown, self.citations_shown) = Kind(kind), size
        self._fit_stem()
        if self.kind in CHOSEN:
            self._add_choices()
        else:
            name, make = WRITTEN_KEYS[self.kind]
            self.fields[name] = make()
        if self.kind == Kind.CASE:
            for name in ("rationale", "computed", "marks"):
                del self.fields[name]
        self._add_scoring()
        for n in range(self.citations_shown):
            self._add_citation(n, titles)
        if new:
            self.fields["pool"] = forms.ChoiceField(
                label=_("题库"),
                choices=Pool.choices,
                help_text=_("归入一个题库后不得互换。"),
            )

    def _fit_stem(self) -> None:
        """A case opens with its material; a fill-in stem marks its blanks."""
        stem = self.fields["stem"]
        most = limits.MATERIAL_MAX if self.kind == Kind.CASE else limits.STEM_MAX
        stem.validators.append(MaxLengthValidator(most))
        if self.kind == Kind.CASE:
            stem.label = _("案情材料")
        elif self.kind == Kind.FILL_IN:
            stem.help_text = _("以四条下划线“____”标明每个空格。")

    def _add_choices(self) -> None:
        for n in range(self.options_shown):
            self.fields[f"option_{n}"] = forms.CharField(
                label=_("选项 %(letter)s") % {"letter": LETTERS[n]},
                max_length=limits.OPTION_MAX,
                required=False,
            )
        self.fields["right"] = chosen_field(self.kind, self.options_shown)
        words = LETTERS if self.options_shown else TRUE_FALSE
        for n, word in enumerate(words[: self.options_shown or 2]):
            self.fields[f"note_{n}"] = forms.CharField(
                label=_("选项 %(letter)s 的释义") % {"letter": word},
                max_length=limits.OPTION_MAX,
                required=False,
            )

    def _add_scoring(self) -> None:
        fitting = scoring.FITTING[self.kind]
        if len(fitting) > 1:
            words = [(rule, Scoring(rule).label) for rule in fitting]
            self.fields["scoring"] = forms.ChoiceField(
                label=_("计分规则"), choices=[("", _("由考试确定")), *words], required=False
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
            max_length=40,
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
            return reference_within(title, place)
        except ValueError:
            self.add_error(
                f"article_{n}", _("请写作“第七十一条”“第三十六条第二款第（一）项”或者 71。")
            )
            return None

    def refuse_missing(self, standing: Mapping[Reference, Article]) -> None:
        """Set the fault beside each citation whose article is not among those in force."""
        for n in range(self.citations_shown):
            reference = self._reference(n, self.cleaned_data)
            if reference and reference not in standing:
                self.add_error(f"article_{n}", _("现行法规中没有这一条。"))
        parts = self.cleaned_data.get("parts", ())
        for place in dict.fromkeys(place for part in parts for place in part.citations):
            if place not in standing:
                self.add_error("parts", _("现行法规中没有 %(place)s。") % {"place": place})

    def refuse_missing_pictures(self, missing: Collection[str]) -> None:
        """Set the fault beside the stem where a picture is named that is not there."""
        if missing:
            self.add_error("stem", RefusalWords.NO_PICTURE.label)

    def clean_stem(self) -> str:
        return tidy(self.cleaned_data["stem"])

    def clean_rationale(self) -> str:
        return tidy(self.cleaned_data["rationale"])

    def clean_marks(self) -> int:
        typed = self.cleaned_data["marks"]
        try:
            return scoring.parse_marks(typed) if typed else 0
        except ValueError:
            raise forms.ValidationError(_("请写作 2 或者 1.5。")) from None

    def clean_topics(self) -> tuple[str, ...]:
        paths = [path.strip() for path in PARTING.split(self.cleaned_data["topics"])]
        for path in filter(None, paths):
            if not TOPIC.fullmatch(path):
                raise forms.ValidationError(_("请写作“行政处罚/处罚程序”，至多四级。"))
        return tuple(dict.fromkeys(filter(None, paths)))

    def wording(self) -> Wording:
        """What was typed, as a value for the rules."""
        cleaned = self.cleaned_data
        chosen = cleaned.get("right", [])
        right = chosen if isinstance(chosen, list) else [chosen]
        notes = tuple(cleaned[name] for name in self.fields if name.startswith("note_"))
        return Wording(
            kind=self.kind,
            stem=cleaned["stem"],
            options=tuple(cleaned[f"option_{n}"] for n in range(self.options_shown)),
            difficulty=wording.Difficulty(cleaned["difficulty"]),
            right=tuple(sorted(int(place) for place in right if place)),
            rationale=cleaned.get("rationale", ""),
            computed=cleaned.get("computed", ""),
            citations=cleaned["citations"],
            blanks=cleaned.get("blanks", ()),
            points=cleaned.get("points", ()),
            notes=notes if any(notes) else (),
            marks=cleaned.get("marks", 0),
            scoring=cleaned.get("scoring", ""),
            level=wording.Level(cleaned["level"]) if cleaned["level"] else None,
            topics=cleaned["topics"],
            categories=tuple(wording.Category(code) for code in cleaned["categories"]),
            parts=cleaned.get("parts", ()),
        )

    def key_field(self) -> forms.BoundField:
        """The field of the key: options to mark, or a text."""
        return self["right" if self.kind in CHOSEN else WRITTEN_KEYS[self.kind][0]]

    def note_fields(self) -> Iterator[forms.BoundField]:
        return (self[name] for name in self.fields if name.startswith("note_"))

    @property
    def has_notes(self) -> bool:
        """Whether reasons of single options have been written, or are at fault."""
        return any(note.value() or note.errors for note in self.note_fields())

    def label_fields(self) -> Iterator[forms.BoundField]:
        """What sorts a question: level, topics, for whom, marks and scoring."""
        names = ("level", "topics", "categories", "marks", "scoring")
        return (self[name] for name in names if name in self.fields)

    def option_fields(self) -> Iterator[forms.BoundField]:
        return (self[f"option_{n}"] for n in range(self.options_shown))

    def citation_fields(self) -> Iterator[tuple[forms.BoundField, forms.BoundField]]:
        return ((self[f"statute_{n}"], self[f"article_{n}"]) for n in range(self.citations_shown))


def initial(value: Wording) -> dict[str, Any]:
    """A wording as the form's first values."""
    places = [str(place) for place in value.right]
    filled: dict[str, Any] = {
        "stem": value.stem,
        "difficulty": value.difficulty,
        "rationale": value.rationale,
        "computed": value.computed,
        "right": places if value.kind == Kind.MULTIPLE else "".join(places[:1]),
        "level": value.level or "",
        "topics": "；".join(value.topics),
        "categories": list(value.categories),
        "marks": scoring.shown_marks(value.marks) if value.marks else "",
        "scoring": value.scoring,
    } | typed_key(value)
    filled |= {f"note_{n}": note for n, note in enumerate(value.notes)}
    filled |= {f"option_{n}": option for n, option in enumerate(value.options)}
    for n, reference in enumerate(value.citations):
        filled[f"statute_{n}"] = reference.title
        filled[f"article_{n}"] = label(reference.number, reference.suffix) + within(
            reference.paragraph, reference.item
        )
    return filled
