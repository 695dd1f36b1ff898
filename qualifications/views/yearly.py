"""The yearly table of certified officers, and what hangs on bodies that lost something."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from exchange.http import as_list, as_sheet, attachment, filtering, too_many
from exchange.sheets import write_table
from people.access import require
from people.http import PersonRequest
from people.models import Agency, Post
from qualifications import access
from qualifications.filters import HangingFilter
from qualifications.forms.checking import FIRST_DAY, LAST_DAY
from qualifications.forms.yearly import BehindForm, DayForm, OwedForm
from qualifications.models import Certificate
from qualifications.models.yearly import (
    Figure,
    Owing,
    exams_owed,
    hanging,
    rows_behind,
    total_of,
    unit_lines,
)
from qualifications.tables import BehindTable, HangingTable, OwedTable
from qualifications.views.without_right import reasons_of


@require_GET
def certified(request: PersonRequest) -> HttpResponse:
    """持证率 by unit on a day; every number opens its rows of that day."""
    posts = access.posts_to_watch(request.rights)
    form, day = _day(request)
    lines = unit_lines(posts, day)
    context = {
        "form": form,
        "day": day,
        "lines": lines,
        "total": total_of(lines, _("合计")),
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


@require_GET
def certified_rows(request: PersonRequest) -> HttpResponse:
    """The rows behind a number of the table, as of its day: as many as the number says."""
    rows, form, asked = _behind(request)
    table = BehindTable(rows, exclude=_hidden(asked))
    as_list(request, table, sheet=reverse("qualifications:export_certified_rows"))
    if asked.figure is Figure.WITHOUT_RIGHT:
        posts = [row.record for row in table.paginated_rows]
        table.reasons_of = reasons_of(posts, timezone.now(), asked.day)
    context = {
        "form": form,
        "table": table,
        "figure": asked.figure.label,
        "day": asked.day,
        "agency": asked.agency,
        "sort": request.GET.get("sort", ""),
    }
    return render(request, "qualifications/certified_rows.html", context)


@require_GET
def export_certified_rows(request: PersonRequest) -> HttpResponse:
    """All rows behind the number, as a spreadsheet."""
    rows, _form, asked = _behind(request)
    if refusal := too_many(request, rows.count()):
        return refusal
    posts = list(rows)
    table = BehindTable(posts, exclude=_hidden(asked))
    if asked.figure is Figure.WITHOUT_RIGHT:
        table.reasons_of = reasons_of(posts, timezone.now(), asked.day)
    note = _("截至 %(day)s。") % {"day": asked.day.isoformat()}
    return as_sheet(request, table, str(asked.figure.label), note=note)


@dataclass(frozen=True)
class Asked:
    """Whose rows are asked for."""

    day: date
    figure: Figure
    agency: Agency | None


def _behind(request: PersonRequest) -> tuple[QuerySet[Post], BehindForm, Asked]:
    """What is not said or makes no sense: today, everybody in a post of enforcement."""
    posts = access.posts_to_watch(request.rights)
    agencies = Agency.objects.visible_to(request.rights, *access.READERS)
    today = timezone.localdate()
    first = {"day": today, "figure": Figure.OFFICERS}
    given = {name: request.GET.get(name) or value for name, value in first.items()}
    form = BehindForm(given | {"agency": request.GET.get("agency", "")}, agencies=agencies)
    asked = Asked(today, Figure.OFFICERS, None)
    if form.is_valid() and FIRST_DAY <= form.cleaned_data["day"] <= LAST_DAY:
        said = form.cleaned_data
        asked = Asked(said["day"], Figure(said["figure"]), said["agency"])
    if asked.agency is not None:
        posts = posts.filter(agency=asked.agency)
    rows = rows_behind(posts, asked.day, asked.figure).select_related("person", "agency")
    return rows, form, asked


def _hidden(asked: Asked) -> tuple[str, ...]:
    return () if asked.figure is Figure.WITHOUT_RIGHT else ("reasons",)


@require_GET
def owed_exams(request: PersonRequest) -> HttpResponse:
    """Who owes the professional exam of a domain that came to their body."""
    form, found = _owed(request)
    context = {
        "form": form,
        "table": as_list(
            request, OwedTable(found), sheet=reverse("qualifications:export_owed_exams")
        ),
        "active": any(request.GET.get(name) for name in form.fields),
        "sort": request.GET.get("sort", ""),
        "count": len(found),
    }
    return render(request, "qualifications/owed_exams.html", context)


@require_GET
def export_owed_exams(request: PersonRequest) -> HttpResponse:
    """The list as filtered, all pages, as a spreadsheet."""
    _form, found = _owed(request)
    return as_sheet(request, OwedTable(found), _("划入领域应考人员"))


def _owed(request: PersonRequest) -> tuple[OwedForm, list[Owing]]:
    owed = exams_owed(access.posts_to_watch(request.rights), timezone.localdate())
    form = OwedForm(request.GET)
    return form, [one for one in owed if form.fits(one)]


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
        "owed": len(exams_owed(access.posts_to_watch(request.rights), timezone.localdate())),
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
