"""`manage.py run`: Mingfa on one computer, from whatever state it is in. `make run` calls it."""

from __future__ import annotations

import hashlib
import os
import sys
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError

from journal import vault
from mingfa.preflight import port_refusal
from mingfa.supervisor import Child, Supervisor
from people.models import Person

ANSWERS_WITHIN = 60.0  # seconds


class Command(BaseCommand):
    help = "Prepare keys, database and static files, then run web and worker until Ctrl-C."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", default="8000")
        parser.add_argument(
            "--empty", action="store_true", help="do not load the demonstration city"
        )

    def handle(self, *, port: str, empty: bool, **options: Any) -> None:
        if settings.ENVIRONMENT.production:
            raise CommandError("make run is for one computer; see docs/production.md")
        if why := port_refusal(port):  # type: ignore[no-untyped-call]
            raise CommandError(why)
        os.umask(0o077)  # what lies under var/ is nobody else's to read
        self.prepare(with_demonstration=not empty)
        address = f"http://127.0.0.1:{port}"
        logs = settings.ENVIRONMENT.var / "log"
        supervisor = Supervisor(
            children=[
                Child("web", web_command(port), logs / "web.log"),
                Child("worker", [sys.executable, "manage.py", "work"], logs / "worker.log"),
            ],
            environment=os.environ | {"MINGFA_BASE_URL": address, "PYTHONUNBUFFERED": "1"},
            folder=settings.BASE_DIR,
            say=self.say,
        )
        supervisor.run(lambda: self.announce(address))
        self.say("Stopped.")

    def prepare(self, *, with_demonstration: bool) -> None:
        """Make what is missing. Every step is quick when there is nothing to do."""
        for folder in (settings.ENVIRONMENT.seals, settings.MEDIA_ROOT, settings.STATIC_ROOT):
            Path(folder).mkdir(parents=True, exist_ok=True)
        if made := vault.make_keys(settings.ENVIRONMENT.keys):
            self.say(f"Keys made: {', '.join(made)}")
        self.say("Database")
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
        call_command("createcachetable", verbosity=0)
        if "compile_catalogue" in get_commands():
            call_command("compile_catalogue", verbosity=0)
        self.collect_static()
        if with_demonstration and "demo" in get_commands() and not Person.objects.exists():
            self.say("Loading the demonstration city, once (about a minute)")
            call_command("demo")

    def collect_static(self) -> None:
        """Collect static files when the set that would be collected has changed."""
        stamp = Path(settings.STATIC_ROOT) / ".stamp"
        print_now = static_fingerprint()
        if stamp.exists() and stamp.read_text(encoding="ascii") == print_now:
            return
        self.say("Static files")
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(print_now, encoding="ascii")

    def announce(self, address: str) -> None:
        """Say where the site is, once it answers, and with which logins."""
        if not answers(f"{address}/healthz"):
            self.say(f"The web server does not answer; see {settings.ENVIRONMENT.var}/log/web.log")
            return
        logins = settings.ENVIRONMENT.var / "demo-logins.txt"
        if logins.exists():
            self.say(logins.read_text(encoding="utf-8").rstrip())
        self.say(f"\nMingfa 明法  {address}   (Ctrl-C stops it; logs in {logins.parent}/log)")

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def web_command(port: str) -> list[str]:
    """One process: SQLite takes one writer, and threads share its memory."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"),
        *("--port", port, "--workers", "1", "--blocking-threads", "8", "--no-ws"),
        *("--log-level", "warning", "--workers-kill-timeout", "5", "mingfa.wsgi:application"),
    ]


def static_fingerprint() -> str:
    """A digest of the names, sizes and times of all static files that would be collected."""
    rows = []
    for finder in finders.get_finders():
        for name, storage in finder.list([]):
            path = Path(storage.path(name))
            rows.append(f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(rows)).encode()).hexdigest()


def answers(url: str) -> bool:
    """Whether the address answers within `ANSWERS_WITHIN` seconds."""
    until = time.monotonic() + ANSWERS_WITHIN
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=5) as reply:  # noqa: S310  # our own address
                return bool(reply.status == 200)
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    return False
