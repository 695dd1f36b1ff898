"""The key files of one installation."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from journal import vault


class Command(BaseCommand):
    help = "Make the key files that are missing; a key that exists is never touched."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        folder = settings.ENVIRONMENT.keys
        try:
            made = vault.make_keys(folder)
        except OSError as error:
            raise CommandError(f"the keys cannot be made in {folder}: {error}") from error
        self.stdout.write(f"made {', '.join(made)} in {folder}" if made else "all keys are there")
