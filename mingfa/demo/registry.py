"""The register of bodies, and what the legal-affairs office lays down before anything else."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from mingfa.demo import names
from mingfa.demo.agencies import DEPARTMENT, TOWNSHIP, Unit
from mingfa.demo.city import City
from people.rules import Ending
from qualifications.actions import (
    StandingTerms,
    declare_records,
    end_body_domain,
    register_body,
    set_number_pattern,
    set_policy,
)
from qualifications.models import Body, BodyDomain, Issuer
from qualifications.rules.qualifying import Policy

ISSUER = "云海省司法厅"
PATTERN = "YH[0-9]{8}"
SOURCES = ("posts", "bodies", "qualifications", "certificates")
LONG_AGO = date(2010, 1, 1)
KNOWN_SINCE = timedelta(days=730)
ENDS_IN = timedelta(days=50)
STATUTORY = "行政处罚法第十七条"
TOWN = "行政处罚法第二十四条，省政府赋权决定"
DELEGATED = "行政处罚法第二十条，委托书"


class Registry:
    """The city's bodies, and which of them an officer's certificate names."""

    def __init__(self, city: City, now: datetime) -> None:
        self.city = city
        self.bodies: list[tuple[Unit, Body, frozenset[str]]] = []
        actor = city.staff["legal_affairs"]
        for source in SOURCES:
            begins = now.date() - KNOWN_SINCE
            declare_records(source, begins, reason="历史档案核对完成", actor=actor, now=now)
        set_number_pattern(
            ISSUER, "enforcement", PATTERN, valid_from=LONG_AGO, actor=actor, now=now
        )
        set_policy(Policy(), valid_from=LONG_AGO, reason="省行政执法条例", actor=actor, now=now)
        self.issuer = Issuer.objects.get(name=ISSUER)
        for unit in city.units:
            terms = _terms(unit, city.span.now.date())
            if terms is not None:
                domains = unit.domains or names.TOWNSHIP_DOMAINS
                body = register_body(unit.agency, terms, domains, actor=actor, now=now)
                body.agency = unit.agency  # of which the city keeps one, wherever it moves
                self.bodies.append((unit, body, frozenset(domains)))

    def body_of(self, path: str, domains: frozenset[str]) -> tuple[Body, frozenset[str]] | None:
        """The nearest body at or above the place, with what it may say of the domains."""
        above = [
            (unit.agency.path, body, scope & domains)
            for unit, body, scope in self.bodies
            if path.startswith(unit.agency.path) and scope & domains
        ]
        return max(above, key=lambda found: len(found[0]))[1:] if above else None

    def end_one_domain(self, now: datetime) -> None:
        """The last township gives one domain back to its county."""
        body = next(body for unit, body, _s in reversed(self.bodies) if unit.sort == TOWNSHIP)
        scope = BodyDomain.objects.current().get(body=body, domain=names.TOWNSHIP_DOMAINS[-1])
        ending = Ending(now.date(), "省政府调整乡镇赋权事项")
        end_body_domain(scope, ending, actor=self.city.staff["legal_affairs"], now=now)


def _terms(unit: Unit, today: date) -> StandingTerms | None:
    """As what a unit has standing: departments by statute, townships by grant, zones by mandate."""
    if unit.sort == TOWNSHIP:
        return StandingTerms("statutory", TOWN, LONG_AGO)
    if unit.sort != DEPARTMENT or not unit.domains:
        return None
    if _is_branch(unit):
        ends = today + ENDS_IN if unit.agency.name.endswith("生态环境分局") else None
        return StandingTerms("delegated", DELEGATED, LONG_AGO, ends, delegator="市级主管部门")
    return StandingTerms("statutory", STATUTORY, LONG_AGO)


def _is_branch(unit: Unit) -> bool:
    return any(unit.agency.name.startswith(zone) for zone in names.ZONES)
