"""How the city is loaded: without waiting for the disk at every deed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

HASTY = {"sqlite": "PRAGMA synchronous = NORMAL", "postgresql": "SET synchronous_commit = off"}
CAREFUL = {
    "sqlite": ("PRAGMA synchronous = FULL", "PRAGMA wal_checkpoint(TRUNCATE)"),
    "postgresql": ("SET synchronous_commit = on",),
}


@contextmanager
def without_waiting() -> Iterator[None]:
    """Let commits of this connection reach the disk later; on leaving everything is there.

    A power cut can lose what was loaded, never damage it: an invented city is then loaded anew.
    """
    with connection.cursor() as cursor:
        cursor.execute(HASTY[connection.vendor])
        try:
            yield
        finally:
            for statement in CAREFUL[connection.vendor]:
                cursor.execute(statement)
