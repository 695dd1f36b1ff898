"""The site with one promise broken on purpose: `CHAOS_FAULT` says which. What watches must see it.

A control of the measurement, and nothing of the product: it stands in front of the product's own
entry point and exchanges one function of it.
"""

from __future__ import annotations

import os
import secrets
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.conf import settings

FAULT = os.environ["CHAOS_FAULT"]
if FAULT == "asynchronous_commit":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingfa.settings")
    options = settings.DATABASES["default"]["OPTIONS"]
    options["options"] = options["options"].replace(
        "synchronous_commit=on", "synchronous_commit=off"
    )

import mingfa.wsgi  # noqa: E402  # by now the settings are what they shall be

application = mingfa.wsgi.application

from exams.actions import judging, saving  # noqa: E402
from exams.rules import clocks, keeping  # noqa: E402
from exams.rules.keeping import Disposition, Operation  # noqa: E402
from exams.views import door  # noqa: E402
from exams.views import saving as page  # noqa: E402

HELD_BACK = 0.4  # seconds


def acknowledge_first(
    ref: str, person_id: int, operations: Sequence[Operation], **when: Any
) -> saving.Saved:
    """Say that everything was applied, and store it a little later."""

    def later() -> None:
        time.sleep(HELD_BACK)
        saving.save(ref, person_id, operations, **when)

    threading.Thread(target=later, daemon=True).start()
    return saving.Saved(
        {op.op_id: Disposition.APPLIED for op in operations},
        keeping.State.OPEN, operations[0].epoch, 1, "0" * 64, when["now"],
    )  # fmt: skip


def forget_ids(
    ref: str, person_id: int, operations: Sequence[Operation], **when: Any
) -> saving.Saved:
    """Take every request for a new one: other ids, numbers by the clock."""
    first = time.time_ns() // 10_000 % 2_000_000_000
    new = {
        op.op_id: replace(op, op_id=secrets.token_hex(16), seq=first + n)
        for n, op in enumerate(operations)
    }
    saved = saving.save(ref, person_id, list(new.values()), **when)
    said = {op_id: saved.dispositions[op.op_id] for op_id, op in new.items()}
    return replace(saved, dispositions=said)


def without_fence(op: Operation, *, epoch: int, **rest: Any) -> Disposition:
    """Judge as if every computer held the pen."""
    return RULE(replace(op, epoch=epoch), epoch=epoch, **rest)


RULE = keeping.disposition
if FAULT == "acknowledged_before_commit":
    page.save_operations = door.save_operations = acknowledge_first
elif FAULT == "no_dedupe":
    page.save_operations = door.save_operations = forget_ids
elif FAULT == "no_fence":
    judging.keeping.disposition = without_fence  # type: ignore[attr-defined]
elif FAULT == "no_watch":
    clocks.MOST_SKEW = float("inf")

__all__ = ["application"]
