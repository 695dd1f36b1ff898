"""`{% cells row %}`: the cells of one row of a list. A page has hundreds: each is drawn once here,
with what all rows of a column have in common made up once for the table. `{{ form|chosen }}`: by
what a list is filtered, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.db.models import QuerySet
from django.forms import BaseForm, BoundField, ModelChoiceField
from django.template.base import render_value_in_context
from django.template.context import Context
from django.utils.formats import localize
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

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


@register.filter
def chosen(form: BaseForm) -> str:
    """What is asked for in a form of filters, field by field: 状态：已用，难度：易."""
    if not form.is_bound or not form.is_valid():
        return ""
    said = []
    for field in form.visible_fields():
        value = form.cleaned_data.get(field.name)
        if value not in (None, "", [], False):
            said.append(gettext("%(name)s：%(value)s") % _named(field, value))
    return gettext("，").join(said)


def _named(field: BoundField, value: Any) -> dict[str, str]:
    """A field's label and what it says: the words of a choice, not its code."""
    if value is True:
        return {"name": str(field.label), "value": gettext("是")}
    many = value if isinstance(value, list | tuple | QuerySet) else [value]
    words: dict[Any, Any] = {}
    if not isinstance(field.field, ModelChoiceField):
        words = {str(code): word for code, word in getattr(field.field, "choices", ())}
    shown = [str(words.get(str(one), one)) for one in many]
    return {"name": str(field.label), "value": gettext("、").join(shown)}
