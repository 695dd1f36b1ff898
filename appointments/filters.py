"""What the lists of this room can be narrowed by."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from appointments.models import AppraisalKind, AppraisalSheet, Case, ProcedureChoice, StateChoice


class CaseFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    """By candidate, post or number; state; procedure."""

    q = django_filters.CharFilter(label=_("姓名、职务或者案号"), method="by_words", max_length=60)
    state = django_filters.ChoiceFilter(
        label=_("状态"), choices=StateChoice.choices, empty_label=_("全部")
    )
    procedure = django_filters.ChoiceFilter(
        label=_("任命方式"), choices=ProcedureChoice.choices, empty_label=_("全部")
    )

    class Meta:
        model = Case
        fields: list[str] = []

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.form.is_filter = True

    def by_words(self, rows: Any, _name: str, words: str) -> Any:
        found = Q(name__icontains=words) | Q(intended_post__icontains=words)
        return rows.filter(found | Q(number__icontains=words))


class AppraisalFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    """By name or number, year, purpose."""

    q = django_filters.CharFilter(label=_("姓名或者编号"), method="by_words", max_length=60)
    year = django_filters.NumberFilter(label=_("年度"), min_value=1949, max_value=2099)
    kind = django_filters.ChoiceFilter(
        label=_("用途"), choices=AppraisalKind.choices, empty_label=_("全部")
    )

    class Meta:
        model = AppraisalSheet
        fields: list[str] = []

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.form.is_filter = True

    def by_words(self, rows: Any, _name: str, words: str) -> Any:
        return rows.filter(
            Q(person__name__icontains=words) | Q(person__staff_number__startswith=words)
        )
