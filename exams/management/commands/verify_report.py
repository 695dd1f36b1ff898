"""`manage.py verify_report FILE [--key KEY]`: is a fairness report as it was signed? Needs no
database."""

from __future__ import annotations

import base64
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.management.base import BaseCommand, CommandError

from journal import vault


class Command(BaseCommand):
    help = "Verify a fairness report that was taken from its page, without the database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--key", help="the site's public key, known from elsewhere (base64)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            stored = json.loads(options["file"].read_text(encoding="utf-8"))
            body, signature = str(stored["body"]), str(stored["signature"])
            named = str(json.loads(body)["public_key"])
            key = Ed25519PublicKey.from_public_bytes(base64.b64decode(options["key"] or named))
        except (OSError, ValueError, KeyError, TypeError) as fault:
            raise CommandError(f"no report: {fault}") from fault
        if not vault.verifies(key, body.encode(), signature):
            raise CommandError("the signature does not fit: altered, or signed by another key")
        self.stdout.write(f"signed by {named}" if options["key"] else f"whole; it names {named}")
        if not options["key"]:
            self.stdout.write("compare this key with one known from elsewhere (--key)")
