"""New keys in place of old ones; the procedure stands in `docs/journal.md`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from journal import actions, seals, vault


class Command(BaseCommand):
    help = "Make a new key, keeping the old; --reencrypt brings stored values under the newest."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("key", nargs="?", choices=["encryption", "signing", "seal"])
        parser.add_argument("--reencrypt", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if not (options["key"] or options["reencrypt"]):
            raise CommandError("name a key (encryption, signing, seal), or give --reencrypt")
        try:
            if options["key"]:
                self._rotate(options["key"])
            if options["reencrypt"]:
                self._reencrypt()
        except (vault.KeyMissing, OSError, DatabaseError) as error:
            raise CommandError(str(error)) from error

    def _rotate(self, name: str) -> None:
        now, environment = timezone.now(), settings.ENVIRONMENT
        if name == "seal":
            made = actions.announce_seal_key(
                environment.keys, environment.seals, now=now, day=timezone.localdate(now)
            )
            new = seals.fingerprint(vault.public_bytes(vault.seal_key()))
            self.stdout.write(f"seal {made.n} announces the key {new}, which signs from now on")
            return
        actions.rotate_key(environment.keys, name, now=now)
        self.stdout.write(f"a new {name} key stands first; restart every process of the site")

    def _reencrypt(self) -> None:
        for name, rows in actions.reencrypt(now=timezone.now()).items():
            stays = "append-only: stays under its keys, keep the retired ones"
            self.stdout.write(f"{name}: {stays if rows is None else f'{rows} encrypted anew'}")
