"""Filters of results and of the questions that made them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from math import ceil
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
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


def statutes_of(revisions: QuerySet[Any]) -> QuerySet[Statute]:
    """The statutes on which keys of the questions rest."""
    cited = {"versions__articles__citations__revision__in": revisions}
    return Statute.objects.filter(**cited).distinct()


def topics_of(revisions: QuerySet[Any]) -> QuerySet[Topic]:
    """The topics that the questions name."""
    return Topic.objects.filter(revisions__in=revisions).distinct()


def citing(statute: Statute) -> Q:
    """Figures of questions whose key rests on any version of the statute."""
    return Q(revision__citations__article__version__statute=statute)


def on_topic(topic: Topic) -> Q:
    """Figures of questions on the topic or one below it."""
    return Q(revision__topics__in=Topic.objects.under(topic.path))


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
    statute = django_filters.ModelChoiceFilter(
        queryset=Statute.objects.all(),
        method="by_statute",
        label=_("遇到的法规"),
        empty_label=_("全部"),
    )
    topic = django_filters.ModelChoiceFilter(
        queryset=Topic.objects.all(),
        method="by_topic",
        label=_("遇到的知识点"),
        empty_label=_("全部"),
    )
    low = django_filters.NumberFilter(
        method="from_total", label=_("不低于（分）"), min_value=0, max_value=10_000
    )
    high = django_filters.NumberFilter(
        method="below_total", label=_("低于（分）"), min_value=0, max_value=10_000
    )

    class Meta:
        model = Candidate
        fields = (
            *("find", "agency", "category", "outcome"),
            *("question", "statute", "topic", "low", "high"),
        )
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
            for name in ("question", "statute", "topic"):
                del self.filters[name]
            return
        asked = ItemFigure.objects.filter(session=session).values("revision_id")
        self.filters["statute"].queryset = statutes_of(asked)
        self.filters["topic"].queryset = topics_of(asked)

    def by_question(self, rows: QuerySet[Any], name: str, code: str) -> QuerySet[Any]:
        """Candidates whose paper holds the question."""
        return self._asked(rows, Q(revision__question__code=code))

    def by_statute(self, rows: QuerySet[Any], name: str, statute: Statute) -> QuerySet[Any]:
        """Candidates whose paper holds a question that rests on the statute."""
        return self._asked(rows, citing(statute))

    def by_topic(self, rows: QuerySet[Any], name: str, topic: Topic) -> QuerySet[Any]:
        """Candidates whose paper holds a question on the topic or one below it."""
        return self._asked(rows, on_topic(topic))

    def _asked(self, rows: QuerySet[Any], which: Q) -> QuerySet[Any]:
        """Candidates whose paper holds one of the questions; the frozen text of papers is
        searched."""
        asked = ItemFigure.objects.filter(which, session=self.session).order_by("revision_id")
        numbers = "|".join(str(pk) for pk in asked.values_list("revision_id", flat=True).distinct())
        if not numbers:
            return rows.none()
        papers = Attempt.objects.filter(session=self.session).annotate(
            asked=Cast("paper__body", TextField())
        )
        there = papers.filter(asked__regex=rf'"revision": ?({numbers})[^0-9]')
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
        self.filters["statute"].queryset = statutes_of(theirs)
        self.filters["topic"].queryset = topics_of(theirs)

    def citing(self, rows: QuerySet[Any], name: str, statute: Statute) -> QuerySet[Any]:
        return rows.filter(citing(statute)).distinct()

    def under(self, rows: QuerySet[Any], name: str, topic: Topic) -> QuerySet[Any]:
        return rows.filter(on_topic(topic)).distinct()

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
