"""Many at once on a real PostgreSQL: one decision is entered once, and the chain stays whole."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from journal.chains import verify
from qualifications import actions
from qualifications.models import Certificate, Event, Qualification, RecordsBegin
from qualifications.rules.certificates import EventKind
from tests.conftest import NEW_YEAR, NINE
from tests.qualifications.makers import (
    TODAY,
    body_of,
    card,
    certify,
    decision,
    give_domains,
    issuer,
)

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(*deeds):
    """All of them at the same moment, each on its own connection; why each was refused."""
    together = Barrier(len(deeds))

    def one(deed):
        try:
            together.wait()
            deed()
        except actions.Refused as refused:
            return str(refused.reason)
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(deeds)) as pool:
        return sorted(pool.map(one, deeds))


def test_a_certificate_is_suspended_once(cast):
    certificate = certify(cast["li"])

    def suspend():
        actions.decide(certificate, EventKind.SUSPENDED, decision(TODAY), actor=None, now=NINE)

    assert at_once(*[suspend] * 6) == ["already_suspended"] * 5 + ["done"]
    assert Event.objects.filter(kind="suspended").count() == 1


def test_a_person_is_qualified_once(cast):
    give_domains(cast["li"], "城市管理")

    def qualify():
        domains = frozenset({"城市管理"})
        actions.qualify_by_decision(cast["li"], domains, decision(), actor=None, now=NINE)

    assert at_once(*[qualify] * 4) == ["already_qualified"] * 3 + ["done"]
    assert Qualification.objects.count() == 1


def test_colleagues_certificates_share_a_chain_without_a_gap(cast, tree):
    body = body_of(tree.here)
    issuer()
    persons = [cast[who] for who in ("li", "wang", "coordinator", "agency_admin")]

    def register(person, n):
        return lambda: actions.register_certificate(
            person, card(f"云0000{n}", body), decision(), actor=None, now=NINE
        )

    deeds = [register(person, n) for n, person in enumerate(persons)]
    assert at_once(*deeds) == ["done"] * 4
    assert Certificate.objects.count() == 4
    assert sorted(Event.objects.values_list("n", flat=True)) == [1, 2, 3, 4]
    assert verify().faults == []


def test_a_number_is_given_once(cast, tree):
    body = body_of(tree.here)
    issuer()
    persons = [cast[who] for who in ("li", "wang", "coordinator", "agency_admin")]

    def register(person):
        return lambda: actions.register_certificate(
            person, card("云00001", body), decision(), actor=None, now=NINE
        )

    assert at_once(*map(register, persons)) == ["done"] + ["number_taken"] * 3
    assert Certificate.objects.count() == 1


def test_the_records_of_a_source_begin_once(cast):
    def declare(day):
        return lambda: actions.declare_records("posts", day, reason="清理", actor=None, now=NINE)

    said = at_once(declare(NEW_YEAR), declare(NEW_YEAR), declare(TODAY))
    assert said.count("done") >= 2
    assert RecordsBegin.objects.current().count() == 1
