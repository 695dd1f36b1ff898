"""`manage.py tick`: run the periodic jobs that are due, once."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from mingfa import periodic


class Command(BaseCommand):
    help = "Run the periodic jobs that are due, once."

    def handle(self, **options: Any) -> None:
        ran = periodic.run_due(timezone.now)
        self.stdout.write(f"{len(ran)} jobs: {', '.join(ran) or '-'}")
