"""Which year's hours a page shows."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest

FIRST_YEAR = 2000


def chosen_year(request: HttpRequest, today: date) -> int:
    """The year that the address asks for; this year without one, 404 for no year at all."""
    asked = request.GET.get("year", "")
    if not asked:
        return today.year
    if not (asked.isascii() and asked.isdigit() and len(asked) == 4):
        raise Http404("year")
    year = int(asked)
    if not FIRST_YEAR <= year <= today.year:
        raise Http404("year")
    return year


def day_of(year: int, today: date) -> date:
    """Today in this year, the last day of a year that is past."""
    return today if year == today.year else date(year, 12, 31)
