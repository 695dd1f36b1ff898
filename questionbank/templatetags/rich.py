"""`text|rich`: the markup of a question as elements; `text|words`: its words alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import nh3
from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from questionbank.rules.markup import ATTRIBUTES, TAGS, html, pictures, plain

register = template.Library()


@register.filter
def rich(text: str) -> SafeString:
    """For who keeps the bank: pictures come through the bank's own door."""
    return shown(text, lambda sha256: reverse("questionbank:picture", args=[sha256]))


@register.filter
def words(text: str) -> str:
    return plain(text)


def shown(text: str, address: Callable[[str], str]) -> SafeString:
    """The elements of the markup and no others.

    A text without pictures is the same wherever it is shown: what a whole roster reads at the same
    moment is made once.
    """
    return _clean(html(text, address)) if pictures(text) else _of_words(text)


@lru_cache(maxsize=1024)
def _of_words(text: str) -> SafeString:
    return _clean(html(text, str))


def _clean(written: str) -> SafeString:
    """Our own writer escapes every letter, and a second one, which knows nothing of it, takes away
    whatever else there might be."""
    clean = nh3.clean(
        written,
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        url_schemes=set(),
        link_rel=None,
    )
    return mark_safe(clean)  # noqa: S308  # the line above is what makes it safe
