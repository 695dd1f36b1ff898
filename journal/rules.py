"""Hash chains as plain functions: canonical bytes, links, the first broken row.

The record's format is described in `docs/journal.md`. Source: house default; the construction is
the linked time-stamping of Haber and Stornetta (1991).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

ALGORITHM = "sha256"
GENESIS = "0" * 64


def canonical(value: Any) -> bytes:
    """The one byte string of a JSON value: keys sorted, no spaces, UTF-8, text as received.

    Numbers must be integers; a float raises TypeError, because two programs may print it
    differently.
    """
    _refuse_floats(value)
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError(f"a chained fact must not hold a float: {value!r}")
    if isinstance(value, Mapping):
        for inner in value.values():
            _refuse_floats(inner)
    elif isinstance(value, Sequence) and not isinstance(value, str | bytes):
        for inner in value:
            _refuse_floats(inner)


def digest(value: Any) -> str:
    """SHA-256 of the canonical bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(value)).hexdigest()


def link(previous: str, n: int, body: Mapping[str, Any]) -> str:
    """The hash of row `n` (from 1) that stands on `previous` (before row 1: the chain's base)."""
    return hashlib.sha256(
        b"\n".join([ALGORITHM.encode(), previous.encode(), str(n).encode(), canonical(body)])
    ).hexdigest()


@dataclass(frozen=True)
class Row:
    """One stored row of a chain, as the verifier reads it."""

    n: int
    body: Mapping[str, Any]
    previous: str
    hash: str


@dataclass(frozen=True)
class Fault:
    """The first row that does not fit, and why."""

    n: int
    why: str


def first_fault(rows: Iterable[Row], *, base: str, head_n: int, head_hash: str) -> Fault | None:
    """Walk a chain in order of `n`; None when it is whole and ends in the stored head.

    `base` is what row 1 stands on. Gaps, altered bodies, swapped rows and a shortened end are
    each found at the first row concerned.
    """
    at, previous = 0, base
    for row in rows:
        if row.n != at + 1:
            return Fault(at + 1, "missing")
        if row.previous != previous:
            return Fault(row.n, "does not follow the row before")
        if link(previous, row.n, row.body) != row.hash:
            return Fault(row.n, "altered")
        at, previous = row.n, row.hash
    if (at, previous) != (head_n, head_hash):
        return Fault(at + 1, f"the chain ends at {at}, its head says {head_n}")
    return None
