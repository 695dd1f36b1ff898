"""Pages of the room `journal`: auditors read; who runs the site sees its seals alone."""

from __future__ import annotations

from django.db import transaction

from journal.actions import record
from tests.conftest import NINE
from tests.matrix import NOT_ALLOWED, Row, everybody, only


def an_entry(world):
    with transaction.atomic():
        act = ("people.grant_role", f"people.person:{world.cast['li'].pk}")
        return record(world.cast["li"].pk, *act, now=NINE, agency_id=world.tree.here.pk)


def nothing(world):
    return {"pk": 987654}


ROWS = [
    Row("journal:entries", get=only(200, "auditor")),
    Row(
        "journal:export_entries",
        get=only(200, "auditor"),
        post=only(422, "auditor"),  # no purpose is given
    ),
    Row(
        "journal:entry",
        about="an act of 市城管局",
        url=lambda world: {"pk": an_entry(world).pk},
        get=only(200, "auditor"),
        post=NOT_ALLOWED,
    ),
    Row("journal:entry", about="no such act", url=nothing, get=only(404, "auditor")),
    Row(
        "journal:chain",
        about="the chain of 市城管局",
        url=lambda world: {"pk": an_entry(world).stream_id},
        get=only(200, "auditor"),
    ),
    Row("journal:chain", about="no such chain", url=nothing, get=only(404, "auditor")),
    Row("journal:seals", get=only(200, "auditor", "system_admin"), post=everybody(405)),
]
