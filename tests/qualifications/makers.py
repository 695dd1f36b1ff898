"""Bodies, qualifications and certificates of the cast, made by the room's own deeds."""

from __future__ import annotations

from datetime import date

from people.models import Post
from qualifications import actions
from qualifications.actions import Card, StandingTerms
from qualifications.models import Body, Issuer
from qualifications.rules.deeds import Decision
from tests.conftest import NEW_YEAR, NINE
from tests.remembered import remembered

TODAY = NINE.date()
LAST_DAY = date(2029, 12, 31)
ISSUER = "某省人民政府"


def decision(effective_on=NEW_YEAR, decided_on=None, until=None, **words):
    given = {
        "organ": "云泽市司法局", "document": "云司〔2026〕1号",
        "basis": "行政执法证件管理办法第八条", "reason": "依法办理",
    }  # fmt: skip
    return Decision(
        **given | words,
        decided_on=decided_on or min(effective_on, TODAY),
        effective_on=effective_on,
        until=until,
    )


def issuer():
    """The province, whose numbers are 云, five digits and one letter or digit."""
    found = Issuer.objects.filter(name=ISSUER).first()
    if found is None:
        for kind in ("enforcement", "supervision"):
            actions.set_number_pattern(
                ISSUER, kind, r"云\d{5}", valid_from=date(2020, 1, 1), actor=None, now=NINE
            )
        found = Issuer.objects.get(name=ISSUER)
    return found


@remembered
def declare(day=date(2025, 1, 1)):
    for source in ("posts", "bodies", "qualifications", "certificates"):
        actions.declare_records(source, day, reason="清理完毕", actor=None, now=NINE)


@remembered
def body_of(agency, *domains, valid_from=NEW_YEAR, valid_to=None):
    terms = StandingTerms("statutory", "城市管理条例第三条", valid_from, valid_to)
    held = Body.objects.filter(agency=agency).first()
    return held or actions.register_body(
        agency, terms, domains or ("城市管理",), actor=None, now=NINE
    )


def card(number, body, domains=("城市管理",), valid_from=NEW_YEAR, valid_to=LAST_DAY, **words):
    return Card(number, issuer(), body, frozenset(domains), valid_from, valid_to, **words)


def give_domains(person, *domains):
    Post.objects.filter(person=person).update(domains=list(domains))


@remembered
def certify(person, number="云00001", **words):
    """A certificate of the person's agency, registered by deed."""
    body = words.pop("body", None) or body_of(person.agency)
    return actions.register_certificate(
        person, card(number, body, **words), decision(), actor=None, now=NINE
    )


@remembered
def qualify(person, *domains, effective_on=NEW_YEAR):
    return actions.qualify_by_decision(
        person, frozenset(domains or ("城市管理",)), decision(effective_on), actor=None, now=NINE
    )


@remembered
def put_on_duty(person, number="云00001"):
    """Everything that a yes needs: domain, body, qualification, certificate, records."""
    give_domains(person, "城市管理")
    body_of(person.agency)
    qualify(person)
    return certify(person, number)
