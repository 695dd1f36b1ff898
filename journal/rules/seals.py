"""A seal: one day's signed statement of where every chain ends, and what a series of them proves.

A seal names the chains whose head moved since the seal before and the Merkle root over all heads;
the heads of a day are the fold of the series up to it. Source: house default; the tree is built as
in RFC 6962 (leaves and nodes hashed under different prefixes, an odd node promoted).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from journal.rules.chains import GENESIS, canonical, digest

FORMAT = "mingfa seal 1"

Head = tuple[int, str]
"""The number and the hash of a chain's last row."""

Heads = Mapping[str, Mapping[str, Head]]
"""Source, key of the chain, head."""

Verifier = Callable[[str, bytes, str], bool]
"""Whether (public key, data, signature) fit together."""


@dataclass(frozen=True)
class Seal:
    """A statement with its signature, as it lies in a file."""

    statement: Mapping[str, Any]
    signature: str

    @property
    def n(self) -> int:
        return int(self.statement["n"])

    @property
    def day(self) -> str:
        return str(self.statement["day"])

    @property
    def digest(self) -> str:
        return digest(self.statement)


def merkle_root(heads: Mapping[str, Head]) -> str:
    """The root over all heads of one source, in order of key; 64 hexadecimal digits."""
    level = [
        hashlib.sha256(b"\x00" + canonical([key, n, hash_])).digest()
        for key, (n, hash_) in sorted(heads.items())
    ]
    if not level:
        return hashlib.sha256(b"").hexdigest()
    while len(level) > 1:
        pairs = [level[i : i + 2] for i in range(0, len(level), 2)]
        level = [
            hashlib.sha256(b"\x01" + pair[0] + pair[1]).digest() if len(pair) == 2 else pair[0]
            for pair in pairs
        ]
    return level[0].hex()


def source_part(now: Mapping[str, Head], before: Mapping[str, Head] | None) -> dict[str, Any]:
    """What a seal says of one source; `before` is None when the seals before cannot be read."""
    known = before or {}
    return {
        "count": len(now),
        "root": merkle_root(now),
        "full": before is None,
        "heads": [
            [key, *head] for key, head in sorted(now.items()) if known.get(key) != tuple(head)
        ],
    }


def signed_bytes(statement: Mapping[str, Any]) -> bytes:
    """What the signature covers."""
    return b"mingfa seal\n" + canonical(statement)


@dataclass
class Series:
    """What a series of seals says, read in order, and what is wrong with it.

    `witness` holds every sealed head (source, chain, row number, hash), `heads` those of the
    last seal, `digests` each seal's digest. After a seal that is missing or not believed the heads
    no longer add up (`whole` is false) until a full seal comes.
    """

    faults: list[str] = field(default_factory=list)
    last: Seal | None = None
    count: int = 0
    heads: dict[str, dict[str, Head]] = field(default_factory=dict)
    witness: dict[str, dict[str, dict[int, str]]] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)
    next_key: str = ""
    digests: dict[int, str] = field(default_factory=dict)
    whole: bool = True

    @property
    def key(self) -> str:
        """The public key that signed the last seal."""
        return self.keys[-1] if self.keys else ""

    def fault(self, n: int, why: str) -> None:
        self.faults.append(f"seal {n}: {why}")


def read_series(seals: Iterable[Seal], *, verifies: Verifier, anchor: str = "") -> Series:
    """Read the seals in order of number.

    The first seal must be number 1 and signed by `anchor` (by its own key when none is given: then
    somebody must compare that key with the one on paper); each later one by the same key, or by
    the key that the seal before announced.
    """
    series = Series()
    if anchor:
        series.keys.append(anchor)
    for seal in sorted(seals, key=lambda seal: seal.n):
        _take(series, seal, verifies)
    return series


def _take(series: Series, seal: Seal, verifies: Verifier) -> None:
    statement, last = seal.statement, series.last
    expected = last.n + 1 if last else 1
    if seal.n < expected:
        series.fault(seal.n, "there are two of this number")
        return
    if seal.n > expected:
        missing = f"{expected}" if seal.n == expected + 1 else f"{expected} to {seal.n - 1}"
        series.fault(expected, f"missing (number {missing})")
        series.whole = False
    elif statement["previous"] != (last.digest if last else GENESIS):
        series.fault(seal.n, "does not follow the seal before")
    if why := _disbelief(series, seal, verifies):
        series.fault(seal.n, why)
        series.whole = False
    else:
        _believe(series, seal)
    series.last, series.count = seal, series.count + 1
    series.digests[seal.n] = seal.digest


def _disbelief(series: Series, seal: Seal, verifies: Verifier) -> str:
    """Why the seal's signature proves nothing; empty when it does."""
    key = str(seal.statement["key"])
    if not verifies(key, signed_bytes(seal.statement), seal.signature):
        return "the signature is not that of its key: altered or forged"
    if series.keys and key not in (series.key, series.next_key):
        return "signed by a key that was not announced: forged"
    return ""


def _believe(series: Series, seal: Seal) -> None:
    """Take over the heads of a seal whose signature is good."""
    key = str(seal.statement["key"])
    if key not in series.keys:
        series.keys.append(key)
    series.next_key = str(seal.statement.get("next_key", ""))
    parts = seal.statement["sources"]
    series.whole = series.whole or all(part["full"] for part in parts.values())
    for source, part in parts.items():
        heads = {} if part["full"] else dict(series.heads.get(source, {}))
        for chain, n, hash_ in part["heads"]:
            heads[chain] = (n, hash_)
            seen = series.witness.setdefault(source, {}).setdefault(chain, {})
            if seen.setdefault(n, hash_) != hash_:
                series.fault(seal.n, f"another hash of row {n} than an earlier seal saw")
        series.heads[source] = heads
        if series.whole and (len(heads), merkle_root(heads)) != (part["count"], part["root"]):
            series.fault(seal.n, f"the heads of {source} do not add up to its root")


def register_faults(series: Series, register: Sequence[tuple[int, str]]) -> list[str]:
    """Where the files and the database's register (number, digest) of seals disagree."""
    known = dict(register)
    faults = [
        f"seal {n}: its file is missing" for n in sorted(known.keys() - series.digests.keys())
    ]
    faults += [
        f"seal {n}: not in the register of the database"
        for n in sorted(series.digests.keys() - known.keys())
    ]
    faults += [
        f"seal {n}: another one than the register names"
        for n, sealed in sorted(series.digests.items())
        if known.get(n, sealed) != sealed
    ]
    return faults
