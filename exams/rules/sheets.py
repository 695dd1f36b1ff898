"""What is read off a paper sheet, as the operations that a computer would have sent.

Letters name options in the order in which the sheet shows them: A is the first. The texts of
several blanks are parted by a semicolon.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from exams.rules.keeping import FILL_IN, FILLS, LONGEST, SHORT_ANSWER

PARTED = ";"


@dataclass(frozen=True)
class SheetPlace:
    """One question of a sheet: its kind, and its options', blanks' or answer's tokens in order."""

    place: int
    kind: str
    tokens: tuple[str, ...]


class Unreadable(ValueError):
    """What was entered for a place cannot stand on the sheet."""

    def __init__(self, place: int) -> None:
        super().__init__(f"place {place}")
        self.place = place


def tidy(kind: str, text: str) -> str:
    """What was entered, in the one form in which two entries are compared."""
    if kind == SHORT_ANSWER:
        return text.replace("\r\n", "\n").strip()
    if kind == FILL_IN:
        parts = text.replace("；", PARTED).split(PARTED)
        return PARTED.join(part.strip() for part in parts).rstrip(PARTED)
    letters = {letter for letter in text.upper() if not letter.isspace() and letter not in ",，、"}
    return "".join(sorted(letters))


def choices_of(place: SheetPlace, text: str) -> tuple[str, ...]:
    """The choices that tidy text means; empty for a question left out. Raises Unreadable."""
    if not text:
        return ()
    if place.kind == SHORT_ANSWER:
        return _filled(place, [text])
    if place.kind == FILL_IN:
        return _filled(place, text.split(PARTED))
    numbers = [ord(letter) - ord("A") for letter in text]
    is_one = place.kind == "multiple" or len(numbers) == 1
    if not is_one or not all(0 <= n < len(place.tokens) for n in numbers):
        raise Unreadable(place.place)
    return tuple(place.tokens[n] for n in numbers)


def _filled(place: SheetPlace, texts: Sequence[str]) -> tuple[str, ...]:
    is_long = any(len(text) > LONGEST[place.kind] for text in texts)
    if len(texts) > len(place.tokens) or is_long:
        raise Unreadable(place.place)
    pairs = zip(place.tokens, texts, strict=False)
    return tuple(f"{token}{FILLS}{text}" for token, text in pairs if text)


def read_sheet(
    places: Sequence[SheetPlace], entered: Mapping[int, str]
) -> dict[int, tuple[str, ...]]:
    """The choices by place; questions left out are not among them. Raises Unreadable."""
    found = {each.place: choices_of(each, entered.get(each.place, "")) for each in places}
    return {place: choices for place, choices in found.items() if choices}
