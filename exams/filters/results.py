"""Filters of results and of the questions that made them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from math import ceil
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from django_filters.fields import ModelChoiceField

from exams.figures import DISCRIMINATION
from exams.filters.lists import FilterForm, RosterFilter
from exams.models import Attempt, Candidate, ExamSession, ItemFigure, Tabulation
from exams.models.overview import Outcome
from people.models import Agency, Post, PostKind, within
from questionbank.models import FlagWords, Kind, Topic
from statutes.models import Statute


class AgencyChoice(ModelChoiceField):  # type: ignore[misc]  # untyped
    """Agencies at their place in the tree."""

    def label_from_instance(self, agency: Any) -> str:
        return str(agency.indented_name)


class AgencyFilter(django_filters.ModelChoiceFilter):  # type: ignore[misc]  # untyped
    """One agency of a given scope."""

    field_class = AgencyChoice


MARKED = "marked"  # passed or failed


class ResultFilter(RosterFilter):
    """Results by name, agency (with all below it), kind of post, outcome and total; by a question
    that was on the paper only where the reader may know what was asked."""

    agency = AgencyFilter(
        queryset=Agency.objects.all(),
        method="below",
        label=_("单位（含下级）"),
        empty_label=_("全部"),
    )
    category = django_filters.ChoiceFilter(
        method="by_post",
        choices=[*PostKind.choices, ("none", _("无岗位记录"))],
        label=_("人员类别"),
        empty_label=_("全部"),
    )
    outcome = django_filters.ChoiceFilter(
        method="by_outcome",
        choices=[(MARKED, _("已有成绩")), *Outcome.choices],
        label=_("结论"),
        empty_label=_("全部"),
    )
    question = django_filters.CharFilter(method="by_question", label=_("遇到的试题（题号）"))
    low = django_filters.NumberFilter(
        method="from_total", label=_("不低于（分）"), min_value=0, max_value=10_000
    )
    high = django_filters.NumberFilter(
        method="below_total", label=_("低于（分）"), min_value=0, max_value=10_000
    )

    class Meta:
        model = Candidate
        fields = ("find", "agency", "category", "outcome", "question", "low", "high")
        form = FilterForm

    def __init__(
        self,
        *args: Any,
        agencies: QuerySet[Agency],
        session: ExamSession,
        on: date,
        asks: bool,
        **kwargs: Any,
    ) -> None:
        """`on` is the session's day: the posts of that day say the category. `asks` says whether
        the reader may know who was asked what."""
        super().__init__(*args, **kwargs)
        self.filters["agency"].queryset = agencies
        self.session, self.on = session, on
        if not asks:
            del self.filters["question"]

    def by_question(self, rows: QuerySet[Any], name: str, code: str) -> QuerySet[Any]:
        """Candidates whose paper holds the question; the frozen text of papers is searched."""
        asked = ItemFigure.objects.filter(session=self.session, revision__question__code=code)
        number = asked.values_list("revision_id", flat=True).first()
        if number is None:
            return rows.none()
        papers = Attempt.objects.filter(session=self.session).annotate(
            asked=Cast("paper__body", TextField())
        )
        there = papers.filter(asked__regex=rf'"revision": ?{number}[^0-9]')
        return rows.filter(pk__in=there.values("candidate_id"))

    def below(self, rows: QuerySet[Candidate], name: str, agency: Agency) -> QuerySet[Candidate]:
        """Candidates of the agency's subtree."""
        return rows.filter(within((agency.path,), "agency__path"))

    def by_post(self, rows: QuerySet[Candidate], name: str, kind: str) -> QuerySet[Candidate]:
        """Candidates whose main post on the session's day is of the kind."""
        posts = Post.objects.in_force(self.on).filter(is_main=True, person=OuterRef("person"))
        return rows.filter(~Exists(posts) if kind == "none" else Exists(posts.filter(kind=kind)))

    def by_outcome(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        wanted: list[str] = [Outcome.PASSED, Outcome.FAILED] if value == MARKED else [value]
        return rows.filter(outcome__in=wanted)

    def from_total(self, rows: QuerySet[Any], name: str, value: Decimal) -> QuerySet[Any]:
        return rows.filter(total__gte=ceil(value * 100))

    def below_total(self, rows: QuerySet[Any], name: str, value: Decimal) -> QuerySet[Any]:
        return rows.filter(total__lt=ceil(value * 100))


class ItemFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    """A session's questions by code, kind, statute, topic (with all below it), place of the paper,
    discrimination and doubt."""

    find = django_filters.CharFilter(
        field_name="revision__question__code", lookup_expr="istartswith", label=_("题号")
    )
    kind = django_filters.ChoiceFilter(
        field_name="revision__kind", choices=Kind.choices, label=_("题型"), empty_label=_("全部")
    )
    statute = django_filters.ModelChoiceFilter(
        queryset=Statute.objects.all(), method="citing", label=_("法规"), empty_label=_("全部")
    )
    topic = django_filters.ModelChoiceFilter(
        queryset=Topic.objects.all(), method="under", label=_("知识点"), empty_label=_("全部")
    )
    place = django_filters.NumberFilter(
        method="at_place", label=_("题位"), min_value=1, max_value=1000
    )
    band = django_filters.ChoiceFilter(
        choices=[(band.code, band.words) for band in DISCRIMINATION],
        method="in_band",
        label=_("区分度"),
        empty_label=_("全部"),
    )
    flag = django_filters.ChoiceFilter(
        choices=[("any", _("有提示")), *FlagWords.choices],
        method="flagged",
        label=_("统计提示"),
        empty_label=_("全部"),
    )

    class Meta:
        model = ItemFigure
        fields = ("find", "kind", "statute", "topic", "place", "band", "flag")
        form = FilterForm

    def __init__(self, *args: Any, session: ExamSession, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.session = session
        theirs = ItemFigure.objects.filter(session=session).values("revision_id")
        cited = {"versions__articles__citations__revision__in": theirs}
        self.filters["statute"].queryset = Statute.objects.filter(**cited).distinct()
        self.filters["topic"].queryset = Topic.objects.filter(revisions__in=theirs).distinct()

    def citing(self, rows: QuerySet[Any], name: str, statute: Statute) -> QuerySet[Any]:
        """Questions whose key rests on any version of the statute."""
        return rows.filter(revision__citations__article__version__statute=statute).distinct()

    def under(self, rows: QuerySet[Any], name: str, topic: Topic) -> QuerySet[Any]:
        """Questions on the topic or one below it."""
        return rows.filter(revision__topics__in=Topic.objects.under(topic.path)).distinct()

    def at_place(self, rows: QuerySet[Any], name: str, place: Decimal) -> QuerySet[Any]:
        """Questions that stood at a place of somebody's paper."""
        held = Tabulation.objects.filter(session=self.session).first()
        asked = held.body.get("asked", []) if held else []
        n = int(place)
        return rows.filter(revision__in=asked[n - 1] if n <= len(asked) else [])

    def in_band(self, rows: QuerySet[Any], name: str, code: str) -> QuerySet[Any]:
        """Questions whose discrimination lies in a band of the figure."""
        band = next(band for band in DISCRIMINATION if band.code == code)
        return rows.filter(discrimination__gte=band.low, discrimination__lt=band.high)

    def flagged(self, rows: QuerySet[Any], name: str, flag: str) -> QuerySet[Any]:
        """Questions of which all their uses raise a doubt."""
        if flag == "any":
            return rows.exclude(revision__observation=None).exclude(revision__observation__flags=[])
        return rows.filter(revision__observation__flags__icontains=f'"{flag}"')
