"""Background jobs of the imports. Each may be delivered twice; the second time it does nothing."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from exchange import kinds
from exchange.actions import deciding, staging
from exchange.models import Import


@task()
def read_import(ref: str) -> None:
    """Read and check an uploaded file. What goes wrong unforeseen ends the import and is logged."""
    job = Import.objects.get(ref=ref)
    kind = kinds.kind_named(job.kind)
    try:
        if kind is not None:
            staging.read(job, kind, now=timezone.now())
    except Exception:
        staging.fail(job, "interrupted", {}, now=timezone.now())
        raise


@task()
def commit_import(ref: str) -> None:
    """Commit a decided import; what goes wrong unforeseen leaves nothing written, and is logged."""
    job = Import.objects.get(ref=ref)
    kind = kinds.kind_named(job.kind)
    try:
        if kind is not None:
            deciding.commit(job, kind, now=timezone.now())
    except Exception:
        deciding.give_back(job, now=timezone.now())
        raise
