"""The paragraphs (款) and items (项) of an article's text, each on a line of its own."""

from __future__ import annotations

import re

from statutes.rules.numerals import CHARACTERS, from_chinese

_ITEM = re.compile(rf"^[（(]([{CHARACTERS}]+)[）)]")


def passage(text: str, paragraph: int = 0, item: int = 0) -> str | None:
    """The words of one paragraph with its items, or of one item; None where there is none such.

    Counted from 1; 0 is the whole. An item without a paragraph is looked for in all of them, and
    found only where one paragraph alone has it: otherwise nobody could say which is meant.
    """
    paragraphs = _paragraphs(text)
    if paragraph:
        paragraphs = paragraphs[paragraph - 1 : paragraph]
    if not item:
        return "\n".join(line for lines in paragraphs for line in lines) or None
    found = [line for lines in paragraphs for line in lines if _number(line) == item]
    return found[0] if len(found) == 1 else None


def _paragraphs(text: str) -> list[list[str]]:
    """The lines of each paragraph: its own, then those of its items."""
    paragraphs: list[list[str]] = []
    for line in filter(None, map(str.strip, text.split("\n"))):
        if _number(line) and paragraphs:
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    return paragraphs


def _number(line: str) -> int:
    found = _ITEM.match(line)
    return from_chinese(found[1]) if found else 0
