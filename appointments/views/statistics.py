"""Statistics of closed cases, without names."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from appointments import access
from appointments.models.counting import counted
from appointments.rules.counting import LEAST
from people.access import require_citywide
from people.http import PersonRequest


@require_GET
def statistics(request: PersonRequest) -> HttpResponse:
    """By year and procedure, for the personnel office of the whole city. A group that is too
    small is not told, nor that it exists."""
    require_citywide(request.rights, *access.OPENERS)
    rows = [row for row in counted() if row.closed is not None]
    return render(request, "appointments/statistics.html", {"rows": rows, "least": LEAST})
