"""How the tests of this room bring a file in."""

from __future__ import annotations

import pytest

from exchange import kinds
from exchange.actions import deciding, staging
from exchange.models import Import
from tests.conftest import NINE


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    """Uploaded files of a test lie in a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "files"


def stage(kind_name, data, actor, name="名单.xlsx"):
    """Upload a file and have it read."""
    kind = kinds.kind_named(kind_name)
    job = staging.receive(kind, data, name, actor_id=actor.pk, agency_id=actor.agency_id, now=NINE)
    staging.read(job, kind, now=NINE)
    return Import.objects.get(pk=job.pk)


def commit(job):
    """Decide for an import and have it committed."""
    deciding.decide(job, now=NINE)
    deciding.commit(job, kinds.kind_named(job.kind), now=NINE)
    job.refresh_from_db()
    return job


def undo(job, actor, reason="导入了错误的名单"):
    kind = kinds.kind_named(job.kind)
    deciding.undo(job, kind, actor_id=actor.pk, reason=reason, now=NINE)
    job.refresh_from_db()
    return job


def mend(job, n, **cells):
    staging.mend(job, kinds.kind_named(job.kind), n, cells, now=NINE)


def resolve(job, n, resolution, key=""):
    kind = kinds.kind_named(job.kind)
    staging.resolve(job, kind, [n] if isinstance(n, int) else n, resolution, key=key, now=NINE)


def faults(job):
    """The faults of a preview as (row, column, code), in order."""
    return [
        (row.n, fault["column"], fault["code"]) for row in job.rows.all() for fault in row.faults
    ]


def standings(job):
    return {row.n: str(row.standing) for row in job.rows.all()}
