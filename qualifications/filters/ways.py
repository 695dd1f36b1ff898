"""What the lists of the way to a qualification, and of what the public meets, are narrowed by."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models import AgencyQuerySet
from qualifications.filters.registry import AgencyFilter
from qualifications.models import (
    Application,
    MisuseReport,
    MisuseRuling,
    Qualification,
    QualificationKind,
    StageChoice,
    TrainingCertificate,
)
from qualifications.rules.applying import ENDS


class ApplicationFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    """Applications by name, kind, unit, and what they have come to."""

    q = django_filters.CharFilter(label=_("姓名或者编号"), method="by_words", max_length=60)
    kind = django_filters.ChoiceFilter(
        label=_("资格种类"), choices=QualificationKind.choices, empty_label=_("全部")
    )
    stage = django_filters.ChoiceFilter(
        label=_("环节"),
        choices=[("open", _("在办")), *StageChoice.choices[:-1]],
        method="by_stage",
        empty_label=_("全部"),
    )

    class Meta:
        model = Application
        fields: list[str] = []

    def __init__(self, *args: Any, agencies: AgencyQuerySet, **words: Any) -> None:
        super().__init__(*args, **words)
        self.filters["agency"] = AgencyFilter(queryset=agencies, path="agency__path")
        self.form.is_filter = True
        self.form.order_fields(["q", "kind", "stage", "agency"])

    def by_words(self, rows: Any, name: str, words: str) -> Any:
        return rows.filter(
            Q(person__name__icontains=words) | Q(person__staff_number__startswith=words)
        )

    def by_stage(self, rows: Any, name: str, stage: str) -> Any:
        return rows.exclude(stage__in=sorted(ENDS)) if stage == "open" else rows.filter(stage=stage)


class QualifiedFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    """Qualifications by holder, kind and unit."""

    q = django_filters.CharFilter(label=_("姓名或者编号"), method="by_words", max_length=60)
    kind = django_filters.ChoiceFilter(
        label=_("资格种类"), choices=QualificationKind.choices, empty_label=_("全部")
    )

    class Meta:
        model = Qualification
        fields: list[str] = []

    def __init__(self, *args: Any, agencies: AgencyQuerySet, **words: Any) -> None:
        super().__init__(*args, **words)
        self.filters["agency"] = AgencyFilter(queryset=agencies, path="person__agency__path")
        self.form.is_filter = True
        self.form.order_fields(["q", "kind", "agency"])

    def by_words(self, rows: Any, name: str, words: str) -> Any:
        return rows.filter(
            Q(person__name__icontains=words) | Q(person__staff_number__startswith=words)
        )


class MisuseFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    """Reports of misuse by number and by whether they were looked into."""

    q = django_filters.CharFilter(
        label=_("证号"), field_name="certificate__number", lookup_expr="icontains", max_length=60
    )
    state = django_filters.ChoiceFilter(
        label=_("状态"),
        method="by_state",
        choices=[("waiting", _("待核查")), *MisuseRuling.choices],
        empty_label=_("全部"),
    )

    class Meta:
        model = MisuseReport
        fields = ("q", "state")

    def by_state(self, rows: Any, name: str, state: str) -> Any:
        return rows.filter(ruling=None) if state == "waiting" else rows.filter(ruling=state)


class TrainingFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    """Training certificates by holder or number, year of issue, unit."""

    q = django_filters.CharFilter(label=_("姓名或者编号"), method="by_words", max_length=60)
    year = django_filters.NumberFilter(
        label=_("颁发年份"), field_name="issued_on", lookup_expr="year"
    )

    class Meta:
        model = TrainingCertificate
        fields: list[str] = []

    def __init__(self, *args: Any, agencies: AgencyQuerySet, **words: Any) -> None:
        super().__init__(*args, **words)
        self.filters["agency"] = AgencyFilter(queryset=agencies, path="person__agency__path")
        self.form.is_filter = True
        self.form.order_fields(["q", "year", "agency"])

    def by_words(self, rows: Any, name: str, words: str) -> Any:
        return rows.filter(Q(person__name__icontains=words) | Q(number__icontains=words))
