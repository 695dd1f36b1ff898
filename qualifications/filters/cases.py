"""What the lists of panels and of the committee are narrowed by."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qualifications.models import CommitteeMember, PanelCheck, ProcedureChoice, Sector


class PanelFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    """Checks by case number, procedure and answer."""

    q = django_filters.CharFilter(
        label=_("案号"), field_name="case_number", lookup_expr="icontains", max_length=60
    )
    procedure = django_filters.ChoiceFilter(
        label=_("程序"), choices=ProcedureChoice.choices, empty_label=_("全部")
    )
    may_act = django_filters.ChoiceFilter(
        label=_("结论"),
        choices=[("yes", _("可以办理")), ("no", _("不能办理"))],
        method="by_answer",
        empty_label=_("全部"),
    )

    class Meta:
        model = PanelCheck
        fields = ("q", "procedure", "may_act")

    def by_answer(self, rows: Any, name: str, answer: str) -> Any:
        return rows.filter(may_act=answer == "yes")


class CommitteeFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    """Members by name, sector, and whether they are in term."""

    q = django_filters.CharFilter(label=_("姓名或者单位"), method="by_words", max_length=60)
    sector = django_filters.ChoiceFilter(
        label=_("类别"), choices=Sector.choices, empty_label=_("全部")
    )
    term = django_filters.ChoiceFilter(
        label=_("任期"),
        choices=[("yes", _("在任")), ("no", _("不在任"))],
        method="by_term",
        empty_label=_("全部"),
    )

    class Meta:
        model = CommitteeMember
        fields = ("q", "sector", "term")

    def __init__(self, *args: Any, today: date, **words: Any) -> None:
        super().__init__(*args, **words)
        self.today = today

    def by_words(self, rows: Any, name: str, words: str) -> Any:
        return rows.filter(Q(name__icontains=words) | Q(organ__icontains=words))

    def by_term(self, rows: Any, name: str, term: str) -> Any:
        now = Q(valid_from__lte=self.today, valid_to__gte=self.today)
        return rows.filter(now) if term == "yes" else rows.exclude(now)
