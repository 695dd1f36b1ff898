"""A sub-question of a case as lines of a bank file."""

from __future__ import annotations

from collections.abc import Mapping

from questionbank.reading import usual
from questionbank.rules.wording import LETTERS

FIRST = ("分值", "计分", "题干", *LETTERS)
THEN = ("依据", "释义", *(f"释{letter}" for letter in LETTERS), "计算")


def part_text(fields: Mapping[str, str]) -> str:
    """The lines of one sub-question, its fields first brought into the form of the bank."""
    tidy = usual.tidied(fields)
    lines = [f"小题：{tidy.get('题型', '')}"]
    lines += [_line(name, tidy[name]) for name in FIRST if tidy.get(name)]
    if tidy.get("答案"):
        lines.append(_line("答案", tidy["答案"]))
    lines += [f"要点：{point}" for point in tidy.get("要点", "").split("\n") if point]
    lines += [_line(name, tidy[name]) for name in THEN if tidy.get(name)]
    return "\n".join(lines)


def _line(name: str, text: str) -> str:
    opening = f"{name}. " if name in LETTERS else f"{name}："
    return opening + text.replace("\n", "\n　　")
