"""The checks that one has made: each can be read and printed again."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from exchange.http import as_list, as_sheet, filtering
from people.access import require
from people.http import PersonRequest
from qualifications import access
from qualifications.filters import CheckFilter
from qualifications.models import Check
from qualifications.tables import CheckTable


@require_GET
def checks(request: PersonRequest) -> HttpResponse:
    """One's own checks, newest first."""
    chosen = _filtered(request)
    sheet = reverse("qualifications:export_checks")
    table = as_list(request, CheckTable(chosen.qs), sheet=sheet)
    context = {
        "filter": chosen,
        "table": table,
        "active": filtering(chosen),
        "sort": request.GET.get("sort", ""),
    }
    return render(request, "qualifications/checks.html", context)


@require_GET
def export_checks(request: PersonRequest) -> HttpResponse:
    """The list as filtered, all pages, as a spreadsheet."""
    return as_sheet(request, CheckTable(_filtered(request).qs), _("核验记录"))


def _filtered(request: PersonRequest) -> CheckFilter:
    require(request.rights, *access.CHECKERS)
    own = Check.objects.of_asker(request.person.pk).select_related("person__agency")
    return CheckFilter(request.GET, queryset=own.defer("answers"))
