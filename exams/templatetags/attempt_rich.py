"""`text|rich_of:ref`, `text|rich_on:ref`: a question as elements, its pictures through the door of
the attempt, or of the script that is marked."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

from questionbank.templatetags.rich import shown

register = template.Library()


@register.filter
def rich_of(text: str, ref: str) -> SafeString:
    """For candidates and whoever looks at their papers; `ref` is the attempt's."""
    return shown(text, lambda sha256: reverse("exams:attempt_picture", args=[ref, sha256]))


@register.filter
def rich_on(text: str, ref: str) -> SafeString:
    """For who marks an answer to it; `ref` is the script's."""
    return shown(text, lambda sha256: reverse("exams:script_picture", args=[ref, sha256]))
