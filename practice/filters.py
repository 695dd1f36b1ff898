"""Filters of the wrong-question book, kept in the address."""

from __future__ import annotations

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from practice.models import CardQuerySet
from questionbank.models import Kind, Pool
from statutes.models import Statute


class BookFilter(filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    """By statute and kind."""

    statute = filters.ModelChoiceFilter(
        label=_("法规"),
        queryset=Statute.objects.filter(
            versions__articles__citations__revision__question__pool=Pool.PRACTICE
        ).distinct(),
        method="by_statute",
        empty_label=_("全部"),
    )
    kind = filters.ChoiceFilter(
        label=_("题型"),
        field_name="revision__kind",
        choices=[choice for choice in Kind.choices if choice[0] not in ("short_answer", "case")],
        empty_label=_("全部"),
    )

    def by_statute(self, rows: CardQuerySet, name: str, value: Statute) -> CardQuerySet:
        return rows.citing(value)
