"""The auditor's lists: filters, columns, and the names that stand beside the plain values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import django_filters
import django_tables2 as tables
from django import forms
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from journal import seals
from journal.models import Entry, EntryQuerySet, Seal
from mingfa.auditing.words import ACTS, act_in_words, subject_in_words
from people.models import Agency, Person, within


@dataclass
class Names:
    """The persons and agencies of the entries on one page, by id; two queries."""

    persons: dict[int, Person] = field(default_factory=dict)
    agencies: dict[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Names:
        rows = list(entries)
        actors = {entry.actor_id for entry in rows} - {None}
        agencies = {entry.agency_id for entry in rows} - {None}
        named = Agency.objects.filter(pk__in=agencies).values_list("pk", "name")
        return cls(Person.objects.in_bulk(actors), dict(named))

    def actor(self, entry: Entry) -> str:
        """Staff number and name; the site itself where nobody acted."""
        if entry.actor_id is None:
            return str(_("系统"))
        person = self.persons.get(entry.actor_id)
        return f"{person.staff_number} {person.name}" if person else str(entry.actor_id)

    def agency(self, entry: Entry) -> str:
        if entry.agency_id is None:
            return str(_("全市"))
        return self.agencies.get(entry.agency_id, str(entry.agency_id))


class EntryFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    """By day, act, actor, agency with its subtree, and subject."""

    since = django_filters.DateFilter(
        label=_("自"), method="from_day", widget=forms.DateInput(attrs={"type": "date"})
    )
    until = django_filters.DateFilter(
        label=_("至"), method="to_day", widget=forms.DateInput(attrs={"type": "date"})
    )
    act = django_filters.ChoiceFilter(
        label=_("行为"), choices=sorted(ACTS.items()), empty_label=_("全部")
    )
    actor = django_filters.CharFilter(label=_("行为人编号"), method="by_actor", max_length=8)
    agency = django_filters.ModelChoiceFilter(
        label=_("单位（含下级）"),
        queryset=Agency.objects.none(),
        method="in_subtree",
        empty_label=_("全部"),
    )
    subject = django_filters.CharFilter(label=_("对象代号"), max_length=120)

    class Meta:
        model = Entry
        fields = ("since", "until", "act", "actor", "agency", "subject")

    def __init__(self, *args: Any, agencies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["agency"].queryset = agencies
        self.form.is_filter = True

    def from_day(self, rows: EntryQuerySet, name: str, day: date) -> EntryQuerySet:
        return rows.between(_midnight(day), None)

    def to_day(self, rows: EntryQuerySet, name: str, day: date) -> EntryQuerySet:
        return rows.between(None, _midnight(day + timedelta(days=1)))

    def by_actor(self, rows: EntryQuerySet, name: str, number: str) -> EntryQuerySet:
        person = Person.objects.filter(staff_number=number.strip()).first()
        return rows.by(person.pk) if person else rows.none()

    def in_subtree(self, rows: EntryQuerySet, name: str, agency: Agency) -> EntryQuerySet:
        below = Agency.objects.filter(within((agency.path,))).order_by()
        return rows.filter(agency_id__in=below.values("pk"))

    @property
    def chosen(self) -> dict[str, str]:
        """The conditions as given, for the record of an export."""
        return {name: self.data[name] for name in self.filters if self.data.get(name)}


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


class EntryTable(tables.Table):  # type: ignore[misc]  # django-tables2 is untyped
    """One act a row; `names` is set for the page that is shown."""

    act = tables.Column(verbose_name=_("行为"), order_by=("act", "-at", "-id"))
    subject = tables.Column(verbose_name=_("对象"), orderable=False)
    actor = tables.Column(verbose_name=_("行为人"), orderable=False, empty_values=())
    agency = tables.Column(verbose_name=_("单位"), orderable=False, empty_values=())
    at = tables.DateTimeColumn(verbose_name=_("时间"), format="Y-m-d H:i:s", order_by=("at", "id"))

    names = Names()
    empty_hint = _("请放宽筛选条件后再查。")

    class Meta:
        model = Entry
        fields = ("act", "subject", "actor", "agency", "at")
        sequence = fields
        order_by = ("-at",)
        empty_text = _("没有符合条件的记录")

    def render_act(self, record: Entry) -> str:
        url = reverse("journal:entry", args=[record.pk])
        return format_html('<a href="{}">{}</a>', url, act_in_words(record.act))

    def render_subject(self, record: Entry) -> str:
        return subject_in_words(record.subject)

    def render_actor(self, record: Entry) -> str:
        return self.names.actor(record)

    def render_agency(self, record: Entry) -> str:
        return self.names.agency(record)


STATES = {
    seals.State.INTACT: ("done", _("相符")),
    seals.State.MISSING: ("danger", _("文件缺失")),
    seals.State.ALTERED: ("danger", _("文件与登记不符")),
    seals.State.FORGED: ("danger", _("签名不符")),
}


class SealTable(tables.Table):  # type: ignore[misc]  # django-tables2 is untyped
    """One seal a row, with what its file shows."""

    n = tables.Column(verbose_name=_("编号"))
    day = tables.DateColumn(verbose_name=_("日期"), format="Y-m-d", order_by=("day", "n"))
    made_at = tables.DateTimeColumn(
        verbose_name=_("封存时间"), format="Y-m-d H:i:s", orderable=False
    )
    chains = tables.Column(
        verbose_name=_("链数"),
        orderable=False,
        attrs={"td": {"class": "n"}, "th": {"class": "n"}},
    )
    key = tables.Column(verbose_name=_("公钥标识"), orderable=False)
    file = tables.Column(verbose_name=_("文件"), orderable=False)
    state = tables.Column(
        verbose_name=_("文件核验"), orderable=False, empty_values=(), accessor="pk"
    )

    empty_hint = _("每日封存一次；首次封存后在此列出。")

    class Meta:
        model = Seal
        fields = ("n", "day", "made_at", "chains", "key", "file", "state")
        sequence = fields
        order_by = ("-n",)
        empty_text = _("还没有封存")

    def render_key(self, value: str) -> str:
        return format_html('<span class="ref">{}</span>', seals.fingerprint(value))

    def render_state(self, record: Seal) -> str:
        tone, word = STATES[seals.state_of(settings.ENVIRONMENT.seals, record)]
        return render_to_string("_ui/status.html", {"tone": tone, "word": word})
