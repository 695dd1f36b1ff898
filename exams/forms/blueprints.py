"""Forms of blueprints: shape alone, no permission."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from exams.forms.fields import MarksField, agency_field
from exams.models import PostList
from exams.rules.blueprint import MOST_IN_EXAM, MOST_IN_YEAR
from exams.rules.drawing import Cell, Frame
from exams.rules.templates import Template
from people.models import Domain
from people.rules import Rights, Role
from questionbank.models import Category, Difficulty, Kind, Level, Pool, Question, Topic
from statutes.models import Statute

MOST_CELLS = 60
MOST_NAMED = 200  # questions
MOST_STATUTES = 20
MOST_USES = 1_000_000
ANY = [("", _("不限"))]
SHOWN_CODES = 5


class CodesField(forms.CharField):
    """Codes of questions as people write them, one below the other or with commas."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 3})
        super().__init__(widget=widget, required=False, max_length=8000, **kwargs)

    def clean(self, value: Any) -> frozenset[int]:
        """The numbers of the questions. A code that the bank lacks is named."""
        codes = list(dict.fromkeys(re.findall(r"[^\s,，、;；]+", super().clean(value))))
        if len(codes) > MOST_NAMED:
            raise forms.ValidationError(gettext("最多填写 %(n)s 道试题。") % {"n": MOST_NAMED})
        found = dict(Question.objects.filter(code__in=codes).values_list("code", "pk"))
        if unknown := [code for code in codes if code not in found]:
            words = gettext("题库中没有这些题号：%(codes)s")
            raise forms.ValidationError(words % {"codes": "、".join(unknown[:SHOWN_CODES])})
        return frozenset(found.values())


