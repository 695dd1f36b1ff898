"""Reads an uploaded document (docx, web page, text) by way of the fenced process."""

from __future__ import annotations

import base64
from pathlib import Path

from exchange.reading.tables import ask_child
from exchange.rules import LARGEST_FILE

TYPED = Path(__file__).with_name("typed.py")

MOST_PICTURES = 200
LONGEST_DOCUMENT = 600_000  # characters: five times the Civil Code


def read_typed(data: bytes, largest: int = LARGEST_FILE) -> list[str | list[str]]:
    """The lines of a docx as its author sees them; a table's row is its cells.

    Raises FileRefused.
    """
    caps = {"letters": LONGEST_DOCUMENT * 4}
    lines: list[str | list[str]] = ask_child(data, caps, TYPED, largest=largest)["lines"]
    return lines


def read_illustrated(
    data: bytes, largest: int = LARGEST_FILE
) -> tuple[list[str | list[str]], dict[str, bytes]]:
    """The same with the pictures of the document, by the number with which a line 〔图1〕 names
    them: bytes out of the file, judged by nobody yet. Raises FileRefused."""
    caps = {"letters": LONGEST_DOCUMENT * 4, "pictures": MOST_PICTURES}
    answer = ask_child(data, caps, TYPED, largest=largest)
    pictures = {n: base64.b64decode(packed) for n, packed in answer["pictures"].items()}
    return answer["lines"], pictures


def read_lines(data: bytes) -> list[str]:
    """The lines of a document, paragraphs of tables included. Raises FileRefused."""
    lines: list[str] = ask_child(data, {"letters": LONGEST_DOCUMENT})["lines"]
    return lines
