"""Law texts and the table of their dates, read from files."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from statutes.rules import texts
from statutes.rules.dates import Dates
from statutes.rules.mapping import Provision
from statutes.rules.references import Reference

DATES = Path(__file__).resolve().parent / "data" / "effective_dates.csv"
FOLDERS = ("current", "pending", "superseded")


class TextsMissing(Exception):
    """There is no folder with law texts where they were looked for."""


@dataclass(frozen=True)
class TextFile:
    """One law text of the folder, with the place it came from according to the manifest."""

    path: Path
    source: str = ""

    @property
    def stem(self) -> str:
        return self.path.stem

    def read(self) -> texts.StatuteText:
        """The parsed text. Raises ValueError when it is no statute."""
        return texts.parse(self.path.read_text(encoding="utf-8"))


def read_dates(path: Path = DATES) -> dict[str, Dates]:
    """The table of dates by file stem. Raises ValueError for a date that is none."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["file"]: _dates(row) for row in csv.DictReader(file)}


def _dates(row: dict[str, str]) -> Dates:
    return Dates(
        label=row["label"],
        promulgated_on=_day(row["promulgated_on"]),
        effective_from=date.fromisoformat(row["effective_from"]),
        repealed_on=_day(row["repealed_on"]),
        basis=row["basis"],
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def text_files(folder: Path, *parts: str) -> Iterator[TextFile]:
    """The law texts under the named parts of the folder (all parts, if none), in order.

    A folder without those parts is taken as one part itself. Raises TextsMissing.
    """
    if not folder.is_dir():
        raise TextsMissing(f"there is no folder {folder}")
    sources = _sources(folder / "MANIFEST.csv")
    roots = [folder / part for part in parts or FOLDERS if (folder / part).is_dir()] or [folder]
    found = False
    for root in roots:
        for path in sorted(root.glob("*.md")):
            if path.stem != "README":
                found = True
                yield TextFile(path, sources.get(path.name, ""))
    if not found:
        raise TextsMissing(f"there are no law texts in {folder}")


def _sources(manifest: Path) -> dict[str, str]:
    if not manifest.is_file():
        return {}
    with manifest.open(encoding="utf-8-sig", newline="") as file:
        return {
            row["file"]: f"{row['source_repo']} {row['source_last_commit']}"[:200]
            for row in csv.DictReader(file)
        }


def current_texts(folder: Path) -> dict[str, texts.StatuteText]:
    """The texts in force by short title. Raises TextsMissing."""
    parsed = (file.read() for file in text_files(folder, "current"))
    return {text.title: text for text in parsed}


def provisions(text: texts.StatuteText) -> list[Provision]:
    """The articles of a text as they are compared."""
    return [
        Provision(Reference(text.title, a.number, a.suffix), a.heading, a.text)
        for a in text.articles
    ]
