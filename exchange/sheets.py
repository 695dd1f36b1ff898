"""Spreadsheets out: one writer for every list of the product, and the templates of the imports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext

from exchange.rules import MOST_ROWS, Column
from exchange.wording import GUIDE

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_EXPORTED = 50_000  # rows of one sheet; more are asked for in parts (house default)
LONGEST_CELL = 32_767  # characters; Excel's own limit
CUT = "……（过长，已截断）"
WIDEST_COLUMN = 48
SHEET_NAME_BARRED = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def write_table(
    title: str, headers: Sequence[str], rows: Iterable[Sequence[object]], *, note: str = ""
) -> bytes:
    """A workbook with one sheet: a bold frozen head with a filter, and the rows below it.

    Whole numbers stay numbers, so that they can be added up. Everything else is written as text:
    an identifier keeps its leading zeros and a text that looks like a formula stays a text. `note`
    (who exported what, when) stands in the file's properties. A cell longer than Excel allows is
    cut and says so.
    """
    buffer = BytesIO()
    with open_book(buffer) as book:
        book.set_properties({"title": title, "comments": note})
        sheet = book.add_worksheet(sheet_name(title))
        head = book.add_format({"bold": True, "bottom": 1})
        widths = [_width(header) for header in headers]
        for c, header in enumerate(headers):
            sheet.write_string(0, c, shown(header), head)
        last = 0
        for last, row in enumerate(rows, start=1):
            for c, value in enumerate(row):
                widths[c] = max(widths[c], write_cell(sheet, last, c, value))
        for c, width in enumerate(widths):
            sheet.set_column(c, c, width)
        sheet.freeze_panes(1, 0)
        if headers:
            sheet.autofilter(0, 0, last, len(headers) - 1)
    return buffer.getvalue()


def write_template(title: str, columns: Sequence[Column]) -> bytes:
    """The empty sheet of an import: a head, lists to choose from, and a sheet that explains.

    Every cell below the head is text, so that long numbers and leading zeros survive.
    """
    buffer = BytesIO()
    with open_book(buffer) as book:
        bold = book.add_format({"bold": True, "bottom": 1, "num_format": "@"})
        must = book.add_format({"bold": True, "bottom": 1, "num_format": "@", "color": "#b12d19"})
        text = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet(sheet_name(title))
        for c, column in enumerate(columns):
            sheet.set_column(c, c, max(12, _width(column.title), _width(column.example)), text)
            sheet.write_string(0, c, column.title, must if column.required else bold)
            if column.choices and not column.several:
                _offer(sheet, c, column)
        sheet.freeze_panes(1, 0)
        _explain(book, columns, bold)
    return buffer.getvalue()


def _offer(sheet: Any, c: int, column: Column) -> None:
    sheet.data_validation(
        1,
        c,
        MOST_ROWS,
        c,
        {
            "validate": "list",
            "source": list(column.choices),
            "error_title": column.title,
            "error_message": gettext("请从列表中选择。"),
        },
    )


def _explain(book: Any, columns: Sequence[Column], bold: Any) -> None:
    """The second sheet; the reader never looks at it (`wording.guide_titles`)."""
    sheet = book.add_worksheet(sheet_name(str(GUIDE)))
    heads = [
        gettext("列"),
        gettext("是否必填"),
        gettext("说明"),
        gettext("可填内容"),
        gettext("示例"),
    ]
    for c, (head, width) in enumerate(zip(heads, (14, 10, 48, 48, 24), strict=True)):
        sheet.write_string(0, c, head, bold)
        sheet.set_column(c, c, width)
    for r, column in enumerate(columns, start=1):
        words = [
            column.title,
            gettext("必填") if column.required else gettext("选填"),
            str(column.help),
            "、".join(column.choices),
            column.example,
        ]
        for c, word in enumerate(words):
            sheet.write_string(r, c, word)


def open_book(buffer: BytesIO) -> Any:
    """A new workbook in which no text ever becomes a formula, a number or a link by itself."""
    return xlsxwriter.Workbook(
        buffer,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        },
    )


def write_cell(sheet: Any, row: int, column: int, value: object) -> int:
    """Write one value, a whole number as a number, all else as text; the width it asks for.

    A moment is written by the clock of the city.
    """
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**15:
        sheet.write_number(row, column, value)
        return _width(str(value))
    if isinstance(value, datetime):
        value = timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    text = shown("" if value is None else str(value))
    sheet.write_string(row, column, text)
    return _width(text)


def shown(text: str) -> str:
    """The text as a cell can hold it: within Excel's length, without half characters."""
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if len(text.encode("utf-16-le")) // 2 > LONGEST_CELL:
        text = text[: LONGEST_CELL // 2 - len(CUT)] + CUT
    return text


def sheet_name(title: str) -> str:
    """A title as Excel accepts it for a sheet: at most 31 characters, none of its barred ones."""
    return title.translate(SHEET_NAME_BARRED).strip()[:31].strip() or "Sheet1"


def _width(text: str) -> int:
    """Columns of a text on screen (a Chinese character takes two), within reason."""
    first_line = text.split("\n", 1)[0][:WIDEST_COLUMN]
    return min(WIDEST_COLUMN, 2 + sum(2 if ord(c) > 0x2E80 else 1 for c in first_line))
