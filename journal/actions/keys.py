"""Rotation of keys: a new key first, the old ones kept for what stands under them."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.models import Q

from journal import vault
from journal.actions.recording import record
from journal.actions.sealing import make_seal
from journal.models import AppendOnly, Seal

BATCH = 200


def rotate_key(folder: Path, name: str, *, now: datetime) -> None:
    """A new `encryption` or `signing` key; running processes use it after their next start."""
    with transaction.atomic():
        record(None, "journal.rotate_key", f"journal.key:{name}", now=now)
        vault.rotate(folder, name)


def announce_seal_key(folder: Path, seals: Path, *, now: datetime, day: date) -> Seal:
    """A new seal key: the old one signs a last seal that names it. Repeat it after a failure."""
    public = vault.public_bytes(vault.next_seal_key(folder))
    made = make_seal(seals, vault.seal_key(), now=now, day=day, next_key=public)
    vault.take_next_seal_key(folder)
    return made


def reencrypt(*, now: datetime) -> dict[str, int | None]:
    """Encrypt the registered columns anew with the newest key; rows done for each column.

    None stands for a column of an append-only table: its values stay under the key that they were
    written with, which must therefore be kept. Interrupted, it goes on where it was.
    """
    done: dict[str, int | None] = {}
    for label, column, purpose in settings.ENCRYPTED_COLUMNS:
        model = apps.get_model(label)
        name = f"{label}.{column}"
        if issubclass(model, AppendOnly):
            done[name] = None
            continue
        done[name] = sum(_reencrypt_rows(model, column, purpose))
    with transaction.atomic():
        facts = {name: rows for name, rows in done.items() if rows}
        record(None, "journal.reencrypt", "journal.key:encryption", facts, now=now)
    return done


def _reencrypt_rows(model: type[models.Model], column: str, purpose: str) -> Iterator[int]:
    """Batch after batch in order of key, each in a transaction of its own.

    `data.seed` is the text at the key `seed` of the column `data`, which holds JSON.
    """
    column, _dot, key = column.partition(".")
    wanted = Q(**{f"{column}__has_key": key}) if key else Q(**{f"{column}__isnull": False})
    rows = model._base_manager.filter(wanted).order_by("pk")
    after = None
    while True:
        page = rows if after is None else rows.filter(pk__gt=after)
        with transaction.atomic():
            batch = list(page.select_for_update().values_list("pk", column)[:BATCH])
            stale = [(pk, old) for pk, old in batch if not vault.is_current(_sealed(old, key))]
            for pk, old in stale:
                plain = vault.decrypt(_sealed(old, key), purpose=purpose)
                fresh: Any = vault.encrypt(plain, purpose=purpose)
                if key:
                    fresh = old | {key: base64.b64encode(fresh).decode()}
                model._base_manager.filter(pk=pk).update(**{column: fresh})
        if not batch:
            return
        yield len(stale)
        after = batch[-1][0]


def _sealed(stored: Any, key: str) -> bytes:
    return base64.b64decode(stored[key]) if key else bytes(stored)
