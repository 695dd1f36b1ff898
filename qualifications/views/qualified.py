"""Who is qualified, as what and in what: the list behind the figures."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from exchange.http import as_list, as_sheet, filtering
from people.access import require
from people.http import PersonRequest
from people.models import Agency
from qualifications import access
from qualifications.filters import QualifiedFilter
from qualifications.models import Qualification
from qualifications.tables import QualifiedTable


@require_GET
def qualified(request: PersonRequest) -> HttpResponse:
    """The qualifications that hold today in the reader's subtrees."""
    chosen = _filtered(request)
    sheet = reverse("qualifications:export_qualified")
    context = {
        "filter": chosen,
        "table": as_list(request, QualifiedTable(chosen.qs), sheet=sheet),
        "active": filtering(chosen),
        "sort": request.GET.get("sort", ""),
    }
    return render(request, "qualifications/qualified.html", context)


@require_GET
def export_qualified(request: PersonRequest) -> HttpResponse:
    """The list as filtered, all pages, as a spreadsheet."""
    return as_sheet(request, QualifiedTable(_filtered(request).qs), _("有资格的人员"))


def _filtered(request: PersonRequest) -> QualifiedFilter:
    require(request.rights, *access.READERS)
    rows = Qualification.objects.in_force(timezone.localdate())
    rows = rows.governed_by(request.rights, *access.READERS).select_related("person__agency")
    agencies = Agency.objects.visible_to(request.rights, *access.READERS)
    return QualifiedFilter(request.GET, queryset=rows, agencies=agencies)
