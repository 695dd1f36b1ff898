"""The lists of an auditor's work: engagements, sessions, candidates without their names."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from exams.models import Candidate, ExamSession
from exams.models.overview import Outcome
from exams.templatetags.exam_words import marks
from mingfa.models import Engagement
from people.rules import mask_name

WHOLE = {"td": {"class": "nb"}}
FIGURE = {"td": {"class": "n"}, "th": {"class": "n"}}


class EngagementTable(tables.Table):  # type: ignore[misc]  # untyped
    """Engagements; one's own lead to what they open. Needs `person_id`."""

    purpose = tables.Column()
    auditor = tables.Column(accessor="auditor__name", verbose_name=_("监督人员"), attrs=WHOLE)
    agency = tables.Column(accessor="agency__name", verbose_name=_("监督范围"))
    valid_from = tables.DateColumn(format="Y-m-d", attrs=WHOLE)
    valid_to = tables.DateColumn(format="Y-m-d", attrs=WHOLE)
    granted_by = tables.Column(accessor="granted_by__name", verbose_name=_("批准人"), attrs=WHOLE)
    caption = _("监督任务")
    empty_hint = _("监督任务由法制机构批准，写明人员、范围、期限和事项。")

    class Meta:
        model = Engagement
        fields = ("purpose", "auditor", "agency", "valid_from", "valid_to", "granted_by")
        order_by = "-valid_to"
        empty_text = _("没有监督任务")

    def __init__(self, *args: Any, person_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person_id = person_id

    def render_purpose(self, value: str, record: Engagement) -> SafeString | str:
        if record.auditor_id != self.person_id:
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

    def render_total(self, value: int) -> str:
        return marks(value)

    def render_outcome(self, value: str) -> str:
        return str(Outcome(value).label)

    def render_attempt_ref(self, value: str) -> SafeString:
        return format_html('<a href="{}attempts/{}/">{}</a>', self.base, value, _("查阅"))
