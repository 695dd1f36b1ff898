"""What every list of the room does alike: filter, sort, page, and go out as a sheet."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.http import HttpRequest
from django_tables2 import RequestConfig

from exchange.http import as_sheet

__all__ = ["PER_PAGE", "as_sheet", "filtering", "shown"]

PER_PAGE = 50


def shown(request: HttpRequest, table: tables.Table, *, sheet: str = "") -> tables.Table:
    """The table sorted and paged as the address says, with a link to the same rows as a sheet."""
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    query = request.GET.urlencode()
    if sheet:
        table.export_url = f"{sheet}?{query}" if query else sheet
    return table


def filtering(filter_set: Any) -> bool:
    """Whether any filter is set."""
    return any(filter_set.form[name].value() for name in filter_set.form.fields)
