"""`{% icon "bell" %}`: an icon of the Lucide family, inlined from its installed wheel."""

from __future__ import annotations

import functools
import importlib.resources
from io import BytesIO
from zipfile import ZipFile

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


class NoSuchIcon(Exception):
    """The wheel holds no icon of this name."""


@register.simple_tag
@functools.lru_cache(maxsize=256)
def icon(name: str, extra: str = "") -> SafeString:
    """The icon as inline SVG, silent to screen readers: a word always stands beside it.

    `extra` is a further CSS class. Raises NoSuchIcon for a name that Lucide does not have.
    """
    return format_html(
        '<svg class="icon{}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>',
        f" {extra}" if extra else "",
        _shapes(name),
    )


@functools.lru_cache(maxsize=256)
def _shapes(name: str) -> SafeString:
    try:
        svg = _archive().read(f"{name}.svg").decode()
    except KeyError:
        raise NoSuchIcon(name) from None
    inner = svg.split(">", 1)[1].rsplit("</svg>", 1)[0]
    return mark_safe("".join(line.strip() for line in inner.splitlines()))  # noqa: S308  # a wheel's


@functools.lru_cache(maxsize=1)
def _archive() -> ZipFile:
    """Opened once: its list of contents takes longer to read than a hundred icons."""
    data = importlib.resources.files("lucide").joinpath("lucide.zip").read_bytes()
    return ZipFile(BytesIO(data))
