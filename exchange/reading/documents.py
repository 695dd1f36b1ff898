"""Reads an uploaded document (docx, web page, text) by way of the fenced process."""

from __future__ import annotations

from pathlib import Path

from exchange.reading.tables import ask_child
from exchange.rules import LARGEST_FILE

TYPED = Path(__file__).with_name("typed.py")

LONGEST_DOCUMENT = 600_000  # characters: five times the Civil Code


def read_typed(data: bytes, largest: int = LARGEST_FILE) -> list[str | list[str]]:
    """The lines of a docx as its author sees them; a table's row is its cells.

    Raises FileRefused.
    """
    caps = {"letters": LONGEST_DOCUMENT * 4}
    lines: list[str | list[str]] = ask_child(data, caps, TYPED, largest=largest)["lines"]
    return lines


def read_lines(data: bytes) -> list[str]:
    """The lines of a document, paragraphs of tables included. Raises FileRefused."""
    lines: list[str] = ask_child(data, {"letters": LONGEST_DOCUMENT})["lines"]
    return lines
