"""Pages of the room `notices`."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from notices.actions import Message, tell
from notices.models import Notice
from tests.matrix import NOT_ALLOWED, Row, everybody, only


def notice_of_li(world):
    if not hasattr(world, "notice"):
        with transaction.atomic():
            tell([world.cast["li"].pk], Message("training.cancelled"), now=timezone.now())
        world.notice = Notice.objects.get()
    return {"ref": world.notice.ref}


ROWS = [
    Row("notices:notices", get=everybody(200)),
    Row("notices:notices_sheet", get=everybody(200)),
    Row("notices:read_all", get=NOT_ALLOWED, post=everybody(302)),
    Row(
        "notices:mailbox",
        get=everybody(200),
        post=everybody(302),
        data=lambda world: {"wants_mail": "on", "address": "li@example.org"},
    ),
    Row(
        "notices:read",
        url=notice_of_li,
        get=NOT_ALLOWED,
        post=only(302, "li", others=404),
    ),
]
