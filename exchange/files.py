"""Uploaded files: encrypted, under names made here.

Files of imports are gone once the import is decided, sheets to be checked once they are read;
evidence (scans that prove a record) stays.
"""

from __future__ import annotations

import secrets
from pathlib import Path

from django.conf import settings

from journal import vault

PURPOSE = "import file"
EVIDENCE = "evidence file"
CHECKING = "checking file"
FOLDERS = {PURPOSE: "imports", EVIDENCE: "evidence", CHECKING: "checks"}


def keep(data: bytes, *, purpose: str = PURPOSE) -> str:
    """Store a file encrypted; the name it goes by from now on."""
    folder(purpose).mkdir(parents=True, exist_ok=True, mode=0o700)
    name = secrets.token_hex(16)
    path = folder(purpose) / name
    path.touch(mode=0o600, exist_ok=False)
    path.write_bytes(vault.encrypt(data, purpose=purpose))
    return name


def fetch(name: str, *, purpose: str = PURPOSE) -> bytes:
    """The stored file's bytes. Raises FileNotFoundError."""
    return vault.decrypt((folder(purpose) / name).read_bytes(), purpose=purpose)


def remove(name: str, *, purpose: str = PURPOSE) -> None:
    """Forget a stored file of an import, or for another passing purpose, if it is there."""
    if name:
        (folder(purpose) / name).unlink(missing_ok=True)


def stored(*, purpose: str = PURPOSE) -> list[Path]:
    """All files that are kept now."""
    return sorted(folder(purpose).iterdir()) if folder(purpose).is_dir() else []


def folder(purpose: str = PURPOSE) -> Path:
    return Path(settings.MEDIA_ROOT) / FOLDERS[purpose]
