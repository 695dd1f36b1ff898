"""`manage.py catalogue`: bring the English catalogue in line with the words in code and pages."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand

from mingfa import catalogue


def rooms() -> list[str]:
    """The folders of our own rooms among the installed apps."""
    root = settings.BASE_DIR
    return [config.name for config in apps.get_app_configs() if (root / config.name).is_dir()]


class Command(BaseCommand):
    help = "Find the words marked for translation and update locale/en."
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        words = catalogue.found(settings.BASE_DIR, rooms())
        path = catalogue.file_of(settings.BASE_DIR / "locale")
        kept = catalogue.update(path, words)
        missing = catalogue.unfinished(kept, words)
        self.stdout.write(f"{len(kept)} words, {len(missing)} to translate")
