"""Filters of the question list, kept in the address."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters as filters
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from questionbank.models import (
    Citation,
    Difficulty,
    FlagWords,
    Kind,
    Level,
    Pool,
    Revision,
    RevisionQuerySet,
    State,
)
from statutes.models import Article, Statute

CITED = Article.objects.filter(Exists(Citation.objects.filter(article=OuterRef("pk"))))


class RevisionFilter(filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    """By words, statute, kind, difficulty, state and bank, and by what was observed."""

    words = filters.CharFilter(label=_("题号或者题干"), method="by_words", max_length=60)
    statute = filters.ModelChoiceFilter(
        label=_("法规"),
        queryset=Statute.objects.filter(pk__in=CITED.values("version__statute")),
        method="by_statute",
        empty_label=_("全部"),
    )
    kind = filters.ChoiceFilter(label=_("题型"), choices=Kind.choices, empty_label=_("全部"))
    difficulty = filters.ChoiceFilter(
        label=_("难度"), choices=Difficulty.choices, empty_label=_("全部")
    )
    level = filters.ChoiceFilter(label=_("认知层次"), choices=Level.choices, empty_label=_("全部"))
    state = filters.ChoiceFilter(label=_("状态"), choices=State.choices, empty_label=_("全部"))
    use = filters.ChoiceFilter(
        label=_("组卷"),
        choices=[("drawable", _("可供组卷"))],
        method="by_use",
        empty_label=_("全部"),
    )
    pool = filters.ChoiceFilter(
        label=_("题库"),
        field_name="question__pool",
        choices=Pool.choices,
        empty_label=_("全部"),
    )

    seen = filters.ChoiceFilter(
        label=_("实测难度"), choices=Difficulty.choices, method="by_seen", empty_label=_("全部")
    )
    flag = filters.ChoiceFilter(
        label=_("统计提示"), choices=FlagWords.choices, method="by_flag", empty_label=_("全部")
    )

    def __init__(self, *args: Any, today: date, **words: Any) -> None:
        super().__init__(*args, **words)
        self.today = today

    def by_words(self, rows: RevisionQuerySet, name: str, value: str) -> RevisionQuerySet:
        return rows.saying(value)

    def by_statute(self, rows: RevisionQuerySet, name: str, value: Statute) -> RevisionQuerySet:
        return rows.on_statute(value)

    def by_use(self, rows: RevisionQuerySet, name: str, value: str) -> RevisionQuerySet:
        """Questions of which the examination's bank has a revision that may be drawn today."""
        usable = Revision.objects.in_use().borne_out(self.today)
        usable = usable.filter(question=OuterRef("question"))
        return rows.filter(Exists(usable), question__pool=Pool.EXAM)

    def by_seen(self, rows: RevisionQuerySet, name: str, value: str) -> RevisionQuerySet:
        return rows.seen_as(value)

    def by_flag(self, rows: RevisionQuerySet, name: str, value: str) -> RevisionQuerySet:
        return rows.flagged(value)
