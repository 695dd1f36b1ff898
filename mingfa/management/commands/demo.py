"""`manage.py demo`: fill an empty site with the invented demonstration city."""

from __future__ import annotations

import gc
import os
import time as clock
from argparse import ArgumentParser
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from mingfa import actions, demo
from mingfa.demo import staff
from mingfa.demo.city import City
from mingfa.demo.loading import without_waiting
from people.models import Person, RoleChoice

SEED = 20261123
LEAST, MOST = 0.02, 20


class Command(BaseCommand):
    help = "Fill an empty site with the invented demonstration city."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scale", type=float, default=1.0, help="1 is about 3,000 officers")
        parser.add_argument("--on", type=date.fromisoformat, help="the city's today (default: now)")
        parser.add_argument("--seed", type=int, default=SEED)

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.ENVIRONMENT.production:
            raise CommandError("the demonstration city has no place on a production site")
        if Person.objects.exists():
            raise CommandError("the site is not empty; the demonstration city needs an empty one")
        if not LEAST <= options["scale"] <= MOST:
            raise CommandError(f"--scale lies between {LEAST} and {MOST}")
        begun = clock.process_time()
        gc.set_threshold(100_000, 50, 50)  # almost all that is made stays: rarely look for garbage
        now = self._now(options["on"])
        actions.mark_as_demonstration(now=now)
        order = demo.Order(settings.ENVIRONMENT.city, options["scale"], options["seed"], now)
        with without_waiting():
            made = demo.make(order, texts=settings.ENVIRONMENT.statutes, say=self._say)
        path = self._write_logins(made)
        self._say(f"共 {clock.process_time() - begun:.1f} 秒；登录账号写在 {path}")

    def _now(self, on: date | None) -> datetime:
        if on is None:
            return timezone.now()
        return timezone.make_aware(datetime.combine(on, time(10)))

    def _say(self, line: str) -> None:
        self.stdout.write(f"  {line}")
        self.stdout.flush()

    def _write_logins(self, made: City) -> Path:
        """One login for each role, readable by this user alone."""
        labels = {value: str(label) for value, label in RoleChoice.choices}
        lines = ["演示账号（单位、人员、成绩均为虚构）：", "", *staff.lines_of(made, labels)]
        path = settings.ENVIRONMENT.var / "demo-logins.txt"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
        return path
