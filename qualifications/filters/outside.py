"""What the list of results from elsewhere can be narrowed by."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models import AgencyQuerySet
from qualifications.filters.registry import AgencyFilter
from qualifications.models import OutsideResult, OutsideState, PartChoice

OPEN_STATES = (OutsideState.WAITING, OutsideState.DIFFERS, OutsideState.DOUBTED)


class OutsideFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    """Results by person or document, part, state and unit."""

    q = django_filters.CharFilter(label=_("姓名、编号或者文号"), method="by_words", max_length=60)
    part = django_filters.ChoiceFilter(
        label=_("考试部分"), choices=PartChoice.choices, empty_label=_("全部")
    )
    state = django_filters.ChoiceFilter(
        label=_("状态"),
        choices=[("open", _("待处理")), *OutsideState.choices],
        method="by_state",
        empty_label=_("全部"),
    )

    class Meta:
        model = OutsideResult
        fields: list[str] = []

    def __init__(self, *args: Any, agencies: AgencyQuerySet, **words: Any) -> None:
        super().__init__(*args, **words)
        self.filters["agency"] = AgencyFilter(queryset=agencies, path="person__agency__path")
        self.form.is_filter = True
        self.form.order_fields(["q", "part", "state", "agency"])

    def by_words(self, rows: Any, name: str, words: str) -> Any:
        return rows.filter(
            Q(person__name__icontains=words)
            | Q(person__staff_number__startswith=words)
            | Q(document__icontains=words)
        )

    def by_state(self, rows: Any, name: str, state: str) -> Any:
        """Results that wait for somebody's hand, or in one state."""
        return rows.filter(state__in=OPEN_STATES if state == "open" else [state])
