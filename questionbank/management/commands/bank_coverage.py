"""Hold the text bank against its plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from questionbank import sheets
from questionbank.rules.coverage import Count, cover, read_plan
from questionbank.rules.kinds import Kind, Level


class Command(BaseCommand):
    help = "Print what a text bank holds and lacks against its plan (plan.csv beside it)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=sheets.STARTER)
        parser.add_argument("--plan", type=Path, help="default: plan.csv in the folder")
        parser.add_argument("--gaps", action="store_true", help="print every place that lacks some")

    def handle(self, *args: Any, **options: Any) -> None:
        path = options["plan"] or options["folder"] / sheets.PLAN
        try:
            held = Counter(_held(options["folder"]))
            plan, faults = read_plan(path.read_text(encoding="utf-8"))
        except (sheets.BankMissing, FileNotFoundError) as missing:
            raise CommandError(str(missing)) from None
        for line, fault in faults:
            self.stderr.write(f"{path.name}:{line} {fault}")
        found = cover(plan, ((*place, n) for place, n in held.items()))
        for statute in found.statutes:
            cells = "  ".join(f"{kind} {_words(found.of(statute, kind))}" for kind in Kind)
            self.stdout.write(f"{statute}: {_words(found.of(statute))}  [{cells}]")
        for level in Level:
            self.stdout.write(f"{level}: {_words(found.of(level=level))}")
        if options["gaps"]:
            for place, count in found.gaps:
                words = f"{place.statute} {place.kind} {place.level}"
                self.stdout.write(f"{words}: {count.missing} missing")
        whole, without = found.of(), sum(found.unlevelled.values())
        self.stdout.write(
            f"{whole.planned} planned, {whole.held} held, {whole.missing} missing in "
            f"{len(found.gaps)} places, {without} without a level"
        )
        if faults:
            raise CommandError(f"{len(faults)} faults")


def _held(folder: Path) -> Iterator[tuple[str, Kind, Level | None]]:
    """Each question once for every statute that it cites."""
    for _path, bank in sheets.read_banks(folder):
        for question in bank.questions:
            wording = question.wording
            for title in {reference.title for reference in wording.cited}:
                yield title, wording.kind, wording.level


def _words(count: Count) -> str:
    lack = f" (-{count.missing})" if count.missing else ""
    return f"{count.held}/{count.planned}{lack}"
