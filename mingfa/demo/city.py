"""The city as the parts of the demonstration know it: its units, officers and staff."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random

from mingfa.demo.agencies import Unit
from mingfa.demo.stories import Span
from people.actions import accounts
from people.models import Agency, Person
from people.rules import Grant, Rights, Role

PASSWORD_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # noqa: S105  # an alphabet, not a password
PASSWORD_LENGTH = 14


@dataclass(eq=False)
class Officer:
    """One of the city's people, with what decides how they do: ability in exams, zeal in study.

    Both are standard normal. `unit` is where they serve now, `left_on` the last day of service;
    `is_certified` says whether a certificate came in for them.
    """

    person: Person
    unit: Unit
    kind: str
    establishment: str
    domains: tuple[str, ...]
    ability: float
    zeal: float
    since: date
    left_on: date | None = None
    is_certified: bool = False

    def serves_on(self, day: date) -> bool:
        return self.since <= day and (self.left_on is None or day <= self.left_on)


@dataclass
class City:
    """What was made, for the parts that come after."""

    root: Agency
    units: list[Unit]
    span: Span
    seed: int
    officers: list[Officer] = field(default_factory=list)
    staff: dict[str, Person] = field(default_factory=dict)
    logins: dict[str, tuple[Person, str]] = field(default_factory=dict)

    def random(self, subject: str) -> Random:
        """A source of its own for each subject, so that one part does not disturb another."""
        return Random(f"{self.seed} {subject}")  # noqa: S311  # an invented city, not a secret

    @property
    def founder(self) -> Rights:
        """The rights under which the city is founded, before anybody is there to hold them."""
        return Rights(0, frozenset({Grant(Role.SYSTEM_ADMIN, self.root.path, self.root.pk)}))

    @property
    def hero(self) -> Officer:
        """The officer who can be signed in as."""
        return self.officers[0]

    @property
    def bureau(self) -> Agency:
        """The department whose coordinator and administrator can be signed in as."""
        return self.units[0].agency

    def enforcers(self, day: date) -> Iterator[Officer]:
        """Officers in an enforcement post who serve on the day, in order."""
        return (o for o in self.officers if o.kind == "enforcement" and o.serves_on(day))


def give_password(person: Person, now: datetime) -> str:
    """Activate the account as its owner would: with the code of a printed slip."""
    password = "".join(secrets.choice(PASSWORD_ALPHABET) for _ in range(PASSWORD_LENGTH))
    (slip,) = accounts.issue_codes([person], by=None, now=now)
    accounts.activate(person.staff_number, slip.code, password, now=now)
    return password
