"""The city's agencies as they were when the records began, and what became of them since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mingfa.demo import names
from people.actions import add_agency, add_domain
from people.models import Agency, AgencyKind

OFFICE, DEPARTMENT, TEAM, TOWNSHIP = "office", "department", "team", "township"
FORMER_NAMES = {"城市管理综合执法局": "城市管理局", "安平街道": "安平镇"}
REFORMED = "南湾"  # the district whose agencies of those names are renamed during the year


@dataclass(frozen=True)
class Unit:
    """An agency with the domains its officers enforce in, and how many serve in it, in parts."""

    agency: Agency
    sort: str
    domains: tuple[str, ...]
    weight: int = 0


class Founder:
    """Enters agencies one after another, at one instant."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.units: list[Unit] = []
        self.entered = 0

    def add(self, parent: Agency | None, name: str, kind: str) -> Agency:
        self.entered += 1
        return add_agency(
            parent=parent,
            code=f"YZ{self.entered:05d}",
            name=name,
            kind=kind,
            actor=None,
            now=self.now,
        )

    def unit(self, parent: Agency, name: str, sort: str, *domains: str, weight: int = 0) -> Agency:
        kind = {TEAM: AgencyKind.TEAM, TOWNSHIP: AgencyKind.TOWNSHIP}.get(
            sort, AgencyKind.DEPARTMENT
        )
        agency = self.add(parent, name, kind)
        self.units.append(Unit(agency, sort, tuple(d for d in domains if d), weight))
        return agency


def found(title: str, *, scale: float, now: datetime) -> tuple[Agency, list[Unit]]:
    """Enter about 250 agencies, fewer below scale 1; the root, and the units in order."""
    for domain in dict.fromkeys(domain for _name, domain in names.DEPARTMENTS if domain):
        add_domain(name=domain, actor=None, now=now)
    founder = Founder(now)
    root = founder.add(None, title, AgencyKind.CITY)
    size = min(scale, 1.0)
    _add_departments(founder, root, size)
    for name in names.ZONES[: round(len(names.ZONES) * size)]:
        zone = founder.unit(root, f"{name}管理委员会", OFFICE)
        for branch, domain in names.ZONE_BRANCHES:
            founder.unit(zone, f"{name}{branch}", DEPARTMENT, domain, weight=6)
    for name, kind in names.DISTRICTS:
        _add_county(founder, root, name, kind, size)
    return root, founder.units


def _add_departments(founder: Founder, root: Agency, size: float) -> None:
    group = founder.add(root, "市直部门", AgencyKind.GROUP)
    wanted = max(6, round(len(names.DEPARTMENTS) * size))
    for n, (name, domain) in enumerate(names.DEPARTMENTS):
        if n >= wanted and name != names.JUSTICE:
            continue
        sort = DEPARTMENT if domain else OFFICE
        bureau = founder.unit(group, f"市{name}", sort, domain, weight=6 if domain else 0)
        if domain and n < names.DEPARTMENTS_WITH_TEAMS:
            for ordinal in "一二三"[: max(1, round(3 * size))]:
                founder.unit(bureau, f"市{name}执法{ordinal}大队", TEAM, domain, weight=26)


def _add_county(founder: Founder, root: Agency, name: str, kind: str, size: float) -> None:
    county = founder.add(root, name + kind, AgencyKind.COUNTY)
    wanted = max(2, round(names.COUNTY_DEPARTMENTS * size))
    for n, (department, domain) in enumerate(names.DEPARTMENTS[:wanted]):
        called = f"{name}{kind}{_former(name, department)}"
        sort = DEPARTMENT if domain else OFFICE
        bureau = founder.unit(county, called, sort, domain, weight=4 if domain else 0)
        if domain and n < max(1, round(names.COUNTY_TEAMS * size)):
            founder.unit(bureau, f"{called}执法大队", TEAM, domain, weight=17)
    if size == 1 and name == names.MERGING:
        founder.unit(county, f"{name}{kind}渔政监督检查站", TEAM, "农业农村", weight=3)
    for township in names.TOWNSHIPS[: max(1, round(len(names.TOWNSHIPS) * size))]:
        called = f"{name}{kind}{_former(name, township)}"
        place = founder.unit(county, called, TOWNSHIP)
        domains = names.TOWNSHIP_DOMAINS
        founder.unit(place, f"{called}综合行政执法队", TEAM, *domains, weight=9)


def _former(district: str, name: str) -> str:
    return FORMER_NAMES.get(name, name) if district == REFORMED else name
