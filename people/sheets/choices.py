"""The words by which sheets name a choice."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.utils import translation


def in_sheets(choices: Iterable[tuple[str, object]]) -> dict[str, str]:
    """The value behind each word. Sheets speak the city's language, whatever the reader chose."""
    with translation.override(settings.LANGUAGE_CODE):
        return {str(label): value for value, label in choices}
