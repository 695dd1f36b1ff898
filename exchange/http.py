"""Files and sheets by HTTP: what a browser may send, and what it may take away.

Nothing beyond the cap is taken in, from anybody; nothing that was uploaded is shown in place.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.core.paginator import EmptyPage, PageNotAnInteger
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django_filters import FilterSet
from django_tables2 import DateTimeColumn, RequestConfig, Table
from django_tables2.data import TableQuerysetData

from exchange import files
from exchange.models import StoredFile
from exchange.rules import LARGEST_FILE
from exchange.sheets import CONTENT_TYPE, MOST_EXPORTED, write_table

PER_PAGE = 50  # rows of a list
AHEAD = 20 * PER_PAGE  # keys of a long list that are read before its rows are counted


class RowsByKey(TableQuerysetData):  # type: ignore[misc]  # untyped
    """The rows of a list that may be long: a page is found by its keys, and only its rows loaded,
    out of `loaded` with all that the table shows (or else of the list itself).

    What is sorted is then narrow and stays in memory, and what the list is filtered by is asked but
    once. The first keys are read at once: where there are no more of them they are counted.
    """

    def __init__(self, rows: QuerySet[Any], loaded: QuerySet[Any] | None = None) -> None:
        super().__init__(rows)
        self.loaded = rows if loaded is None else loaded

    def __len__(self) -> int:
        if getattr(self, "_length", None) is None:
            self.ahead = list(self._keys()[: AHEAD + 1])
            whole = len(self.ahead) <= AHEAD
            self._length = len(self.ahead) if whole else self.data.count()
        return int(self._length)

    def __getitem__(self, place: int | slice) -> Any:
        if not isinstance(place, slice):
            return self.data[place]
        known = len(self) <= AHEAD or place.stop <= AHEAD
        keys = self.ahead[place] if known else self._far(place.start, place.stop)
        rows = self.loaded.in_bulk(keys)
        return [rows[key] for key in keys if key in rows]

    def _far(self, start: int, stop: int) -> list[Any]:
        """The keys of a page that was not read ahead, sought from the nearer end of the list."""
        after = len(self) - stop
        if start <= after:
            return list(self._keys()[start:stop])
        return list(self._keys().reverse()[max(after, 0) : len(self) - start])[::-1]

    def _keys(self) -> Any:
        return self.data.values_list("pk", flat=True)

    def order_by(self, aliases: Any) -> None:
        """As the table is sorted; what was read in another order is forgotten."""
        super().order_by(aliases)
        self._length = None


def in_order(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The rows in their order with the key at its end, in the direction of what stands before it:
    so that rows which are alike in the order never change places between two pages."""
    query = rows.query
    if query.is_sliced or query.combinator or query.values_select:
        return rows
    order = tuple(query.order_by or (rows.model._meta.ordering if query.default_ordering else ()))
    return rows.order_by(*order, "-pk" if order and _falls(order[-1]) else "pk")


def _falls(term: Any) -> bool:
    """Whether a term of an order puts the greatest first."""
    return term.startswith("-") if isinstance(term, str) else getattr(term, "descending", False)


def as_list(request: HttpRequest, table: Table, *, sheet: str = "") -> Table:
    """The list sorted and paged as the address says; `sheet` is where the same rows go out."""
    sort(request, table)
    try:
        table.paginate(page=request.GET.get(table.prefixed_page_field, 1), per_page=PER_PAGE)
    except PageNotAnInteger:
        table.page = table.paginator.page(1)
    except EmptyPage:
        table.page = table.paginator.page(table.paginator.num_pages)
    if sheet:
        query = request.GET.urlencode()
        table.export_url = f"{sheet}?{query}" if query else sheet
    return table


def sort(request: HttpRequest, table: Table) -> None:
    """Sort the table as the address says, to the last row."""
    RequestConfig(request, paginate=False).configure(table)
    if isinstance(table.data, TableQuerysetData) and isinstance(table.data.data, QuerySet):
        table.data.data = in_order(table.data.data)


def filtering(filter_set: FilterSet) -> bool:
    """Whether any of the list's filters is set."""
    return any(filter_set.form[name].value() for name in filter_set.form.fields)


def as_sheet(
    request: HttpRequest, table: Table, title: str, *, note: str = "", without: Sequence[str] = ()
) -> HttpResponse:
    """All rows of a list, filtered and sorted as the address says, as a sheet to keep.

    Of more rows than one sheet takes there is none: the page says so and how to go on.
    """
    sort(request, table)
    if refusal := too_many(request, len(table.rows)):
        return refusal
    columns = [
        column
        for column in table.columns.iterall()
        if column.name not in without and not column.column.exclude_from_export
    ]
    rows = ([_cell(row, column) for column in columns] for row in table.rows)
    content = write_table(title, [str(column.header) for column in columns], rows, note=note)
    return attachment(content, title)


def _cell(row: Any, column: Any) -> object:
    """What a sheet holds of a cell: a moment as one, for the table would give it in UTC."""
    if isinstance(column.column, DateTimeColumn):
        moment = column.accessor.resolve(row.record, quiet=True)
        if moment is not None:
            return moment
    return row.get_cell_value(column.name)


def too_many(request: HttpRequest, rows: int) -> HttpResponse | None:
    """The page that refuses a sheet of so many rows, or None where they are within the limit."""
    if rows <= MOST_EXPORTED:
        return None
    context = {"rows": rows, "most": MOST_EXPORTED}
    return render(request, "exchange/too_many.html", context, status=422)


def attachment(content: bytes, title: str) -> HttpResponse:
    """A sheet under its title and the day, never opened in place."""
    response = HttpResponse(content, content_type=CONTENT_TYPE)
    name = quote(f"{title}{timezone.localdate():%Y%m%d}.xlsx")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


CONTENT_TYPES = {"pdf": "application/pdf", "png": "image/png", "jpeg": "image/jpeg"}


def as_download(stored: StoredFile) -> HttpResponse:
    """The file as an attachment. The door is the owning room's: nobody is asked here.

    Raises FileNotFoundError when the bytes are gone.
    """
    response = HttpResponse(
        files.fetch(stored.stored_as, purpose=files.EVIDENCE),
        content_type=CONTENT_TYPES[stored.file_type],
    )
    name = quote(stored.file_name)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


class LimitedUploadHandler(FileUploadHandler):
    """Stops taking in a body that holds more than the cap in files; the rest is not stored.

    The request then has no file and says so by `is_upload_too_large`.
    """

    received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > LARGEST_FILE:
            self.request.is_upload_too_large = True  # type: ignore[union-attr]
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile | None:
        return None
