"""Whether every chain is whole; with --against, whether it is what the seals saw."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from journal import chains, seals
from journal.models import Seal
from journal.rules import Series, read_series, register_faults


class Command(BaseCommand):
    help = "Walk every chain; print `N entries, N chains, intact`, or each chain's first bad row."
    requires_system_checks = ()  # a lost trigger must not keep anybody from verifying

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--against", type=Path, metavar="DIR", help="a folder of seals")
        parser.add_argument(
            "--key", type=Path, metavar="FILE", help="the public key of seal 1, kept elsewhere"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path | None = options["against"]
        series = self._series(folder, options["key"]) if folder else None
        report = chains.verify(series.witness if series else None)
        faults = [*(series.faults if series else []), *report.faults]
        if faults:
            raise CommandError("\n".join(faults))
        self.stdout.write(str(report))
        if series and series.last:
            self.stdout.write(
                f"{series.count} seals up to {series.last.day}, intact; "
                f"signed by {', '.join(seals.fingerprint(key) for key in series.keys)}"
            )

    def _series(self, folder: Path, key: Path | None) -> Series:
        try:
            anchor = key.read_text(encoding="ascii").strip() if key else ""
        except (OSError, ValueError) as error:
            raise CommandError(f"the key cannot be read: {error}") from error
        found = seals.read_folder(folder)
        register = list(Seal.objects.order_by("n").values_list("n", "digest"))
        if not (found.seals or found.faults or register):
            raise CommandError(f"there is no seal in {folder}")
        series = read_series(found.seals, verifies=seals.verifies, anchor=anchor)
        series.faults[:0] = found.faults
        series.faults += register_faults(series, register)
        return series
