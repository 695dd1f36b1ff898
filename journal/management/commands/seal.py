"""The daily seal, made by a user of its own whose key the site cannot read."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from journal import actions, seals, vault


class Command(BaseCommand):
    help = "Sign where every chain ends and lay the statement into the folder of seals."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        folder = settings.ENVIRONMENT.seals
        try:
            key = vault.seal_key()
            made = actions.make_seal(folder, key, now=now, day=timezone.localdate(now))
        except (vault.KeyMissing, OSError, DatabaseError) as error:
            raise CommandError(f"no seal was made: {error}") from error
        self.stdout.write(
            f"seal {made.n} of {made.day:%Y-%m-%d}, {made.chains} chains, {folder / made.file}, "
            f"key {seals.fingerprint(made.key)}"
        )
