"""Legal-affairs staff: who holds such posts, since when, by which way; and their hours."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from exchange.http import as_list, as_sheet, filtering
from people.access import require
from people.http import PersonRequest
from training import access
from training.filters import LegalStaffFilter
from training.models import legal_staff as staff_of
from training.tables import LegalStaffTable


@require_safe
def legal_staff(request: PersonRequest) -> HttpResponse:
    """Those of one's subtrees, who has been in the present post the longest first."""
    chosen = _filtered(request)
    sheet = reverse("training:legal_staff_sheet")
    context = {
        "table": as_list(request, LegalStaffTable(chosen.qs), sheet=sheet),
        "filter": chosen,
        "active": filtering(chosen),
        "crumbs": [(_("培训进度"), reverse("training:board")), (_("法制人员"), "")],
    }
    return render(request, "training/legal_staff.html", context)


@require_safe
def legal_staff_sheet(request: PersonRequest) -> HttpResponse:
    """The same as a sheet."""
    return as_sheet(request, LegalStaffTable(_filtered(request).qs), _("法制人员"))


def _filtered(request: PersonRequest) -> LegalStaffFilter:
    require(request.rights, *access.LOOKERS)
    rows = staff_of(request.rights, timezone.localdate(), *access.LOOKERS)
    return LegalStaffFilter(request.GET, queryset=rows.select_related("agency"))
