"""Facts for the rules, all favourable unless something else is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from qualifications.rules.facts import (
    BodyDomainFact,
    BodyFact,
    CertificateFact,
    DomainFact,
    EventFact,
    Facts,
    MoveFact,
    PostFact,
    QualificationFact,
    RecordsFact,
    StandingFact,
    SuspensionFact,
    TermsFact,
)
from qualifications.rules.matter import SOURCES

DOMAIN, OTHER = "城市管理", "市场监管"
ON = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
THEN = datetime(2026, 1, 1, 1, 0, tzinfo=UTC)
START = date(2026, 1, 1)
RECORDS = date(2025, 1, 1)


def dated(pk=1, **given):
    return {"id": pk, "valid_from": START, "recorded_at": THEN} | given


def post(pk=1, **given):
    words = dated(pk, title="执法人员", kind="enforcement", establishment="civil",
        domains=frozenset({DOMAIN}), agency_id=7, path="00010001",
    )  # fmt: skip
    return PostFact(**words | given)


def moved(path, day, agency_id=9):
    return MoveFact(agency_id, path, day)


def body(pk=1, path="00010001", standings=None, domains=None):
    given = [StandingFact(**dated(pk, kind="statutory"))] if standings is None else standings
    scope = [BodyDomainFact(**dated(pk, domain=DOMAIN))] if domains is None else domains
    return BodyFact(id=pk, path=path, standings=tuple(given), domains=tuple(scope))


def standing(pk=1, **given):
    return StandingFact(**dated(pk, kind="statutory") | given)


def scope(pk=1, domain=DOMAIN, **given):
    return BodyDomainFact(**dated(pk, domain=domain) | given)


def qualification(pk=1, **given):
    words = dated(pk, kind="enforcement", domains=frozenset({DOMAIN}))
    return QualificationFact(**words | given)


def terms(pk=1, **given):
    words = dated(pk, valid_to=date(2030, 12, 31), body_id=1, domains=frozenset({DOMAIN}))
    return TermsFact(**words | given)


def event(n, kind, effective_on, until=None, recorded_at=THEN):
    return EventFact(n, kind, effective_on, recorded_at, until)


def certificate(pk=1, kind="enforcement", events=(), **given):
    held = given.pop("terms", None) or (terms(pk, **given),)
    return CertificateFact(
        id=pk, ref=f"ref{pk}", number=f"N{pk}", kind=kind, terms=tuple(held), events=tuple(events)
    )


def suspension(pk=1, **given):
    return SuspensionFact(**dated(pk) | given)


def records(day=RECORDS, **given):
    return tuple(
        RecordsFact(**dated(n, valid_from=day, source=source) | given)
        for n, source in enumerate(SOURCES, start=1)
    )


YES = Facts(
    person_id=1,
    domains=(DomainFact(id=1, name=DOMAIN), DomainFact(id=2, name=OTHER)),
    posts=(post(),),
    bodies=(body(),),
    qualifications=(qualification(),),
    certificates=(certificate(),),
    records=records(),
)


def but(**changes):
    """The favourable facts with some of them exchanged."""
    return replace(YES, **changes)
