"""Bank files: folders of text in, questions out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from questionbank.rules import banktext

STARTER = Path(__file__).resolve().parent.parent / "starter"
PLAN = "plan.csv"  # what the bank beside it shall hold


class BankMissing(Exception):
    """There is no folder with bank files where they were looked for."""


def bank_files(folder: Path) -> list[Path]:
    """The files of a bank, in order. Raises BankMissing when there are none."""
    files = sorted(folder.glob("*.txt")) if folder.is_dir() else []
    if not files:
        raise BankMissing(f"there are no bank files in {folder}")
    return files


def read_banks(folder: Path = STARTER) -> Iterator[tuple[Path, banktext.Bank]]:
    """Every bank file, parsed. Raises BankMissing."""
    for path in bank_files(folder):
        yield path, banktext.parse(path.read_text(encoding="utf-8"))
