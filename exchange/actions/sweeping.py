"""What nobody came back for: lost jobs, undecided imports, files without an import."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet

from exchange import files
from exchange.actions import deciding, staging
from exchange.models import Import, StoredFile
from exchange.rules import State

ORPHANED_AFTER = timedelta(days=1)


def sweep(*, now: datetime) -> None:
    """End what has been lost or left, so that no personal data of staged rows stays behind.

    A lost reading fails; a lost commit wrote nothing and waits again for its importer.
    """
    for job in Import.objects.lost(now):
        if job.state in (State.QUEUED, State.COMMITTING):
            deciding.give_back(job, now=now)
        else:
            staging.fail(job, "interrupted", {}, now=now)
    for job in Import.objects.expired(now):
        staging.discard(job, now=now)
    _forget_unwanted(files.PURPOSE, Import.objects.exclude(stored_as=""), now)
    _forget_unwanted(files.EVIDENCE, StoredFile.objects.all(), now)


def _forget_unwanted(
    purpose: str, rows: QuerySet[Import] | QuerySet[StoredFile], now: datetime
) -> None:
    """Files that no row names: their deed was refused after they had been written."""
    wanted = set(rows.values_list("stored_as", flat=True))
    for path in files.stored(purpose=purpose):
        if path.name not in wanted and path.stat().st_mtime < (now - ORPHANED_AFTER).timestamp():
            path.unlink(missing_ok=True)
