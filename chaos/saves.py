"""Saves by the product's own deed, for a disk that is watched."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import django

django.setup()

from django.conf import settings  # noqa: E402  # tables exist only after setup
from django.db import connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from exams.actions.saving import save  # noqa: E402
from exams.models import Attempt  # noqa: E402
from exams.rules.keeping import FIRST_CLIENT_SEQ, Operation  # noqa: E402


def set_synchronous(mode: str) -> None:
    """How far SQLite waits for the disk, for every connection from now on."""
    options = settings.DATABASES["default"]["OPTIONS"]
    options["init_command"] = options["init_command"].replace(
        "synchronous=FULL", f"synchronous={mode}"
    )
    connections.close_all()


def save_some(count: int, seed: int) -> Iterator[str]:
    """Answer in turn; each operation's id as soon as it is acknowledged."""
    random, attempts = Random(seed), list(Attempt.objects.select_related("paper").order_by("pk"))
    for n in range(count):
        attempt = attempts[n % len(attempts)]
        place = random.choice(attempt.sat.body["places"])
        op = Operation(
            op_id=f"{random.getrandbits(128):032x}",
            epoch=1,
            seq=FIRST_CLIENT_SEQ + n,
            place=place["place"],
            choices=(place["tokens"][0],),
        )
        now = timezone.now()
        save(attempt.ref, attempt.person_id, [op], arrival=now, now=now)
        yield op.op_id
