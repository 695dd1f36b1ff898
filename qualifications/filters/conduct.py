"""What the lists of the conduct record and of hanging certificates are narrowed by."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models import AgencyQuerySet
from qualifications.filters.registry import AgencyFilter
from qualifications.models import Certificate, Conduct, ConductKind, ConductStateChoice


class ConductFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    """Entries by person, kind, state and unit."""

    q = django_filters.CharFilter(label=_("姓名或者编号"), method="by_words", max_length=60)
    kind = django_filters.ChoiceFilter(
        label=_("种类"), choices=ConductKind.choices, empty_label=_("全部")
    )
    state = django_filters.ChoiceFilter(
        label=_("状态"),
        choices=[("waiting", _("待处理")), *ConductStateChoice.choices],
        method="by_state",
        empty_label=_("全部"),
    )

    class Meta:
        model = Conduct
        fields: list[str] = []

    def __init__(self, *args: Any, agencies: AgencyQuerySet, **words: Any) -> None:
        super().__init__(*args, **words)
        self.filters["agency"] = AgencyFilter(queryset=agencies, path="person__agency__path")
        self.form.is_filter = True
        self.form.order_fields(["q", "kind", "state", "agency"])

    def by_words(self, rows: Any, name: str, words: str) -> Any:
        return rows.filter(
            Q(person__name__icontains=words) | Q(person__staff_number__startswith=words)
        )

    def by_state(self, rows: Any, name: str, state: str) -> Any:
        """Entries that wait for the office, or in one state."""
        waiting = [ConductStateChoice.PENDING.value, ConductStateChoice.OBJECTED.value]
        return rows.filter(state__in=waiting if state == "waiting" else [state])


class HangingFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    """Hanging certificates by holder or number, reason and unit."""

    q = django_filters.CharFilter(label=_("姓名或者证号"), method="by_words", max_length=60)
    why = django_filters.ChoiceFilter(
        label=_("原因"),
        choices=[("standing", _("主体丧失主体资格")), ("domain", _("主体不再有证件所列领域"))],
        method="by_reason",
        empty_label=_("全部"),
    )

    class Meta:
        model = Certificate
        fields: list[str] = []

    def __init__(self, *args: Any, agencies: AgencyQuerySet, **words: Any) -> None:
        super().__init__(*args, **words)
        self.filters["agency"] = AgencyFilter(queryset=agencies, path="person__agency__path")
        self.form.is_filter = True
        self.form.order_fields(["q", "why", "agency"])

    def by_words(self, rows: Any, name: str, words: str) -> Any:
        return rows.filter(Q(person__name__icontains=words) | Q(number__icontains=words))

    def by_reason(self, rows: Any, name: str, why: str) -> Any:
        return rows.filter(lost_standing=why == "standing")
