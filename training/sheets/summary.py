"""The yearly table by unit, as it is handed in: head, rows, total, who filled it in and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO

from django.utils.translation import gettext as _

from exchange.sheets import open_book, sheet_name, write_cell
from training.rules import Tally
from training.templatetags.training_words import amount

WIDTHS = (6, 32, 12, 12, 12, 12, 12, 10, 16, 12, 12)
HEAD = 2  # the row of column heads, below the title and the line of the agency


def summary_sheet(
    title: str, agency: str, units: Sequence[tuple[str, Tally]], whole: Tally, *, by: str, on: date
) -> bytes:
    """One A4 landscape page: a row for each unit, the total last."""
    buffer = BytesIO()
    with open_book(buffer) as book:
        book.set_properties({"title": title})
        sheet = book.add_worksheet(sheet_name(title))
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEAD)
        sheet.set_footer("&C&P / &N")
        big = book.add_format({"bold": True, "font_size": 16, "align": "center"})
        head = book.add_format({"bold": True, "border": 1, "text_wrap": True, "align": "center"})
        line = book.add_format({"border": 1})
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        sheet.merge_range(0, 0, 0, len(WIDTHS) - 1, title, big)
        write_cell(sheet, 1, 0, _("填报单位：%(agency)s") % {"agency": agency})
        for column, word in enumerate(_heads()):
            sheet.write_string(HEAD, column, word, head)
        rows = [(str(n), name, tally) for n, (name, tally) in enumerate(units, start=1)]
        for row, (n, name, tally) in enumerate([*rows, ("", _("合计"), whole)], start=HEAD + 1):
            for column, value in enumerate((n, name, *_values(tally))):
                if isinstance(value, int):
                    sheet.write_number(row, column, value, line)
                else:
                    sheet.write_string(row, column, value, line)
        said = {"by": by, "on": on.isoformat()}
        write_cell(sheet, HEAD + len(rows) + 3, 0, _("填表人：%(by)s　统计日期：%(on)s") % said)
    return buffer.getvalue()


def _heads() -> list[str]:
    return [
        _("序号"), _("单位"), _("应训人数"), _("已达标"), _("进度正常"), _("进度偏慢"),
        _("进度滞后"), _("达标率"), _("集中培训未满（人）"), _("尚无学时（人）"), _("人均学时"),
    ]  # fmt: skip


def _values(tally: Tally) -> list[int | str]:
    return [
        tally.total,
        tally.met,
        tally.on_track,
        tally.at_risk,
        tally.behind,
        "—" if tally.rate is None else f"{tally.rate}%",
        tally.days_owed,
        tally.nothing_yet,
        amount(tally.mean),
    ]
