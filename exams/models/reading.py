"""Reading many attempts: some hundred at a time, so that no session is too large for memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet

from exams.models.attempts import Attempt, Logged, logs_of

READ_AT_ONCE = 200  # attempts with their whole record


def ids_of(attempts: QuerySet[Attempt]) -> list[int]:
    """Which attempts these are, in a fixed order."""
    return list(attempts.order_by("pk").values_list("pk", flat=True).distinct())


def in_parts(ids: Sequence[int], at_once: int = READ_AT_ONCE) -> Iterator[Sequence[int]]:
    """The same, some at a time."""
    for start in range(0, len(ids), at_once):
        yield ids[start : start + at_once]


def with_logs(
    ids: Sequence[int], loaded: QuerySet[Attempt]
) -> Iterator[tuple[Attempt, list[Logged]]]:
    """The attempts, as `loaded` reads them, each with all that was saved in it."""
    for part in in_parts(ids):
        logs = logs_of(part)
        for attempt in loaded.filter(pk__in=part).order_by("pk"):
            yield attempt, logs[attempt.pk]
