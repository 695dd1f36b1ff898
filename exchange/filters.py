"""What the list of imports is filtered by."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from exchange.models import Import, StateChoice


class ImportFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    """By state, and by words of the file's name."""

    state = django_filters.ChoiceFilter(
        label=_("状态"), choices=StateChoice, empty_label=_("全部状态")
    )
    name = django_filters.CharFilter(
        label=_("文件名"), field_name="file_name", lookup_expr="icontains"
    )

    class Meta:
        model = Import
        fields: list[str] = []

    @property
    def form(self) -> Any:
        form = super().form
        form.is_filter = True
        return form
