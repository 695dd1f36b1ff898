"""Uploaded files on their way in: encrypted, under names made here, gone once decided."""

from __future__ import annotations

import secrets
from pathlib import Path

from django.conf import settings

from journal import vault

PURPOSE = "import file"


def keep(data: bytes) -> str:
    """Store a file encrypted; the name it goes by from now on."""
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    name = secrets.token_hex(16)
    path = folder() / name
    path.touch(mode=0o600, exist_ok=False)
    path.write_bytes(vault.encrypt(data, purpose=PURPOSE))
    return name


def fetch(name: str) -> bytes:
    """The stored file's bytes. Raises FileNotFoundError."""
    return vault.decrypt((folder() / name).read_bytes(), purpose=PURPOSE)


def remove(name: str) -> None:
    """Forget a stored file, if it is there."""
    if name:
        (folder() / name).unlink(missing_ok=True)


def stored() -> list[Path]:
    """All files that are kept now."""
    return sorted(folder().iterdir()) if folder().is_dir() else []


def folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "imports"
