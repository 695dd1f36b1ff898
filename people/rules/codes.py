"""One-time activation codes: how they are made, read aloud and typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 signs, none of 0 O 1 I
CODE_LENGTH = 12  # 60 bits; only a keyed hash is kept and attempts are slowed
CODE_LIFE = timedelta(days=14)
GROUP = 4


def new_code(choose: Callable[[str], str]) -> str:
    """A fresh code; `choose` picks one sign at random (pass `secrets.choice`)."""
    return "".join(choose(ALPHABET) for _ in range(CODE_LENGTH))


def spoken_code(code: str) -> str:
    """The code in groups of four, as it is printed: ABCD-EFGH-JKLM."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def tidy_code(text: str) -> str:
    """What was typed, as it is stored: capitals, without spaces and hyphens of any kind."""
    narrow = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in text)
    return "".join(c for c in narrow.upper() if c.isascii() and c.isalnum())
