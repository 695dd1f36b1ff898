"""The daily seal: where every chain ends, signed and laid down outside the database."""

from __future__ import annotations

import base64
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from journal import chains, models, rules, seals, vault
from journal.actions.recording import record


def make_seal(
    folder: Path, key: Ed25519PrivateKey, *, now: datetime, day: date, next_key: str = ""
) -> models.Seal:
    """Seal the heads of all chains as they stand, into `folder`, and enter it in the register.

    `next_key` announces the public key that will sign from the next seal on. A seal whose file was
    written but whose entry was lost (the computer failed in between) is entered first. Two seals
    made at once: the second fails on the register's unique number and leaves no file.
    """
    public = vault.public_bytes(key)
    lying = seals.read_folder(folder)
    series = rules.read_series(lying.seals, verifies=seals.verifies)
    path = None
    try:
        with transaction.atomic(durable=True):
            newest = models.Seal.objects.first()
            if series.last and _was_lost(series, newest, public):
                newest = _enter(series.last, lying.files[series.last.digest], now=now)
            statement = _statement(newest, series, now=now, day=day)
            statement |= {"key": public} | ({"next_key": next_key} if next_key else {})
            signature = base64.b64encode(key.sign(rules.signed_bytes(statement))).decode()
            seal = rules.Seal(statement, signature)
            # The file comes first: what the register names lies outside the database already.
            path = seals.write(folder, day, seal)
            return _enter(seal, path.name, now=now)
    except BaseException:
        if path is not None:
            path.unlink(missing_ok=True)
        raise


def seal_today(*, now: datetime) -> None:
    """The day's seal where one user runs everything; in production a user of its own makes it."""
    day = timezone.localdate(now)
    if not models.Seal.objects.filter(day=day).exists():
        make_seal(settings.ENVIRONMENT.seals, vault.seal_key(), now=now, day=day)


def _was_lost(series: rules.Series, newest: models.Seal | None, public: str) -> bool:
    """Whether the folder's last seal is ours, follows the register's last and is not in it."""
    last = series.last
    return (
        last is not None
        and not series.faults
        and public in (series.key, series.next_key)
        and last.n == (newest.n if newest else 0) + 1
        and last.statement["previous"] == (newest.digest if newest else rules.GENESIS)
    )


def _statement(
    newest: models.Seal | None, series: rules.Series, *, now: datetime, day: date
) -> dict[str, Any]:
    """What is sealed: only what moved since `newest`, or everything if the folder has gaps."""
    newest_digest = newest.digest if newest else ""
    known = series.heads if (series.last.digest if series.last else "") == newest_digest else None
    if series.faults:
        known = None
    return {
        "format": rules.FORMAT,
        "n": newest.n + 1 if newest else 1,
        "day": day.isoformat(),
        "made_at": now.astimezone(UTC).isoformat(timespec="seconds"),
        "previous": newest.digest if newest else rules.GENESIS,
        "sources": {
            name: rules.source_part(heads, None if known is None else known.get(name, {}))
            for name, heads in _heads().items()
        },
    }


def _heads() -> dict[str, dict[str, rules.Head]]:
    return {
        source.name: {rules.chain_key(name): (n, hash_) for name, n, hash_ in source.heads()}
        for source in chains.sources()
    }


def _enter(seal: rules.Seal, file: str, *, now: datetime) -> models.Seal:
    row = models.Seal.objects.create(
        n=seal.n,
        day=date.fromisoformat(seal.day),
        made_at=datetime.fromisoformat(seal.statement["made_at"]),
        chains=sum(part["count"] for part in seal.statement["sources"].values()),
        digest=seal.digest,
        previous=seal.statement["previous"],
        key=seal.statement["key"],
        signature=seal.signature,
        file=file,
    )
    record(None, "journal.make_seal", f"journal.seal:{seal.n}", {"digest": seal.digest}, now=now)
    return row
