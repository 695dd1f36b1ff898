"""What the list of persons can be narrowed by."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_filters.fields import ModelChoiceField

from people.models import (
    AccountState,
    Agency,
    AgencyQuerySet,
    Assignment,
    Person,
    PersonQuerySet,
    RoleChoice,
    within,
)


class AgencyField(ModelChoiceField):  # type: ignore[misc]  # django-filter is untyped
    """Agencies at their place in the tree."""

    def label_from_instance(self, agency: Any) -> str:
        return str(agency.indented_name)


class AgencyFilter(django_filters.ModelChoiceFilter):  # type: ignore[misc]  # untyped
    """One agency with everything below it."""

    field_class = AgencyField

    def filter(self, rows: PersonQuerySet, agency: Agency | None) -> PersonQuerySet:
        if agency is None:
            return rows
        return rows.filter(within((agency.path,), "agency__path"))


class PersonFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    """By name or number, agency (with those below), role held today, state of the account."""

    q = django_filters.CharFilter(label=_("姓名或者工作人员编号"), method="by_words", max_length=60)
    role = django_filters.ChoiceFilter(
        label=_("角色"), choices=RoleChoice.choices, method="by_role", empty_label=_("全部")
    )
    account = django_filters.ChoiceFilter(
        label=_("账号"), choices=AccountState.choices, method="by_account", empty_label=_("全部")
    )

    class Meta:
        model = Person
        fields: list[str] = []

    def __init__(self, *args: Any, agencies: AgencyQuerySet, today: date, **words: Any) -> None:
        super().__init__(*args, **words)
        self.today = today
        self.filters["agency"] = AgencyFilter(
            label=_("单位"), queryset=agencies, empty_label=_("全部")
        )
        self.form.is_filter = True
        self.form.order_fields(["q", "agency", "role", "account"])

    def by_words(self, rows: PersonQuerySet, name: str, words: str) -> PersonQuerySet:
        return rows.filter(Q(name__icontains=words) | Q(staff_number__startswith=words))

    def by_role(self, rows: PersonQuerySet, name: str, role: str) -> PersonQuerySet:
        holders = Assignment.objects.in_force(self.today).filter(role=role)
        return rows.filter(pk__in=holders.values("person_id"))

    def by_account(self, rows: PersonQuerySet, name: str, state: str) -> PersonQuerySet:
        return rows.in_account_state(state)
