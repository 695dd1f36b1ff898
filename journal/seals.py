"""The folder of seals: `seal-YYYY-MM-DD[-N].json`, and the public keys beside them."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from journal import vault
from journal.models import Seal as Entered
from journal.rules import FORMAT, Seal, canonical, signed_bytes


class SealUnreadable(Exception):
    """A file in the folder is no seal; the message names it."""


@dataclass(frozen=True)
class Folder:
    """What lies in a folder of seals; `faults` names the files that are none."""

    seals: list[Seal]
    files: dict[str, str]
    faults: list[str]


def read_folder(folder: Path) -> Folder:
    """All seals of the folder; `files` gives each one's file by its digest."""
    found = Folder([], {}, [])
    for path in sorted(folder.glob("seal-*.json")):
        try:
            seal = read(path)
        except SealUnreadable as unreadable:
            found.faults.append(str(unreadable))
        else:
            found.seals.append(seal)
            found.files[seal.digest] = path.name
    return found


def read(path: Path) -> Seal:
    """The seal of one file. Raises SealUnreadable."""
    try:
        held = json.loads(path.read_bytes())
        seal = Seal(held["statement"], str(held["signature"]))
        if seal.statement["format"] != FORMAT or seal.n < 1:
            raise ValueError("format")
        for part in seal.statement["sources"].values():
            if not {"count", "root", "full", "heads"} <= part.keys():
                raise ValueError("sources")
            for _chain, n, _hash in part["heads"]:
                int(n)
        _ = (seal.statement["key"], seal.statement["previous"], seal.day, seal.digest)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise SealUnreadable(f"{path.name} cannot be read as a seal: altered or damaged") from error
    return seal


def write(folder: Path, day: date, seal: Seal) -> Path:
    """Write the seal durably under the first free name of the day; it is never overwritten."""
    folder.mkdir(parents=True, exist_ok=True)
    pinned = folder / f"seal-key-{fingerprint(str(seal.statement['key']))}.pub"
    if not pinned.exists():
        pinned.write_text(f"{seal.statement['key']}\n", encoding="ascii")
    content = canonical({"statement": seal.statement, "signature": seal.signature}) + b"\n"
    n = 1
    while True:
        path = folder / (f"seal-{day:%Y-%m-%d}.json" if n == 1 else f"seal-{day:%Y-%m-%d}-{n}.json")
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        except FileExistsError:
            n += 1
            continue
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        return path


class State(StrEnum):
    """What the file of a registered seal shows."""

    INTACT = "intact"
    MISSING = "missing"
    ALTERED = "altered"
    FORGED = "forged"


def state_of(folder: Path, row: Entered) -> State:
    """Whether the file of a seal still is what the register names and its key signed."""
    path = folder / Path(row.file).name
    if not path.is_file():
        return State.MISSING
    try:
        seal = read(path)
    except SealUnreadable:
        return State.ALTERED
    if seal.digest != row.digest:
        return State.ALTERED
    good = verifies(row.key, signed_bytes(seal.statement), seal.signature)
    return State.INTACT if good else State.FORGED


def fingerprint(key: str) -> str:
    """How a public key (base64) is named on paper: 16 hexadecimal digits."""
    return hashlib.sha256(b"mingfa seal key\n" + key.encode()).hexdigest()[:16]


def verifies(key: str, data: bytes, signature: str) -> bool:
    """Whether `signature` is over `data` by the owner of the public key (base64)."""
    try:
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key, validate=True))
    except (binascii.Error, ValueError):
        return False
    return vault.verifies(public, data, signature)
