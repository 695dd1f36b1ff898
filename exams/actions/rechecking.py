"""Every night some results are looked at again, so that tampering does not wait for a dispute."""

from __future__ import annotations

import secrets
from datetime import datetime

import structlog
from django.db import transaction

from exams.models import Attempt
from exams.proof import attempt_fault, recomputes
from journal.actions import record

SAMPLE = 50
log = structlog.get_logger(__name__)


def recheck_some(*, now: datetime) -> list[str]:
    """Hold some marked attempts, taken at random, to their chains and mark them again.

    Returns the refs of those that do not hold. The journal says how many were looked at and which
    failed; nothing is changed: what it means is for a person to decide.
    """
    marked = list(Attempt.objects.filter(results__isnull=False).distinct().values_list("pk"))
    if not marked:
        return []
    taken = secrets.SystemRandom().sample(marked, min(SAMPLE, len(marked)))
    rows = Attempt.objects.filter(pk__in=[pk for (pk,) in taken]).order_by("pk")
    attempts = rows.select_related("exam__seal", "session", "paper")
    failed = [attempt.ref for attempt in attempts if not _holds(attempt)]
    for ref in failed:
        log.error("the record of an attempt does not hold", ref=ref)
    with transaction.atomic():
        facts = {"checked": len(taken), "failed": failed}
        record(None, "exams.recheck", "exams.result:list", facts, now=now)
    return failed


def _holds(attempt: Attempt) -> bool:
    newest = attempt.results.newest_first()[0]
    return attempt_fault(attempt) is None and recomputes(newest)
