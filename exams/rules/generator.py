"""The written-down random generator by which papers are drawn and can be drawn again.

Block `i` (from 0) is HMAC-SHA256(seed, i as 8 bytes, big-endian). The blocks, one after another,
are one stream of bytes. A number below `n` takes the fewest whole bytes that hold `n - 1`, and is
thrown away and taken anew while it is not below the largest multiple of `n` that fits: so every
number is equally likely. Python's own generator is not used: its sampling changes with versions.
Source: house default; HMAC as in RFC 2104.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")
BLOCKS_AT_ONCE = 16  # how many are reckoned ahead; the stream is the same


class Generator:
    """A stream of random numbers that depends on the seed alone."""

    def __init__(self, seed: bytes) -> None:
        self._seed = seed
        self._next_block = 0
        self._ahead = b""
        self._at = 0

    def _take(self, size: int) -> bytes:
        end = self._at + size
        if end > len(self._ahead):
            blocks = range(self._next_block, self._next_block + BLOCKS_AT_ONCE)
            more = [hmac.digest(self._seed, n.to_bytes(8, "big"), "sha256") for n in blocks]
            self._ahead = b"".join([self._ahead[self._at :], *more])
            self._next_block += BLOCKS_AT_ONCE
            end = size
        self._at = end
        return self._ahead[end - size : end]

    def below(self, n: int) -> int:
        """A number from 0 to n - 1, each equally likely. Raises ValueError for n < 1."""
        if n < 1:
            raise ValueError(f"there is no number below {n}")
        size = ((n - 1).bit_length() + 7) // 8 or 1
        limit = (1 << 8 * size) // n * n
        while (number := int.from_bytes(self._take(size), "big")) >= limit:
            pass
        return number % n

    def shuffled(self, things: Sequence[T]) -> list[T]:
        """The things in random order (Fisher and Yates, from the end)."""
        order = list(things)
        for last in range(len(order) - 1, 0, -1):
            other = self.below(last + 1)
            order[last], order[other] = order[other], order[last]
        return order


def session_seed(secret: bytes, witness_number: str) -> bytes:
    """SHA-256(secret ‖ number): the secret was committed before the number was drawn."""
    return hashlib.sha256(secret + witness_number.encode()).digest()


def candidate_seed(seed: bytes, candidate_ref: str) -> bytes:
    """HMAC-SHA256(session seed, candidate's ref)."""
    return hmac.new(seed, candidate_ref.encode(), hashlib.sha256).digest()


def commitment(secret: bytes) -> str:
    """The hash that is published at sealing, before anybody can know the papers."""
    return hashlib.sha256(secret).hexdigest()
