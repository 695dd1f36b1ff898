"""`{% cells row %}`: the cells of one row of a list. A page has hundreds: each is drawn once here,
with what all rows of a column have in common made up once for the table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.template.base import render_value_in_context
from django.template.context import Context
from django.utils.formats import localize
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag(takes_context=True)
def cells(context: Context, row: Any) -> SafeString:
    """The first cell heads its row, each other names its column for a phone."""
    kept = vars(row.table).setdefault("_opened", {})
    drawn = []
    for column, value in row.items():
        opening, tag = kept.get(column.name) or _opening(column, kept)
        shown = _shown(context, column, value)
        drawn.append(f"{opening}{shown}</{tag}>")
    return mark_safe("".join(drawn))  # noqa: S308  # of parts that are escaped


def _opening(column: Any, kept: dict[str, tuple[str, str]]) -> tuple[str, str]:
    """The cell's start tag and its name; kept where it is the same in every row."""
    attributes = column.attrs["td"].as_html()
    if column is next(iter(column._table.columns)):
        opened = (str(format_html('<th scope="row" {}>', attributes)), "th")
    else:
        label = conditional_escape(column.header)
        opened = (str(format_html('<td data-label="{}" {}>', label, attributes)), "td")
    if not _depends_on_row(column):
        kept[column.name] = opened
    return opened


def _depends_on_row(column: Any) -> bool:
    """Whether an attribute of the column's cells is reckoned from the row."""
    said: Mapping[str, Any] = {**column._table.attrs, **column.column.attrs}
    given = said.get("td", said.get("cell", {}))
    return any(callable(value) for value in given.values())


def _shown(context: Context, column: Any, value: object) -> str:
    """What stands in the cell, escaped, in the reader's way of writing numbers and days."""
    if column.localize is False:
        value = localize(value, use_l10n=False)
    return str(render_value_in_context(value, context))
