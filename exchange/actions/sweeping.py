"""What nobody came back for: lost jobs, undecided imports, files without an import."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from django.db.models import QuerySet

from exchange import files
from exchange.actions import deciding, staging
from exchange.models import Import, StoredFile
from exchange.rules import Refused, State

ORPHANED_AFTER = timedelta(days=1)
log = structlog.get_logger(__name__)


def sweep(*, now: datetime) -> None:
    """End what has been lost or left, so that no personal data of staged rows stays behind.

    A lost reading fails; a lost commit wrote nothing and waits again for its importer. One import
    that cannot be ended is logged and holds up no other.
    """
    for job in Import.objects.lost(now):
        _end(_end_lost, job, now)
    for job in Import.objects.expired(now):
        _end(_end_expired, job, now)
    _forget_unwanted(files.PURPOSE, Import.objects.exclude(stored_as=""), now)
    _forget_unwanted(files.EVIDENCE, StoredFile.objects.all(), now)


def _end(how: Callable[[Import, datetime], None], job: Import, now: datetime) -> None:
    try:
        how(job, now)
    except Refused:  # its importer has just decided
        return
    except Exception:
        log.exception("an import could not be ended", ref=job.ref)


def _end_lost(job: Import, now: datetime) -> None:
    if job.state in (State.QUEUED, State.COMMITTING):
        deciding.give_back(job, now=now)
    else:
        staging.fail(job, "interrupted", {}, now=now)


def _end_expired(job: Import, now: datetime) -> None:
    staging.discard(job, now=now)


def _forget_unwanted(
    purpose: str, rows: QuerySet[Import] | QuerySet[StoredFile], now: datetime
) -> None:
    """Files that no row names: their deed was refused after they had been written."""
    wanted = set(rows.values_list("stored_as", flat=True))
    for path in files.stored(purpose=purpose):
        if path.name not in wanted and path.stat().st_mtime < (now - ORPHANED_AFTER).timestamp():
            path.unlink(missing_ok=True)
