"""The yearly table of certified officers, and what hangs on bodies that lost something."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from exchange.http import as_list, as_sheet, attachment, filtering
from exchange.sheets import write_table
from people.access import require
from people.http import PersonRequest
from people.models import Agency
from qualifications import access
from qualifications.filters import HangingFilter
from qualifications.forms.checking import FIRST_DAY, LAST_DAY
from qualifications.forms.yearly import DayForm
from qualifications.models import Certificate
from qualifications.models.yearly import exams_owed, hanging, total_of, unit_lines
from qualifications.tables import HangingTable


@require_GET
def certified(request: PersonRequest) -> HttpResponse:
    """持证率 by unit on a day; every number opens its rows."""
    posts = access.posts_to_watch(request.rights)
    form, day = _day(request)
    lines = unit_lines(posts, day)
    context = {
        "form": form,
        "day": day,
        "lines": lines,
        "total": total_of(lines, _("合计")),
        "is_today": day == timezone.localdate(),
    }
    return render(request, "qualifications/certified.html", context)


@require_GET
def export_certified(request: PersonRequest) -> HttpResponse:
    """The same table as a spreadsheet, in the columns of the official yearly one."""
    posts = access.posts_to_watch(request.rights)
    _form, day = _day(request)
    lines = unit_lines(posts, day)
    rows = (
        [
            line.name, line.officers, line.certified, line.rate, line.without_right,
            line.reviewers, line.review_share,
        ]
        for line in [*lines, total_of(lines, _("合计"))]
    )  # fmt: skip
    head = [
        _("单位"), _("执法岗位人数"), _("持证人数"), _("持证率（%）"), _("无权上岗的岗位"),
        _("法制审核人员"), _("法制审核人员占比（%）"),
    ]  # fmt: skip
    title = _("行政执法证持证率情况统计表")
    note = _("截至 %(day)s。") % {"day": day.isoformat()}
    return attachment(write_table(title, head, rows, note=note), title)


def _day(request: PersonRequest) -> tuple[DayForm, date]:
    form = DayForm(request.GET if "day" in request.GET else None)
    today = timezone.localdate()
    asked: date | None = form.cleaned_data["day"] if form.is_valid() else None
    if asked is None or not FIRST_DAY <= asked <= LAST_DAY:
        return DayForm(initial={"day": today}), today
    return form, asked


@require_GET
def hanging_certificates(request: PersonRequest) -> HttpResponse:
    """Certificates of bodies that lost standing or a domain, and exams owed for new domains."""
    chosen = _filtered(request)
    sheet = reverse("qualifications:export_hanging")
    context = {
        "filter": chosen,
        "table": as_list(request, HangingTable(chosen.qs), sheet=sheet),
        "active": filtering(chosen),
        "sort": request.GET.get("sort", ""),
        "owed": exams_owed(access.posts_to_watch(request.rights), timezone.localdate()),
    }
    return render(request, "qualifications/hanging.html", context)


@require_GET
def export_hanging(request: PersonRequest) -> HttpResponse:
    """The list as filtered, all pages, as a spreadsheet."""
    return as_sheet(request, HangingTable(_filtered(request).qs), _("待处理的证件"))


def _filtered(request: PersonRequest) -> HangingFilter:
    require(request.rights, *access.READERS)
    rows = Certificate.objects.governed_by(request.rights, *access.READERS).with_terms()
    found = hanging(rows, timezone.localdate()).select_related("person__agency")
    agencies = Agency.objects.visible_to(request.rights, *access.READERS)
    return HangingFilter(request.GET, queryset=found, agencies=agencies)
