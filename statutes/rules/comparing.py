"""What changed between two wordings, character by character."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

KEPT, LEFT, CAME = "kept", "left", "came"
ISLAND = 1  # a kept stretch so short between two changes is read as part of the change


@dataclass(frozen=True)
class Piece:
    """A stretch of text that was kept, left out or added."""

    kind: str
    text: str


def changes(before: str, after: str) -> list[Piece]:
    """The later text with what left and what came, in reading order."""
    pieces: list[Piece] = []
    for left, came in _spans(before, after):
        if left == came:
            pieces.append(Piece(KEPT, left))
            continue
        pieces += [Piece(LEFT, left)] if left else []
        pieces += [Piece(CAME, came)] if came else []
    return pieces


def sides(before: str, after: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts for reading side by side: the old with what left, the new with what came."""
    pieces = changes(before, after)
    old = [piece for piece in pieces if piece.kind != CAME]
    return old, [piece for piece in pieces if piece.kind != LEFT]


def _spans(before: str, after: str) -> Iterator[tuple[str, str]]:
    """Old and new stretches in order, equal where nothing changed; islands joined to changes."""
    left = came = ""
    codes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for n, (tag, a, b, c, d) in enumerate(codes):
        inside = 0 < n < len(codes) - 1
        if tag == "equal" and not (inside and b - a <= ISLAND and "\n" not in before[a:b]):
            if left or came:
                yield left, came
                left = came = ""
            yield before[a:b], after[c:d]
        else:
            left, came = left + before[a:b], came + after[c:d]
    if left or came:
        yield left, came
