"""`text|rich_of:code`: a practice question as elements, its pictures through practice's door."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

from questionbank.templatetags.rich import shown

register = template.Library()


@register.filter
def rich_of(text: str, code: str) -> SafeString:
    """For whoever practises; `code` is the question's."""
    return shown(text, lambda sha256: reverse("practice:picture", args=[code, sha256]))


@register.filter
def marks(hundredths: int | None) -> str:
    """150 as 1.5, 200 as 2."""
    return f"{(hundredths or 0) / 100:.2f}".rstrip("0").rstrip(".")
