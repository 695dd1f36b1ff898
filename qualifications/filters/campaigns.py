"""What the lists of campaigns are narrowed by."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models import AgencyQuerySet
from qualifications.filters.registry import AgencyFilter
from qualifications.models import Campaign, CampaignChoice, CampaignEntry, RulingChoice


class CampaignFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    """Campaigns by name, kind and state."""

    q = django_filters.CharFilter(
        label=_("名称"), field_name="title", lookup_expr="icontains", max_length=60
    )
    kind = django_filters.ChoiceFilter(
        label=_("种类"), choices=CampaignChoice.choices, empty_label=_("全部")
    )
    state = django_filters.ChoiceFilter(
        label=_("状态"),
        choices=[("open", _("进行中")), ("closed", _("已结束"))],
        method="by_state",
        empty_label=_("全部"),
    )

    class Meta:
        model = Campaign
        fields = ("q", "kind", "state")

    def by_state(self, rows: Any, name: str, state: str) -> Any:
        return rows.filter(closed_at__isnull=state == "open")


class EntryFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    """Persons of a campaign by name, unit, ruling and finding."""

    q = django_filters.CharFilter(label=_("姓名或者编号"), method="by_words", max_length=60)
    ruling = django_filters.ChoiceFilter(
        label=_("结论"),
        choices=[("waiting", _("尚无结论")), ("ruled", _("已有结论")), *RulingChoice.choices],
        method="by_ruling",
        empty_label=_("全部"),
    )
    found = django_filters.ChoiceFilter(
        label=_("问题"),
        choices=[("yes", _("有问题")), ("no", _("没有发现问题"))],
        method="by_finding",
        empty_label=_("全部"),
    )

    unit = django_filters.NumberFilter(  # one unit without those below it: a number's own rows
        method="by_unit", widget=forms.HiddenInput, min_value=1, max_value=2**31
    )

    class Meta:
        model = CampaignEntry
        fields: list[str] = []

    def __init__(self, *args: Any, agencies: AgencyQuerySet, **words: Any) -> None:
        super().__init__(*args, **words)
        self.filters["agency"] = AgencyFilter(queryset=agencies, path="agency__path")
        self.form.is_filter = True
        self.form.order_fields(["q", "ruling", "found", "agency", "unit"])

    def by_words(self, rows: Any, name: str, words: str) -> Any:
        return rows.filter(
            Q(person__name__icontains=words) | Q(person__staff_number__startswith=words)
        )

    def by_ruling(self, rows: Any, name: str, ruling: str) -> Any:
        if ruling in ("waiting", "ruled"):
            return rows.filter(ruling__isnull=ruling == "waiting")
        return rows.filter(ruling=ruling)

    def by_unit(self, rows: Any, name: str, unit: Any) -> Any:
        return rows.filter(agency_id=int(unit))

    def by_finding(self, rows: Any, name: str, found: str) -> Any:
        return rows.filter(findings=[]) if found == "no" else rows.exclude(findings=[])
