"""`manage.py compile_catalogue`: make the .mo files that the running site reads."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from mingfa import catalogue


class Command(BaseCommand):
    help = "Compile every catalogue under locale."
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        for path in catalogue.compile_all(settings.BASE_DIR / "locale"):
            if options["verbosity"]:
                self.stdout.write(path.relative_to(settings.BASE_DIR).as_posix())