class BlueprintForm(forms.Form):
    """Whose blueprint, its name, and what holds for all lines."""

    title = forms.CharField(label=_("方案名称"), max_length=120)
    category = forms.ChoiceField(
        label=_("适用对象"), choices=[*ANY, *Category.choices], required=False
    )
    pool = forms.ChoiceField(
        label=_("题库"),
        choices=Pool.choices,
        initial=Pool.EXAM,
        required=False,
        help_text=_("练习题库的试题已经公开，只能用于模拟练习。"),
    )
    include = CodesField(
        label=_("必选试题"), help_text=_("填写题号，每行一个。每份试卷都有这些试题。")
    )
    exclude = CodesField(
        label=_("排除试题"), help_text=_("填写题号，每行一个。任何试卷都没有这些试题。")
    )
    most_in_exam = forms.IntegerField(
        label=_("每题在一次考试中最多使用（份）"),
        min_value=1,
        max_value=MOST_USES,
        initial=MOST_IN_EXAM,
        required=False,
        help_text=_("必选试题不受此限。"),
    )
    most_in_year = forms.IntegerField(
        label=_("每题在一年中最多使用（份）"),
        min_value=1,
        max_value=MOST_USES,
        initial=MOST_IN_YEAR,
        required=False,
    )

    def __init__(self, *args: Any, rights: Rights, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"] = agency_field(rights, _("制定单位"))
        self.order_fields(["title", "agency"])

    def clean(self) -> dict[str, Any]:
        """No question is both in and out."""
        data = super().clean() or self.cleaned_data
        both = data.get("include", frozenset()) & data.get("exclude", frozenset())
        if both:
            codes = Question.objects.filter(pk__in=both).order_by("code")
            named = "、".join(codes.values_list("code", flat=True)[:SHOWN_CODES])
            words = gettext("试题不能既必选又排除：%(codes)s")
            self.add_error("exclude", words % {"codes": named})
        return data

    def frame(self) -> Frame:
        """What holds for all lines, as the drawing rules take it."""
        data = self.cleaned_data
        return Frame(
            data["category"],
            data["pool"] or Pool.EXAM.value,
            data["include"],
            data["exclude"],
            data["most_in_exam"] or MOST_IN_EXAM,
            data["most_in_year"] or MOST_IN_YEAR,
        )

    @staticmethod
    def values_of(frame: Frame) -> dict[str, Any]:
        """A stored frame as the form shows it."""
        values = {name: getattr(frame, name) for name in ("category", "pool")}
        values |= {name: getattr(frame, name) for name in ("most_in_exam", "most_in_year")}
        named = frame.include | frame.exclude
        codes = dict(Question.objects.filter(pk__in=named).values_list("pk", "code"))
        for name in ("include", "exclude"):
            values[name] = "\n".join(sorted(codes[pk] for pk in getattr(frame, name)))
        return values


class TemplateForm(forms.Form):
    """From which template a blueprint is made, for which domain or post, on which statutes."""

    template = forms.ChoiceField(
        label=_("模板"),
        widget=forms.RadioSelect,
        choices=[
            (Template.PUBLIC.value, _("公共法律知识")),
            (Template.SPECIAL.value, _("专业法律知识")),
            (Template.ANNUAL.value, _("年度考试")),
            (Template.APPOINTMENT.value, _("任职前测试")),
            (Template.MOCK.value, _("模拟练习")),
        ],
    )
    domain = forms.ModelChoiceField(
        Domain.objects.none(),
        label=_("执法领域"),
        required=False,
        empty_label=_("请选择"),
        help_text=_("专业法律知识须选择。"),
    )
    post_list = forms.ModelChoiceField(
        PostList.objects.none(),
        label=_("应知应会清单"),
        required=False,
        empty_label=_("不按清单"),
        help_text=_("任职前测试选择清单的，职务和法规按清单，不必另填。"),
    )
    post = forms.CharField(
        label=_("拟任职务"),
        max_length=60,
        required=False,
        help_text=_("任职前测试不按清单的，须填写。"),
    )
    statutes = forms.ModelMultipleChoiceField(
        Statute.objects.all(),
        label=_("应知法规"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("专业法律知识、任职前测试须选择，最多 20 部。"),
    )

    def __init__(self, *args: Any, rights: Rights, day: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"] = agency_field(rights, _("制定单位"))
        domains = self.fields["domain"]
        assert isinstance(domains, forms.ModelChoiceField)  # noqa: S101  # for the types
        domains.queryset = Domain.objects.open_on(day)
        lists = PostList.objects.visible_to(rights, Role.EXAM_OFFICER).in_force(day)
        self.fields["post_list"].queryset = lists  # type: ignore[attr-defined]  # of a choice
        self.order_fields(["template", "agency"])

    def clean(self) -> dict[str, Any]:
        """What the template needs to know is there."""
        data = super().clean() or self.cleaned_data
        template = data.get("template")
        if template == Template.APPOINTMENT and (chosen := data.get("post_list")):
            data |= {"post": chosen.post}
            data["statutes"] = Statute.objects.filter(pk__in=chosen.statutes)
            self.errors.pop("statutes", None)
        asked = template in (Template.SPECIAL, Template.APPOINTMENT)
        if template == Template.SPECIAL and not data.get("domain"):
            self.add_error("domain", gettext("请选择执法领域。"))
        if template == Template.APPOINTMENT and not data.get("post"):
            self.add_error("post", gettext("请填写拟任职务。"))
        if asked and "statutes" in data and not data["statutes"]:
            self.add_error("statutes", gettext("请选择应知法规。"))
        if len(data.get("statutes") or ()) > MOST_STATUTES:
            self.add_error("statutes", gettext("最多选择 20 部法规。"))
        return data

    def list_chosen(self) -> int | None:
        """By which list of a post the lines are made; other templates go by none."""
        data = self.cleaned_data
        is_asked = data["template"] == Template.APPOINTMENT and data["post_list"]
        return data["post_list"].pk if is_asked else None

    def title(self) -> str:
        """The blueprint's name: the template's, with the domain or the post."""
        data = self.cleaned_data
        labels = dict(self.fields["template"].choices)  # type: ignore[attr-defined]  # of a choice
        name = str(labels[data["template"]])
        of = {Template.SPECIAL: data["domain"], Template.APPOINTMENT: data["post"]}
        about = of.get(Template(data["template"]))
        return gettext("%(name)s（%(about)s）") % {"name": name, "about": about} if about else name


class CellForm(forms.Form):
    """One line: so many questions of a kind, a statute or topic, a difficulty and a level, at so
    many marks each."""

    kind = forms.ChoiceField(label=_("题型"), choices=Kind.choices)
    statute = forms.ModelChoiceField(
        Statute.objects.all(), label=_("法规"), required=False, empty_label=_("不限")
    )
    topic = forms.ModelChoiceField(
        Topic.objects.all(), label=_("知识点"), required=False, empty_label=_("不限")
    )
    difficulty = forms.ChoiceField(
        label=_("难度"), choices=[*ANY, *Difficulty.choices], required=False
    )
    level = forms.ChoiceField(label=_("层次"), choices=[*ANY, *Level.choices], required=False)
    count = forms.IntegerField(label=_("题数"), min_value=1, max_value=300)
    marks = MarksField(label=_("每题分值"), max_value=100)

    def as_rule(self) -> Cell:
        """The line as the drawing rules take it."""
        data = self.cleaned_data
        return Cell(
            data["kind"],
            data["count"],
            data["marks"],
            data["statute"].pk if data["statute"] else None,
            data["difficulty"] or None,
            data["topic"].pk if data["topic"] else None,
            data["level"] or None,
        )


CellFormSet = formset_factory(
    CellForm,
    extra=0,
    min_num=1,
    max_num=MOST_CELLS,
    absolute_max=MOST_CELLS,
    validate_min=True,
    validate_max=True,
)


def cells_of(lines: BaseFormSet[CellForm]) -> list[Cell]:
    """The cells of valid lines, in order."""
    return [line.as_rule() for line in lines]


def raw_rows(data: QueryDict, prefix: str = "cells") -> list[dict[str, str]]:
    """The lines as they were typed, valid or not, for showing them again with one more or less."""
    total = data.get(f"{prefix}-TOTAL_FORMS", "0")
    count = min(int(total), MOST_CELLS) if total.isascii() and total.isdigit() else 0
    names = list(CellForm.base_fields)
    return [{name: data.get(f"{prefix}-{n}-{name}", "") for name in names} for n in range(count)]


def lines_for(cells: Iterable[Cell]) -> list[dict[str, Any]]:
    """Stored cells as the lines of a form."""
    return [
        {
            "kind": cell.kind,
            "statute": cell.statute_id,
            "topic": cell.topic_id,
            "difficulty": cell.difficulty or "",
            "level": cell.level or "",
            "count": cell.count,
            "marks": cell.marks,
        }
        for cell in cells
    ]
