"""A key in plain, and the bytes as which it is kept."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from journal import vault
from questionbank.rules.wording import Point, Wording

KEY_PURPOSE = "question key"


@dataclass(frozen=True)
class OpenKey:
    """A key in plain: the indexes (from 0) of the right options, or what is accepted in each
    blank, or the points of an answer; why they are right; and the keys of the sub-questions."""

    right: tuple[int, ...]
    rationale: str
    computed: str = ""
    blanks: tuple[tuple[str, ...], ...] = ()
    points: tuple[Point, ...] = ()
    notes: tuple[str, ...] = ()
    parts: tuple[OpenKey, ...] = ()

    @classmethod
    def of(cls, wording: Wording) -> OpenKey:
        """The key of a wording."""
        return cls(
            wording.right,
            wording.rationale,
            wording.computed,
            wording.blanks,
            wording.points,
            wording.notes,
            tuple(cls.of(part) for part in wording.parts),
        )

    def seal(self) -> bytes:
        """The bytes that `Key.sealed` holds."""
        return vault.encrypt(json.dumps(self._plain()).encode(), purpose=KEY_PURPOSE)

    @classmethod
    def unseal(cls, sealed: bytes | memoryview) -> OpenKey:
        """Decrypt. Call it only behind a door: review, marking, or the review policy."""
        return cls._read(json.loads(vault.decrypt(bytes(sealed), purpose=KEY_PURPOSE)))

    def part(self, place: int) -> OpenKey:
        """The key of the sub-question at that place (from 0); an empty one where none is known."""
        return self.parts[place] if place < len(self.parts) else OpenKey((), "")

    def _plain(self) -> dict[str, Any]:
        plain = {
            "right": list(self.right),
            "rationale": self.rationale,
            "computed": self.computed,
            "blanks": [list(variants) for variants in self.blanks],
            "points": [[point.words, point.marks] for point in self.points],
            "notes": list(self.notes),
            "parts": [part._plain() for part in self.parts],
        }
        return {name: value for name, value in plain.items() if value or name == "right"}

    @classmethod
    def _read(cls, plain: dict[str, Any]) -> OpenKey:
        return cls(
            tuple(plain["right"]),
            plain.get("rationale", ""),
            plain.get("computed", ""),
            tuple(tuple(variants) for variants in plain.get("blanks", ())),
            tuple(Point(words, marks) for words, marks in plain.get("points", ())),
            tuple(plain.get("notes", ())),
            tuple(cls._read(part) for part in plain.get("parts", ())),
        )
