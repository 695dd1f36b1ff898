"""Those whose exams suffice and whose qualification nobody has confirmed yet."""

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
from people.models import Agency, Person
from qualifications import access
from qualifications.filters import EligibleFilter
from qualifications.models.exams import eligible as eligible_among
from qualifications.tables import EligibleTable


@require_GET
def eligible(request: PersonRequest) -> HttpResponse:
    """The persons in the reader's subtrees, each with the domains and the results that show it."""
    chosen = _filtered(request)
    table = EligibleTable(chosen.qs, shown=chosen.shown)
    context = {
        "filter": chosen,
        "table": as_list(request, table, sheet=reverse("qualifications:export_eligible")),
        "active": filtering(chosen),
        "sort": request.GET.get("sort", ""),
    }
    return render(request, "qualifications/eligible.html", context)


@require_GET
def export_eligible(request: PersonRequest) -> HttpResponse:
    """The list as filtered, all pages, as a spreadsheet."""
    chosen = _filtered(request)
    return as_sheet(request, EligibleTable(chosen.qs, shown=chosen.shown), _("待确认资格"))


def _filtered(request: PersonRequest) -> EligibleFilter:
    require(request.rights, *access.DECIDERS)
    persons = Person.objects.governed_by(request.rights, *access.DECIDERS)
    shown = eligible_among(persons, timezone.localdate())
    rows = persons.filter(pk__in=shown).select_related("agency")
    agencies = Agency.objects.visible_to(request.rights, *access.DECIDERS)
    return EligibleFilter(request.GET, queryset=rows, agencies=agencies, shown=shown)
