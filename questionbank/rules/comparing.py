"""What changed between two wordings, word by word."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

KEPT, LEFT, CAME = "kept", "left", "came"


@dataclass(frozen=True)
class Piece:
    """A stretch of text that was kept, left out or added."""

    kind: str
    text: str


def changes(before: str, after: str) -> list[Piece]:
    """The later text with what left and what came, in reading order."""
    pieces = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece(KEPT, before[a:b]))
            continue
        if b > a:
            pieces.append(Piece(LEFT, before[a:b]))
        if d > c:
            pieces.append(Piece(CAME, after[c:d]))
    return pieces
