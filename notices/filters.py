"""Filters of the list of notices; their values stand in the address."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from notices.models import Notice

UNREAD, READ = "unread", "read"


class FilterForm(forms.Form):
    """A list's filters, as the frame shows them."""

    is_filter = True


class NoticeFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    """Notices that are read, or are not yet."""

    state = django_filters.ChoiceFilter(
        choices=[(UNREAD, _("未读")), (READ, _("已读"))],
        method="by_state",
        label=_("状态"),
        empty_label=_("全部"),
    )

    class Meta:
        model = Notice
        fields = ("state",)
        form = FilterForm

    def by_state(self, rows: QuerySet[Any], name: str, state: str) -> QuerySet[Any]:
        return rows.filter(read_at__isnull=state == UNREAD)
