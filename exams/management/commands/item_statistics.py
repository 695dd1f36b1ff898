"""`manage.py item_statistics FILE.csv`: the statistics of a test taken elsewhere, as JSON."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from exams.rules.statistics import item_figures, test_figures
from exams.sheets.marks import NotMarks, read_marks

UNITS = {
    "mean, median, standard_deviation and standard_error of the test": "marks",
    "mean and standard_error of a question": "marks",
    "everything else but skewness and kurtosis": "per cent",
}


class Command(BaseCommand):
    help = "Print the statistics of a table of marks (candidates × questions, CSV) as JSON."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV; a line named max states the full marks")

    def handle(self, *, file: Path, **options: Any) -> None:
        try:
            table = read_marks(file)
        except NotMarks as fault:
            raise CommandError(f"{file}: {fault}") from fault
        items = item_figures(table.marks, table.maxima)
        found = {
            "units": UNITS,
            "full_marks": "stated" if table.stated else "best mark earned",
            "blank_cells_marked_zero": table.blanks,
            "candidates_named_by": table.named_by,
            "test": asdict(test_figures(table.marks)),
            "questions": [
                {"question": name, "full_marks": float(full), **asdict(item)}
                for name, full, item in zip(table.questions, table.maxima, items, strict=True)
            ],
        }
        self.stdout.write(json.dumps(found, ensure_ascii=False, indent=1))
