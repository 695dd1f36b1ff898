"""For monitors: is the process up, and is the site ready? Public; says nothing else."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mingfa.environment import WEB_KEYS
from mingfa.models import Installation, WorkerBeat

ALIVE_WITHIN = timedelta(seconds=60)


@login_not_required
@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as this process answers; asks nothing of anybody else."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when the site can do its work, 503 otherwise; says which part is not ready."""
    parts = {"keys": all((settings.ENVIRONMENT.keys / name).is_file() for name in WEB_KEYS)}
    try:
        parts |= _database_parts()
    except Error:
        parts["database"] = False
    return JsonResponse(parts, status=200 if all(parts.values()) else 503)


def _database_parts() -> dict[str, bool]:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        return {"database": True, "migrations": False}
    is_demonstration = Installation.objects.filter(is_demonstration=True).exists()
    return {
        "database": True,
        "migrations": True,
        "worker": WorkerBeat.objects.alive_since(timezone.now() - ALIVE_WITHIN).exists(),
        "data": not (settings.ENVIRONMENT.production and is_demonstration),
    }
