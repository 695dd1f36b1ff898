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
PLAIN = frozenset({str, int, bool, type(None)})
CANONICAL = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
)


def canonical(value: Any) -> bytes:
    """The one byte string of a JSON value: keys sorted, no spaces, UTF-8, text as received.

    Numbers must be integers, because two programs may print a float differently, and keys must be
    text, because the database gives them back as text, which sorts differently. Else TypeError.
    """
    _refuse_unstable(value)
    return CANONICAL.encode(value).encode()


def _refuse_unstable(value: Any) -> None:
    """Look into everything but what is plain, so that the many plain values cost no call."""
    if isinstance(value, float):
        raise TypeError(f"a chained fact must not hold a float: {value!r}")
    if isinstance(value, dict | Mapping):  # what is common is told first: the ABC's answer is slow
        for key in value:
            if not isinstance(key, str):
                raise TypeError(f"a chained fact must have text as keys: {key!r}")
        held: Iterable[Any] = value.values()
    elif isinstance(value, list | tuple) or (
        isinstance(value, Sequence) and not isinstance(value, str | bytes)
    ):
        held = value
    else:
        return
    for inner in held:
        if type(inner) not in PLAIN:
            _refuse_unstable(inner)


def digest(value: Any) -> str:
    """SHA-256 of the canonical bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(value)).hexdigest()


def base_of(name: str) -> str:
    """What row 1 of the chain `name` stands on, so that two chains cannot change places."""
    return hashlib.sha256(b"mingfa chain\n" + name.encode()).hexdigest()


def chain_key(name: str) -> str:
    """By what a seal names a chain: its name may be somebody's, its key is nobody's."""
    return hashlib.sha256(b"mingfa chain key\n" + name.encode()).hexdigest()


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
    """The first row that does not fit, and why.

    `beyond` is the last row's number when all rows fit but some stand beyond the head as it was
    read: a row written meanwhile, or one slipped in. Else 0.
    """

    n: int
    why: str
    beyond: int = 0


@dataclass(frozen=True)
class Walked:
    """How far a chain was walked: rows, and the number and hash of the last."""

    n: int
    hash: str


def first_fault(
    rows: Iterable[Row],
    *,
    base: str,
    head_n: int,
    head_hash: str,
    sealed: Mapping[int, str] | None = None,
    after: int = 0,
) -> Fault | None:
    """Walk a chain in order of `n`; None when it is whole and ends in the stored head.

    `base` is what row 1 stands on, or row `after` + 1 when only the end is walked. `sealed` gives
    the hashes that seals bear witness to, by row number. Gaps, altered bodies, swapped rows, a
    shortened end and a chain computed anew are each found at the first row concerned.
    """
    witnessed = {**(sealed or {})}
    at = Walked(after, base)
    for row in rows:
        if why := _misfit(row, at, witnessed):
            return Fault(at.n + 1, why)
        at = Walked(row.n, row.hash)
        if at.n == head_n and at.hash != head_hash:
            return Fault(at.n, "is not the row that the chain's head names")
    longest = max(witnessed, default=0)
    if at.n < longest:
        return Fault(at.n + 1, f"missing: the chain ends at {at.n}, a seal saw {longest}")
    if at.n < head_n or (head_n == after == at.n and head_hash != base):
        return Fault(at.n + 1, f"missing: the chain ends at {at.n}, its head says {head_n}")
    if at.n > head_n:
        return Fault(head_n + 1, f"stands beyond the chain's head {head_n}", beyond=at.n)
    return None


def _misfit(row: Row, at: Walked, sealed: Mapping[int, str]) -> str:
    """Why the row does not follow `at`; empty when it does."""
    if row.n != at.n + 1:
        return "missing"
    if row.previous != at.hash:
        return "does not follow the row before"
    if link(at.hash, row.n, row.body) != row.hash:
        return "altered"
    if sealed.get(row.n, row.hash) != row.hash:
        return "is not the row that was sealed"
    return ""
