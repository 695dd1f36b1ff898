"""What the lists of this room can be narrowed by."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_filters.fields import ModelChoiceField

from people.models import Agency, AgencyQuerySet, Domain, Person, Post, within
from qualifications.models import (
    Body,
    BodyDomain,
    BodyKind,
    Certificate,
    Check,
    OutcomeChoice,
    PurposeChoice,
    StateChoice,
)
from qualifications.rules.certificates import SOON_DAYS, State
from qualifications.rules.qualifying import Fulfilled


class AgencyField(ModelChoiceField):  # type: ignore[misc]  # django-filter is untyped
    """Agencies at their place in the tree."""

    def label_from_instance(self, agency: Any) -> str:
        return str(agency.indented_name)


class AgencyFilter(django_filters.ModelChoiceFilter):  # type: ignore[misc]  # untyped
    """One agency with everything below it; `path` is the way to the agency's place."""

    field_class = AgencyField

    def __init__(self, *args: Any, path: str, **words: Any) -> None:
        super().__init__(*args, label=_("单位"), empty_label=_("全部"), **words)
        self.path = path

    def filter(self, rows: Any, agency: Agency | None) -> Any:
        return rows if agency is None else rows.filter(within((agency.path,), self.path))


def _domains(request: object) -> Any:
    return Domain.objects.all()


class CertificateFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    """By holder or number, state today, agency, domain, and how soon it ends."""

    q = django_filters.CharFilter(label=_("姓名或者证号"), method="by_words", max_length=60)
    state = django_filters.ChoiceFilter(
        label=_("状态"), choices=StateChoice.choices, method="by_state", empty_label=_("全部")
    )
    domain = django_filters.ModelChoiceFilter(
        label=_("执法领域"), queryset=_domains, method="by_domain", empty_label=_("全部")
    )
    ends = django_filters.ChoiceFilter(
        label=_("到期"),
        choices=[(str(days), _("%(days)d 天内到期") % {"days": days}) for days in SOON_DAYS],
        method="by_end",
        empty_label=_("全部"),
    )

    class Meta:
        model = Certificate
        fields: list[str] = []

    def __init__(self, *args: Any, agencies: AgencyQuerySet, today: date, **words: Any) -> None:
        super().__init__(*args, **words)
        self.today = today
        self.filters["agency"] = AgencyFilter(queryset=agencies, path="person__agency__path")
        self.form.is_filter = True
        self.form.order_fields(["q", "state", "agency", "domain", "ends"])

    def by_words(self, rows: Any, name: str, words: str) -> Any:
        return rows.filter(Q(person__name__icontains=words) | Q(number__icontains=words))

    def by_domain(self, rows: Any, name: str, domain: Any) -> Any:
        return rows.filter(terms_domains__holds=domain.name)

    def by_state(self, rows: Any, name: str, state: str) -> Any:
        return rows.in_state(State(state), self.today)

    def by_end(self, rows: Any, name: str, days: str) -> Any:
        last = self.today + timedelta(days=int(days))
        return rows.ending_by(last, today=self.today)

    @property
    def is_by_end(self) -> bool:
        """Whether those that end soon were asked for: then the first to end comes first."""
        return bool(self.form.is_valid() and self.form.cleaned_data.get("ends"))


class CheckFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    """One's own checks: by person or number, outcome, purpose, first and last day."""

    q = django_filters.CharFilter(label=_("姓名或者核验编号"), method="by_words", max_length=60)
    outcome = django_filters.ChoiceFilter(
        label=_("结论"), choices=OutcomeChoice.choices, empty_label=_("全部")
    )
    purpose = django_filters.ChoiceFilter(
        label=_("查询事由"), choices=PurposeChoice.choices, empty_label=_("全部")
    )
    since = django_filters.DateFilter(
        label=_("自"),
        field_name="asked_at__date",
        lookup_expr="gte",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    until = django_filters.DateFilter(
        label=_("至"),
        field_name="asked_at__date",
        lookup_expr="lte",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    class Meta:
        model = Check
        fields: list[str] = []

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.form.is_filter = True

    def by_words(self, rows: Any, name: str, words: str) -> Any:
        return rows.filter(Q(person__name__icontains=words) | Q(number__icontains=words))


class WithoutRightFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    """Posts held without right: by holder, agency and domain."""

    q = django_filters.CharFilter(label=_("姓名或者工作人员编号"), method="by_words", max_length=60)
    domain = django_filters.ModelChoiceFilter(
        label=_("执法领域"), queryset=_domains, method="by_domain", empty_label=_("全部")
    )

    class Meta:
        model = Post
        fields: list[str] = []

    def __init__(self, *args: Any, agencies: AgencyQuerySet, **words: Any) -> None:
        super().__init__(*args, **words)
        self.filters["agency"] = AgencyFilter(queryset=agencies, path="agency__path")
        self.form.is_filter = True
        self.form.order_fields(["q", "agency", "domain"])

    def by_words(self, rows: Any, name: str, words: str) -> Any:
        return rows.filter(
            Q(person__name__icontains=words) | Q(person__staff_number__startswith=words)
        )

    def by_domain(self, rows: Any, name: str, domain: Any) -> Any:
        return rows.filter(domains__holds=domain.name)


class EligibleFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    """Persons to be qualified by their exams: by name or number, agency, and domain shown."""

    q = django_filters.CharFilter(label=_("姓名或者工作人员编号"), method="by_words", max_length=60)
    domain = django_filters.ModelChoiceFilter(
        label=_("执法领域"), queryset=_domains, method="by_domain", empty_label=_("全部")
    )

    class Meta:
        model = Person
        fields: list[str] = []

    def __init__(
        self, *args: Any, agencies: AgencyQuerySet, shown: Mapping[int, Fulfilled], **words: Any
    ) -> None:
        super().__init__(*args, **words)
        self.shown = shown
        self.filters["agency"] = AgencyFilter(queryset=agencies, path="agency__path")
        self.form.is_filter = True
        self.form.order_fields(["q", "agency", "domain"])

    def by_words(self, rows: Any, name: str, words: str) -> Any:
        return rows.filter(Q(name__icontains=words) | Q(staff_number__startswith=words))

    def by_domain(self, rows: Any, name: str, domain: Any) -> Any:
        return rows.filter(pk__in=[pk for pk, f in self.shown.items() if domain.name in f.domains])


class BodyFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    """By name, kind, domain, agency, and whether there is standing today."""

    q = django_filters.CharFilter(label=_("名称"), method="by_words", max_length=60)
    kind = django_filters.ChoiceFilter(
        label=_("主体类型"), choices=BodyKind.choices, field_name="kind_on", empty_label=_("全部")
    )
    domain = django_filters.ModelChoiceFilter(
        label=_("执法领域"), queryset=_domains, method="by_domain", empty_label=_("全部")
    )
    standing = django_filters.ChoiceFilter(
        label=_("主体资格"),
        choices=[("yes", _("现有")), ("no", _("现无"))],
        method="by_standing",
        empty_label=_("全部"),
    )

    class Meta:
        model = Body
        fields: list[str] = []

    def __init__(self, *args: Any, agencies: AgencyQuerySet, today: date, **words: Any) -> None:
        super().__init__(*args, **words)
        self.today = today
        self.filters["agency"] = AgencyFilter(queryset=agencies, path="agency__path")
        self.form.is_filter = True
        self.form.order_fields(["q", "kind", "domain", "standing", "agency"])

    def by_words(self, rows: Any, name: str, words: str) -> Any:
        return rows.filter(agency__name__icontains=words)

    def by_domain(self, rows: Any, name: str, domain: Any) -> Any:
        held = BodyDomain.objects.in_force(self.today).filter(domain=domain.name)
        return rows.filter(pk__in=held.values("body_id"))

    def by_standing(self, rows: Any, name: str, standing: str) -> Any:
        return rows.filter(kind_on__isnull=standing == "no")
