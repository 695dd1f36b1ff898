"""Encryption, look-up codes and signatures with the keys of `var/keys`.

Three keys that the web process reads (`encryption`, `lookup`, `signing`) and one that it must not
(`seal`, read only by `manage.py seal`). Files are 0600 and made by `manage.py make_keys`.
Source: AES-256-GCM (NIST SP 800-38D), HMAC-SHA256 (RFC 2104), Ed25519 (RFC 8032).
"""

from __future__ import annotations

import base64
import functools
import hashlib
import hmac
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE_BYTES = 12
KEY_ID_BYTES = 4


class KeyMissing(Exception):
    """A key file is not there; `manage.py make_keys` makes what is missing."""


def make_keys(folder: Path) -> list[str]:
    """Make the key files that are missing in `folder`; the names of those made."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = {
        "django-secret": secrets.token_urlsafe(50).encode(),
        "encryption": base64.b64encode(secrets.token_bytes(32)),
        "lookup": base64.b64encode(secrets.token_bytes(32)),
        "signing": _new_private_key(),
        "seal": _new_private_key(),
    }
    made = [name for name in fresh if not (folder / name).exists()]
    for name in made:
        _write_new(folder / name, fresh[name])
    return made


def encrypt(plain: bytes, *, purpose: str) -> bytes:
    """Key id, nonce and ciphertext; opens only for the same purpose."""
    key = _encryption_keys()[0]
    nonce = secrets.token_bytes(NONCE_BYTES)
    return _key_id(key) + nonce + AESGCM(key).encrypt(nonce, plain, purpose.encode())


def decrypt(sealed: bytes | memoryview, *, purpose: str) -> bytes:
    """The plain bytes. Raises KeyMissing for an unknown key, InvalidTag for altered bytes."""
    sealed = bytes(sealed)
    key_id, nonce = sealed[:KEY_ID_BYTES], sealed[KEY_ID_BYTES : KEY_ID_BYTES + NONCE_BYTES]
    key = _key_of(key_id)
    if key is None:
        forget_cached_keys()  # rotated since this process read the file?
        key = _key_of(key_id)
    if key is None:
        raise KeyMissing("the key that this value was encrypted with is not in the key file")
    return AESGCM(key).decrypt(nonce, sealed[KEY_ID_BYTES + NONCE_BYTES :], purpose.encode())


def is_current(sealed: bytes) -> bool:
    """Whether the value is encrypted with the newest key."""
    return bytes(sealed)[:KEY_ID_BYTES] == _key_id(_encryption_keys()[0])


def lookup(value: str, *, purpose: str) -> str:
    """A keyed hash by which a value is found again without being readable; 64 hex digits."""
    key = base64.b64decode(_read("lookup"))
    return hmac.new(key, f"{purpose}\n{value}".encode(), hashlib.sha256).hexdigest()


def sign(data: bytes) -> str:
    """The site's signature over receipts and printed sheets, base64."""
    return base64.b64encode(_privates("signing")[0].sign(data)).decode()


def signing_public() -> str:
    """The public half of the key that `sign` uses now, base64 of the 32 raw bytes."""
    return public_bytes(_privates("signing")[0])


def is_signed(data: bytes, signature: str) -> bool:
    """Whether `signature` is the site's own over `data`, by the present or a retired key."""
    return any(verifies(key.public_key(), data, signature) for key in _privates("signing"))


def verifies(key: Ed25519PublicKey, data: bytes, signature: str) -> bool:
    """Whether `signature` (base64) is over `data` by the owner of `key`."""
    try:
        key.verify(base64.b64decode(signature), data)
    except (InvalidSignature, ValueError):
        return False
    return True


def seal_key() -> Ed25519PrivateKey:
    """The key of the daily seal, for `manage.py seal` alone."""
    return _privates("seal")[0]


def next_seal_key(folder: Path) -> Ed25519PrivateKey:
    """The key that will sign the seals after the next; made when it is not there yet.

    It belongs to the owner of the present one, whoever runs the command.
    """
    path = folder / "seal.next"
    if not path.exists():
        _write_new(path, _new_private_key())
        _give_to_owner_of(folder / "seal", path)
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(path.read_bytes()))


def take_next_seal_key(folder: Path) -> None:
    """Make the announced key the seal's key; the old one has done its work and is not kept."""
    (folder / "seal.next").replace(folder / "seal")
    forget_cached_keys()


def rotate(folder: Path, name: str) -> None:
    """Put a new key before the others in the file `encryption` or `signing`.

    The file is replaced in one step and keeps its owner; the old keys stay, so that what was
    encrypted or signed with them is still read.
    """
    fresh = {
        "encryption": lambda: base64.b64encode(secrets.token_bytes(32)),
        "signing": _new_private_key,
    }[name]()
    path, written = folder / name, folder / f"{name}.new"
    try:
        held = path.read_bytes().strip()
    except FileNotFoundError:
        raise KeyMissing(f"the key file {name} is missing; run: manage.py make_keys") from None
    written.unlink(missing_ok=True)
    _write_new(written, fresh + b"\n" + held)
    _give_to_owner_of(path, written)
    written.replace(path)
    forget_cached_keys()


def public_bytes(key: Ed25519PrivateKey) -> str:
    """The public half, base64 of the 32 raw bytes."""
    raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return base64.b64encode(raw).decode()


def forget_cached_keys() -> None:
    """Read the key files anew at the next use (after a rotation)."""
    _read.cache_clear()


def _encryption_keys() -> list[bytes]:
    """The current key first, retired keys after it."""
    return [base64.b64decode(line) for line in _read("encryption").splitlines()]


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"key id" + key).digest()[:KEY_ID_BYTES]


def _key_of(key_id: bytes) -> bytes | None:
    return next((key for key in _encryption_keys() if _key_id(key) == key_id), None)


def _privates(name: str) -> list[Ed25519PrivateKey]:
    """The current key first, retired keys after it."""
    return [
        Ed25519PrivateKey.from_private_bytes(base64.b64decode(line))
        for line in _read(name).splitlines()
    ]


def _write_new(path: Path, content: bytes) -> None:
    """Write a key file that only its owner reads, durably; it must not exist."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _new_private_key() -> bytes:
    raw = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.Raw,
        serialization.PrivateFormat.Raw,
        serialization.NoEncryption(),
    )
    return base64.b64encode(raw)


def _give_to_owner_of(kept: Path, fresh: Path) -> None:
    old, new = kept.stat(), fresh.stat()
    if (old.st_uid, old.st_gid) != (new.st_uid, new.st_gid):
        os.chown(fresh, old.st_uid, old.st_gid)


@functools.lru_cache(maxsize=8)
def _read(name: str) -> bytes:
    path = settings.ENVIRONMENT.keys / name
    try:
        return bytes(path.read_bytes().strip())
    except FileNotFoundError:
        raise KeyMissing(f"the key file {name} is missing; run: manage.py make_keys") from None
