"""The city's agencies, its officers, and one person for every role."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random

from mingfa.demo import names
from people.actions import accounts, agencies, domains, imported, roles
from people.models import Agency, AgencyKind, Person
from people.rules import Details, Entrant, Grant, PostTerms, Rights, Role, RoleTerms

PASSWORD_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # noqa: S105  # an alphabet, not a password
PASSWORD_LENGTH = 14

# Role, invented name, and whether the role is held over the whole city or over one bureau.
STAFF: tuple[tuple[str, Role, str, bool], ...] = (
    ("coordinator", Role.COORDINATOR, "林书文", False),
    ("agency_admin", Role.AGENCY_ADMIN, "许简", False),
    ("setter", Role.SETTER, "何清", True),
    ("reviewer", Role.REVIEWER, "沈岱", True),
    ("exam_officer", Role.EXAM_OFFICER, "韩毅", True),
    ("exam_officer_2", Role.EXAM_OFFICER, "苏恒", True),
    ("invigilator", Role.INVIGILATOR, "潘宁", True),
    ("marker", Role.MARKER, "葛英", True),
    ("legal_affairs", Role.LEGAL_AFFAIRS, "严立", True),
    ("personnel", Role.PERSONNEL, "陶松", True),
    ("auditor", Role.AUDITOR, "魏安", True),
    ("system_admin", Role.SYSTEM_ADMIN, "姜航", True),
)


@dataclass
class City:
    """What was made, for the parts that come after."""

    root: Agency
    bureaus: list[Agency]
    units: list[tuple[Agency, str]]
    officers: list[Person] = field(default_factory=list)
    staff: dict[str, Person] = field(default_factory=dict)
    logins: dict[str, tuple[Person, str]] = field(default_factory=dict)


def make_city(title: str, *, scale: float, seed: int, now: datetime, since: date) -> City:
    """Agencies, about `300 × scale` officers with posts since `since`, and the staff."""
    random = Random(seed)  # noqa: S311  # an invented city, not a secret
    city = _make_agencies(title, scale, now)
    city.officers = _make_officers(city, round(300 * scale), random, since, now)
    _make_staff(city, since, now)
    officer = city.officers[0]
    everybody = [("officer", officer), *city.staff.items()]
    city.logins = {role: (person, _give_password(person, now)) for role, person in everybody}
    return city


def _make_agencies(title: str, scale: float, now: datetime) -> City:
    count = 0

    def add(parent: Agency | None, name: str, kind: str) -> Agency:
        nonlocal count
        count += 1
        return agencies.add_agency(
            parent=parent, code=f"YZ{count:05d}", name=name, kind=kind, actor=None, now=now
        )

    for _name, domain in names.DEPARTMENTS:
        domains.add_domain(name=domain, actor=None, now=now)
    root = add(None, title, AgencyKind.CITY)
    city = City(root, [], [])
    group = add(root, "市直部门", AgencyKind.GROUP)
    for name, domain in names.DEPARTMENTS:
        bureau = add(group, f"市{name}", AgencyKind.DEPARTMENT)
        city.bureaus.append(bureau)
        for n in "一二":
            team = add(bureau, f"市{name}执法{n}大队", AgencyKind.TEAM)
            city.units.append((team, domain))
    for name, kind in names.DISTRICTS:
        district = add(root, name + kind, AgencyKind.COUNTY)
        wanted = max(3, round(6 * min(scale, 2)))
        for department, domain in names.DEPARTMENTS[:wanted]:
            agency = add(district, f"{name}{kind}{department}", AgencyKind.DEPARTMENT)
            city.units.append((agency, domain))
        for township in names.TOWNSHIPS[:3]:
            agency = add(district, f"{name}{township}综合行政执法队", AgencyKind.TOWNSHIP)
            city.units.append((agency, "城市管理"))
    return city


def _make_officers(
    city: City, count: int, random: Random, since: date, now: datetime
) -> list[Person]:
    arrivals = []
    for n in range(count):
        agency, domain = city.units[n % len(city.units)]
        terms = PostTerms("行政执法人员", since, domains=(domain,))
        entrant = Entrant(Details(names.person_name(random)), terms)
        arrivals.append(imported.Arrival(agency, entrant, (Role.OFFICER,)))
    return imported.add_persons(arrivals, by=_founder(city), now=now)


def _founder(city: City) -> Rights:
    """The rights under which the city is founded, before anybody is there to hold them."""
    return Rights(0, frozenset({Grant(Role.SYSTEM_ADMIN, city.root.path, city.root.pk)}))


def _make_staff(city: City, since: date, now: datetime) -> None:
    bureau = city.bureaus[0]
    for key, role, name, citywide in STAFF:
        agency = city.root if citywide else bureau
        post = PostTerms("工作人员", since, kind="legal" if citywide else "other")
        arrival = imported.Arrival(agency, Entrant(Details(name), post))
        (person,) = imported.add_persons([arrival], by=_founder(city), now=now)
        roles.grant_role(person, agency, RoleTerms(role, since, reason="演示"), by=None, now=now)
        city.staff[key] = person


def _give_password(person: Person, now: datetime) -> str:
    """Activate the account as its owner would: with the code of a printed slip."""
    password = "".join(secrets.choice(PASSWORD_ALPHABET) for _ in range(PASSWORD_LENGTH))
    (slip,) = accounts.issue_codes([person], by=None, now=now)
    accounts.activate(person.staff_number, slip.code, password, now=now)
    return password


def officers_beside(city: City, taken: Sequence[Person], count: int) -> list[Person]:
    """The first `count` officers that are not among `taken`."""
    there = {person.pk for person in taken}
    return [person for person in city.officers if person.pk not in there][:count]
