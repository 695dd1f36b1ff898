"""`manage.py demo`: fill an empty site with the invented demonstration city."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from mingfa import actions
from mingfa.demo import bank, city, exams
from people.models import Person, RoleChoice

SEED = 20261123


class Command(BaseCommand):
    help = "Fill an empty site with the invented demonstration city."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scale", type=float, default=1.0, help="1 is about 300 officers")
        parser.add_argument("--on", type=date.fromisoformat, help="the city's today (default: now)")
        parser.add_argument("--seed", type=int, default=SEED)

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.ENVIRONMENT.production:
            raise CommandError("the demonstration city has no place on a production site")
        if Person.objects.exists():
            raise CommandError("the site is not empty; the demonstration city needs an empty one")
        if not 0.02 <= options["scale"] <= 20:
            raise CommandError("--scale lies between 0.02 and 20")
        now = self._now(options["on"])
        actions.mark_as_demonstration(now=now)
        made = city.make_city(
            settings.ENVIRONMENT.city,
            scale=options["scale"],
            seed=options["seed"],
            now=now,
            since=date(now.year, 1, 1),
        )
        self._say(f"演示城市：{len(made.officers)} 名执法人员")
        count = bank.make_bank(made, settings.ENVIRONMENT.statutes, now=now, say=self._say)
        self._say(f"试题 {count} 道")
        exams.make_exams(made, scale=options["scale"], seed=options["seed"], now=now, say=self._say)
        path = self._write_logins(made)
        self._say(f"登录账号写在 {path}")

    def _now(self, on: date | None) -> datetime:
        if on is None:
            return timezone.now()
        return timezone.make_aware(datetime.combine(on, time(10)))

    def _say(self, line: str) -> None:
        self.stdout.write(f"  {line}")
        self.stdout.flush()

    def _write_logins(self, made: city.City) -> Path:
        """One login for each role, readable by this user alone."""
        labels = dict(RoleChoice.choices)
        lines = ["演示账号（单位、人员、成绩均为虚构）：", ""]
        for key, (person, password) in made.logins.items():
            label = str(labels[key.removesuffix("_2")])
            lines.append(f"  {label:　<6}  {person.staff_number}  {password}  {person.name}")
        path = settings.ENVIRONMENT.var / "demo-logins.txt"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
        return path
