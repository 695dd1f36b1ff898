"""Print which article of an old law text became which of a new one."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from exchange.reading.documents import read_lines
from exchange.reading.tables import FileRefused
from statutes.rules.mapping import Move, Proposal, Provision, propose
from statutes.rules.pasted import read_pasted
from statutes.rules.references import Reference
from statutes.sheets import provisions

COLUMNS = ["old_statute", "old", "outcome", "new_statute", "new", "score", "numbers_only"]


class Command(BaseCommand):
    help = "Compare law texts (several old ones may have become one): the map of their articles."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("old", nargs="+", type=Path, help="the old text, or several")
        parser.add_argument("new", type=Path, help="the new text")
        parser.add_argument("--format", choices=["json", "csv"], default="json")

    def handle(self, *args: Any, **options: Any) -> None:
        old = [one for path in options["old"] for one in self._read(path)]
        proposal = propose(old, self._read(options["new"]))
        if options["format"] == "csv":
            self._write_csv(proposal)
        else:
            self.stdout.write(json.dumps(_plain(proposal), ensure_ascii=False, indent=1))

    def _read(self, path: Path) -> list[Provision]:
        try:
            lines = read_lines(path.read_bytes())
            return provisions(read_pasted("\n".join(lines)))
        except (OSError, ValueError, FileRefused) as fault:
            raise CommandError(f"{path}: {fault}") from None

    def _write_csv(self, proposal: Proposal) -> None:
        sheet = csv.writer(self.stdout, lineterminator="\n")
        sheet.writerow(COLUMNS)
        for move in proposal.moves:
            sheet.writerow(_row(move))
        for added in proposal.added:
            sheet.writerow(["", "", "added", added.title, _number(added), "", ""])


def _row(move: Move) -> list[str]:
    titles = dict.fromkeys(new.title for new in move.new)
    return [
        move.old.title,
        _number(move.old),
        move.outcome.value,
        " ".join(titles),
        " ".join(_number(new) for new in move.new),
        f"{move.score:.2f}",
        "yes" if move.numbers_only else "",
    ]


def _plain(proposal: Proposal) -> dict[str, Any]:
    return {
        "moves": [
            {
                "old": _article(move.old),
                "outcome": move.outcome.value,
                "new": [_article(new) for new in move.new],
                "score": move.score,
                "numbers_only": move.numbers_only,
            }
            for move in proposal.moves
        ],
        "added": [_article(new) for new in proposal.added],
    }


def _article(reference: Reference) -> dict[str, Any]:
    return {
        "statute": reference.title,
        "number": reference.number,
        "suffix": reference.suffix,
        "label": str(reference),
    }


def _number(reference: Reference) -> str:
    """71, or 120之1: as `parse_label` reads it."""
    return f"{reference.number}之{reference.suffix}" if reference.suffix else str(reference.number)
