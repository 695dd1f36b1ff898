"""Whether every chain is whole; with --against, whether it is what the seals saw."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from journal import chains


class Command(BaseCommand):
    help = "Walk every chain; print `N entries, N chains, intact`, or each chain's first bad row."
    requires_system_checks = ()  # a lost trigger must not keep anybody from verifying

    def handle(self, *args: Any, **options: Any) -> None:
        report = chains.verify()
        if report.faults:
            raise CommandError(str(report))
        self.stdout.write(str(report))
