"""What every list of the room does alike: filter, sort, page, and go out as a sheet."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import django_tables2 as tables
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django_tables2 import RequestConfig

from exchange.sheets import CONTENT_TYPE
from training.tables import sheet_of

PER_PAGE = 50


def shown(request: HttpRequest, table: tables.Table, *, sheet: str = "") -> tables.Table:
    """The table sorted and paged as the address says, with a link to the same rows as a sheet."""
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    query = request.GET.urlencode()
    if sheet:
        table.export_url = f"{sheet}?{query}" if query else sheet
    return table


def as_sheet(
    request: HttpRequest, table: tables.Table, title: str, *, without: tuple[str, ...] = ()
) -> HttpResponse:
    """All rows of the table, sorted as the address says, as a sheet to keep."""
    RequestConfig(request, paginate=False).configure(table)
    return attachment(sheet_of(table, title, without=without), title)


def attachment(content: bytes, title: str) -> HttpResponse:
    """A sheet under its title and the day, never opened in place."""
    response = HttpResponse(content, content_type=CONTENT_TYPE)
    name = quote(f"{title}{timezone.localtime():%Y%m%d}.xlsx")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


def filtering(filter_set: Any) -> bool:
    """Whether any filter is set."""
    return any(filter_set.form[name].value() for name in filter_set.form.fields)
