"""Pages of the staged imports. An import is its importer's alone, whatever roles others hold."""

from __future__ import annotations

from exchange.actions import deciding, staging
from exchange.kinds import kind_named
from exchange.models import Import
from tests.conftest import NINE
from tests.exchange import files
from tests.matrix import NOT_ALLOWED, Row, only

ADMINS = ("agency_admin", "neighbour", "system_admin")
OTHER_IMPORTERS = ("setter", "coordinator", "legal_affairs", "exam_officer", "exam_officer_2")
ALL = (*ADMINS, *OTHER_IMPORTERS)


def staged(world):
    """许管's import, waiting for a decision; the file once for the row, not for each member."""
    found = Import.objects.filter(state="previewed").first()
    if found is None:
        found = _read(world)
    return {"ref": found.ref}


def committed(world):
    """许管's import, committed."""
    found = Import.objects.filter(state="committed").first()
    if found is None:
        found = _read(world)
        deciding.decide(found, now=NINE)
        deciding.commit(found, kind_named("persons"), now=NINE)
    return {"ref": found.ref}


def row_of(world):
    return staged(world) | {"n": 2}


def _read(world):
    admin, kind = world.cast["agency_admin"], kind_named("persons")
    data = files.persons(files.person("孙新"))
    job = staging.receive(
        kind, data, "名单.xlsx", actor_id=admin.pk, agency_id=admin.agency_id, now=NINE
    )
    staging.read(job, kind, now=NINE)
    return job


def own(status):
    """The importer gets `status`; other holders of the role 404, everybody else 403."""
    others = dict.fromkeys(("neighbour", "system_admin", *OTHER_IMPORTERS), 404)
    return only(status, "agency_admin", **others)


ROWS = [
    Row("imports:imports", get=only(200, *ALL)),
    Row("imports:imports_sheet", get=only(200, *ALL)),
    Row("imports:upload", get=only(200, *ALL), post=only(422, *ALL)),
    Row("imports:template", get=only(200, *ADMINS), url=lambda world: {"kind": "persons"}),
    Row(
        "imports:template",
        about="questions",
        get=only(200, "setter"),
        url=lambda world: {"kind": "questions"},
    ),
    Row("imports:show", get=own(200), url=staged, about="waiting"),
    Row("imports:show", get=own(200), url=committed, about="committed"),
    Row("imports:progress", get=own(200), url=staged),
    Row(
        "imports:mend",
        get=own(200),
        post=own(302),
        url=row_of,
        data=lambda world: {"name": "孙欣"},
    ),
    Row(
        "imports:resolve",
        get=NOT_ALLOWED,
        post=own(302),
        url=staged,
        data=lambda world: {"n": "2", "resolution": "skip"},
    ),
    Row("imports:commit", get=own(200), post=own(302), url=staged),
    Row("imports:discard", get=NOT_ALLOWED, post=own(302), url=staged),
    Row(
        "imports:undo",
        get=own(200),
        post=own(302),
        url=committed,
        data=lambda world: {"reason": "名单有误"},
    ),
]
