"""Take in law texts from a folder, with the dates of the table."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from statutes import actions, sheets
from statutes.rules.dates import Dates


class Command(BaseCommand):
    help = "Import law texts. Dates come from statutes/data/effective_dates.csv or from --dates."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, help="default: MINGFA_STATUTES")
        parser.add_argument("--only", nargs="+", metavar="TITLE", help="short titles to import")
        parser.add_argument("--dates", type=Path, help="another table of dates (docs/questions.md)")
        parser.add_argument(
            "--effective", type=date.fromisoformat, help="effective day, for one text not in it"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder = options["folder"] or settings.ENVIRONMENT.statutes
        if options["effective"] and len(options["only"] or ()) != 1:
            raise CommandError("--effective states the day of one text: name it with --only")
        try:
            dates = sheets.read_dates(options["dates"] or sheets.DATES)
            files = list(sheets.text_files(folder))
        except (sheets.TextsMissing, OSError, KeyError, ValueError) as fault:
            raise CommandError(str(fault)) from None
        counts = {"new": 0, "unchanged": 0}
        refused = []
        for file in files:
            try:
                outcome = self._take(file, dates.get(file.stem), options)
            except (ValueError, actions.ImportRefused) as fault:
                refused.append(f"{file.path.name}: {fault}")
                continue
            if outcome:
                counts[outcome] += 1
        for line in refused:
            self.stderr.write(line)
        self.stdout.write(
            f"{counts['new']} versions imported, {counts['unchanged']} unchanged, "
            f"{len(refused)} refused"
        )
        if refused:
            raise CommandError("some texts were not imported")

    def _take(self, file: sheets.TextFile, dates: Dates | None, options: dict[str, Any]) -> str:
        """Import one file; '' when it is not among those asked for."""
        text = file.read()
        if options["only"] and text.title not in options["only"]:
            return ""
        if dates is None and options["effective"]:
            day = options["effective"]
            dates = Dates(f"{day.year}年文本", None, day, None, "stated at import")
        if dates is None:
            raise ValueError("its effective day is not in the table; state it with --effective")
        for fault in text.faults:
            self.stderr.write(f"{file.path.name}: {fault}")
        version, new = actions.import_version(
            text, dates, source=file.source, actor_id=None, now=timezone.now()
        )
        if new:
            self.stdout.write(f"{version}: {len(text.articles)} articles")
        return "new" if new else "unchanged"
