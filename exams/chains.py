"""The attempts' own chains, as the journal's verifier and the daily seal read them."""

from __future__ import annotations

from collections.abc import Iterator

from exams.models import Attempt
from exams.proof import rows_of
from journal.rules import Row


def attempts() -> Iterator[Attempt]:
    """Every attempt, in order of ids; in batches, so that a year of them fits into memory."""
    yield from Attempt.objects.order_by("pk").iterator(chunk_size=500)


def rows(attempt: Attempt) -> Iterator[Row]:
    """One attempt's chain."""
    return rows_of(attempt)
