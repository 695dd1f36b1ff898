"""The lists of an auditor's work: engagements, sessions, candidates without their names."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
import django_tables2 as tables
from django import forms
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from exams.models import Candidate, ExamSession
from exams.models.overview import Outcome
from exams.tables import plain
from exams.templatetags.exam_words import marks
from mingfa.models import Engagement, EngagementQuerySet, Standing
from people.rules import mask_name

WHOLE = {"td": {"class": "nb"}}
FIGURE = {"td": {"class": "n"}, "th": {"class": "n"}}
TONES = {
    Standing.COMING: "soon",
    Standing.IN_FORCE: "done",
    Standing.OVER: "past",
    Standing.ENDED: "past",
}


class FilterForm(forms.Form):
    """A list's filters, as the frame shows them."""

    is_filter = True


class EngagementFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    """Engagements by what for, whose, and where they stand. Needs `on`, the day."""

    purpose = django_filters.CharFilter(lookup_expr="icontains", label=_("监督事项"))
    auditor = django_filters.CharFilter(
        field_name="auditor__name", lookup_expr="icontains", label=_("监督人员")
    )
    state = django_filters.ChoiceFilter(
        method="by_state", choices=Standing.choices, label=_("状态"), empty_label=_("全部")
    )

    class Meta:
        model = Engagement
        fields = ("purpose", "auditor", "state")
        form = FilterForm

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on

    def by_state(self, rows: EngagementQuerySet, name: str, state: str) -> EngagementQuerySet:
        return rows.in_state(state, self.on)


class AuditedSessionFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    """Sessions by exam and by when they opened."""

    exam = django_filters.CharFilter(
        field_name="exam__title", lookup_expr="icontains", label=_("考试名称")
    )
    since = django_filters.DateFilter(
        field_name="opens_at",
        lookup_expr="date__gte",
        label=_("自"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    until = django_filters.DateFilter(
        field_name="opens_at",
        lookup_expr="date__lte",
        label=_("至"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    class Meta:
        model = ExamSession
        fields = ("exam", "since", "until")
        form = FilterForm


class MaskedFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    """Candidates by agency and by what came of them; not by name, which is masked."""

    unit = django_filters.CharFilter(
        field_name="agency__name", lookup_expr="icontains", label=_("单位")
    )
    outcome = django_filters.ChoiceFilter(
        choices=Outcome.choices, label=_("结论"), empty_label=_("全部")
    )

    class Meta:
        model = Candidate
        fields = ("unit", "outcome")
        form = FilterForm


class EngagementTable(tables.Table):  # type: ignore[misc]  # untyped
    """Engagements; one's own lead to what they open, the office may end those that are not over.
    Needs `person_id`, `on` (the day) and `may_end`."""

    purpose = tables.Column()
    auditor = tables.Column(accessor="auditor__name", verbose_name=_("监督人员"), attrs=WHOLE)
    agency = tables.Column(accessor="agency__name", verbose_name=_("监督范围"))
    valid_from = tables.DateColumn(format="Y-m-d", attrs=WHOLE)
    valid_to = tables.DateColumn(format="Y-m-d", attrs=WHOLE)
    granted_by = tables.Column(accessor="granted_by__name", verbose_name=_("批准人"), attrs=WHOLE)
    state = tables.Column(
        verbose_name=_("状态"), accessor="pk", orderable=False, attrs={"td": {"class": "beside"}}
    )
    act = tables.Column(
        verbose_name=_("办理"), accessor="ref", orderable=False, exclude_from_export=True
    )
    caption = _("监督任务")
    empty_hint = _("监督任务由法制机构批准，写明人员、范围、期限和事项。")

    class Meta:
        model = Engagement
        fields = (
            "purpose",
            "auditor",
            "agency",
            "valid_from",
            "valid_to",
            "granted_by",
            "state",
            "act",
        )
        order_by = "-valid_to"
        empty_text = _("没有监督任务")

    def __init__(
        self, *args: Any, person_id: int, on: date, may_end: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, exclude=() if may_end else ("act",), **kwargs)
        self.person_id, self.on = person_id, on

    def render_state(self, record: Engagement) -> SafeString:
        standing = record.standing(self.on)
        status = {"tone": TONES[standing], "word": standing.label}
        return render_to_string("_ui/status.html", status)

    def value_state(self, record: Engagement) -> str:
        return str(record.standing(self.on).label)

    def render_act(self, record: Engagement) -> SafeString | str:
        if record.standing(self.on) in (Standing.OVER, Standing.ENDED):
            return ""
        url = reverse("audits:end_engagement", args=[record.ref])
        return format_html('<a href="{}">{}</a>', url, _("终止"))

    def value_purpose(self, value: str) -> str:
        return value

    def render_purpose(self, value: str, record: Engagement) -> SafeString | str:
        is_open = record.standing(self.on) is Standing.IN_FORCE
        if record.auditor_id != self.person_id or not is_open:
            return value
        return format_html(
            '<a href="{}">{}</a>', reverse("audits:engagement", args=[record.ref]), value
        )


class AuditedSessionTable(tables.Table):  # type: ignore[misc]  # untyped
    """The sessions that an engagement opens. Needs `engagement`."""

    title = tables.Column(accessor="exam__title", verbose_name=_("考试"))
    agency = tables.Column(accessor="exam__agency__name", verbose_name=_("组织单位"))
    opens_at = tables.DateTimeColumn(format="Y-m-d H:i", attrs=WHOLE)
    place = tables.Column()
    caption = _("可查阅的场次")
    empty_hint = _("监督范围内的考试锁定名单后，场次在此列出。")

    class Meta:
        model = ExamSession
        fields = ("title", "agency", "opens_at", "place")
        order_by = "-opens_at"
        empty_text = _("监督范围内没有场次")

    def __init__(self, *args: Any, engagement: Engagement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.engagement = engagement

    def value_title(self, value: str) -> str:
        return value

    def render_title(self, value: str, record: ExamSession) -> SafeString:
        url = reverse("audits:audited_session", args=[self.engagement.ref, record.ref])
        return format_html('<a href="{}">{}</a>', url, value)


class MaskedTable(tables.Table):  # type: ignore[misc]  # untyped
    """Candidates without their names, each leading to the record. Needs `base`, an address."""

    number = tables.Column(attrs=WHOLE)
    name = tables.Column(accessor="person__name", verbose_name=_("姓名"), orderable=False)
    agency = tables.Column(accessor="agency__name", verbose_name=_("单位"))
    total = tables.Column(verbose_name=_("总分"), attrs=FIGURE)
    outcome = tables.Column(verbose_name=_("结论"))
    attempt_ref = tables.Column(
        verbose_name=_("应考记录"), orderable=False, exclude_from_export=True
    )
    caption = _("考生（已隐去姓名）")
    empty_hint = _("名单锁定后，考生在此列出。")

    class Meta:
        model = Candidate
        fields = ("number", "name", "agency", "total", "outcome", "attempt_ref")
        order_by = "number"
        empty_text = _("没有考生")

    def __init__(self, *args: Any, base: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.base = base

    def render_number(self, value: str) -> str:
        return f"…{value[-4:]}"

    def render_name(self, value: str) -> str:
        return mask_name(value)

    def value_number(self, value: str) -> str:
        return f"…{value[-4:]}"

    def value_name(self, value: str) -> str:
        return mask_name(value)

    def render_total(self, value: int) -> str:
        return marks(value)

    def value_total(self, value: int) -> object:
        return plain(value)

    def render_outcome(self, value: str) -> str:
        return str(Outcome(value).label)

    def render_attempt_ref(self, value: str) -> SafeString:
        return format_html('<a href="{}attempts/{}/">{}</a>', self.base, value, _("查阅"))
