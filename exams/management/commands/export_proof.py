"""`manage.py export_proof SESSION FILE`: what the stand-alone verifier needs of a session."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from exams.models import Publication, RosterLock
from exams.proof.bundle import bundle_of
from journal.rules import canonical


class Command(BaseCommand):
    help = (
        "Write the bundle by which anybody can derive the papers of a published session anew"
        " (python3 exams/standalone/verify.py FILE): no text of a question and no name."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("session", help="the session's ref")
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        locks = RosterLock.objects.select_related("session__secret", "session__exam")
        lock = locks.filter(session__ref=options["session"]).first()
        if lock is None:
            raise CommandError(f"there is no locked session {options['session']}")
        if not Publication.objects.filter(session=lock.session).exists():
            raise CommandError("the secret is shown after the publication of the results")
        options["file"].write_bytes(canonical(bundle_of(lock)))
        self.stdout.write(f"{options['file']}")
