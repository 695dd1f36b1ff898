"""Certificates are entered, decided about, reissued, corrected, withdrawn; the register knows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from journal.chains import verify
from journal.models import Entry
from qualifications import actions
from qualifications.models import Certificate, Event, RegisterChain
from qualifications.rules.certificates import EventKind
from tests.conftest import NEW_YEAR, NINE
from tests.qualifications.makers import (
    LAST_DAY,
    TODAY,
    body_of,
    card,
    certify,
    decision,
    issuer,
    put_on_duty,
)

DAY = timedelta(days=1)
LATER = NINE + timedelta(hours=1)


def decide(certificate, kind, effective_on=TODAY, *, actor=None, **words):
    made = decision(effective_on, **words)
    actions.decide(certificate, EventKind(kind), made, actor=actor, now=LATER)


def state(certificate, day=TODAY):
    return Certificate.objects.with_state(day).get(pk=certificate.pk).state_on


def test_a_certificate_is_entered_with_its_decision(cast):
    certificate = certify(cast["li"], "云 00001")
    assert certificate.number == "云00001"
    event = certificate.events.get()
    assert (event.kind, event.n, event.chain.agency) == ("issued", 1, cast["li"].agency)
    assert event.detail["valid_to"] == LAST_DAY.isoformat()
    entry = Entry.objects.get(act="qualifications.register_certificate")
    assert entry.facts["register"] == event.hash
    assert entry.subject == f"qualifications.certificate:{certificate.pk}"


WRONG = {
    "number_shape": {"number": "辽00002"},
    "number_taken": {"number": "云00001"},
    "ends_before_start": {"valid_to": NEW_YEAR - DAY},
    "domain_unknown": {"domains": ["占星"]},
    "pattern_missing": {"kind": "ministry"},
}


@pytest.mark.parametrize("reason", WRONG)
def test_what_cannot_be_is_refused(cast, reason):
    certify(cast["li"])
    words = {"number": "云00002"} | WRONG[reason]
    with pytest.raises(actions.Refused, match=reason):
        certify(cast["li"], **words)
    assert Certificate.objects.count() == 1


def test_the_body_stands_at_the_holders_agency_or_above(cast, tree):
    with pytest.raises(actions.Refused, match="body_elsewhere"):
        certify(cast["li"], body=body_of(tree.there))
    certify(cast["li"], body=body_of(tree.city))


def test_a_pattern_counts_by_the_certificates_first_day(cast):
    province = issuer()
    actions.set_number_pattern(
        province.name, "enforcement", r"辽\d{5}", valid_from=date(2026, 6, 1), actor=None, now=NINE
    )
    certify(cast["li"], "云00001")
    with pytest.raises(actions.Refused, match="number_shape"):
        certify(cast["wang"], "云00002", valid_from=date(2026, 6, 1))
    certify(cast["wang"], "辽00002", valid_from=date(2026, 6, 1))
    with pytest.raises(actions.Refused, match="effective_before_start"):
        actions.set_number_pattern(
            province.name, "enforcement", "1", valid_from=NEW_YEAR, actor=None, now=NINE
        )
    with pytest.raises(actions.Refused, match="pattern_faulty"):
        actions.set_number_pattern(
            province.name, "enforcement", "(1+)+", valid_from=LAST_DAY, actor=None, now=NINE
        )


ALLOWED = {
    ("valid", "suspended"), ("valid", "revoked"), ("valid", "cancelled"), ("valid", "lost"),
    ("suspended", "restored"), ("suspended", "revoked"), ("suspended", "cancelled"),
    ("suspended", "lost"), ("revoked", "restored"), ("cancelled", "restored"),
    ("lost", "revoked"), ("lost", "cancelled"),
}  # fmt: skip
KINDS = ["suspended", "restored", "revoked", "cancelled", "lost"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("before", ["valid", "suspended", "revoked", "cancelled", "lost"])
def test_each_decision_is_taken_from_where_it_can_be(cast, before, kind):
    certificate = certify(cast["li"])
    if before != "valid":
        decide(certificate, before, TODAY - DAY)
    if (before, kind) in ALLOWED:
        decide(certificate, kind)
        assert certificate.events.count() == 2 + (before != "valid")
    else:
        with pytest.raises(actions.Refused, match=r"state|already_suspended"):
            decide(certificate, kind)
        assert certificate.events.count() == 1 + (before != "valid")


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ({"decided_on": TODAY + DAY, "effective_on": TODAY + DAY}, "decided_in_future"),
        ({"decided_on": TODAY, "effective_on": TODAY - DAY}, "effective_before_decision"),
        ({"until": TODAY - DAY}, "ends_before_start"),
        ({"until": TODAY + 366 * DAY}, "term_too_long"),
    ],
)
def test_a_decision_has_days_that_can_be(cast, words, reason):
    certificate = certify(cast["li"])
    with pytest.raises(actions.Refused, match=reason):
        decide(certificate, "suspended", **words)
    assert state(certificate) == "valid"


def test_a_decision_may_take_effect_later(cast):
    certificate = certify(cast["li"])
    decide(certificate, "revoked", TODAY + 10 * DAY, decided_on=TODAY)
    assert (state(certificate), state(certificate, TODAY + 10 * DAY)) == ("valid", "revoked")


def test_an_annulled_decision_never_was_but_no_earlier(cast):
    certificate = certify(cast["li"])
    decide(certificate, "revoked", TODAY - 3 * DAY)
    with pytest.raises(actions.Refused, match="effective_before_start"):
        decide(certificate, "restored", TODAY - 4 * DAY, decided_on=TODAY)
    decide(certificate, "restored", TODAY - 3 * DAY, decided_on=TODAY)
    assert state(certificate, TODAY - 3 * DAY) == "valid"


def test_a_new_certificate_makes_the_old_one_void(cast):
    old = certify(cast["li"])
    decide(old, "lost", TODAY - DAY)
    terms = card("云00009", body_of(cast["li"].agency), valid_from=TODAY)
    new = actions.reissue_certificate(old, terms, decision(TODAY), actor=None, now=LATER)
    assert (new.previous, state(old), state(new)) == (old, "lost", "valid")
    with pytest.raises(actions.Refused, match="number_taken"):
        actions.reissue_certificate(new, terms, decision(TODAY), actor=None, now=LATER)


def test_a_correction_leaves_what_was_there(cast):
    certificate = certify(cast["li"])
    body = body_of(cast["li"].agency)
    longer = card(certificate.number, body, valid_to=date(2031, 12, 31))
    actions.correct_certificate(certificate, longer, decision(TODAY), actor=None, now=LATER)
    assert certificate.terms.count() == 2
    assert certificate.terms.current().get().valid_to == date(2031, 12, 31)
    printed = replace(longer, post_title="一级主办", area="云泽市")
    actions.correct_certificate(certificate, printed, decision(TODAY), actor=None, now=LATER)
    terms = certificate.terms.current().get()
    assert (terms.post_title, terms.area) == ("一级主办", "云泽市")
    longer = printed
    with pytest.raises(actions.Refused, match="nothing_changes"):
        actions.correct_certificate(certificate, longer, decision(TODAY), actor=None, now=LATER)


def test_nobody_decides_about_their_own(cast):
    certificate = certify(cast["legal_affairs"], body=body_of(cast["legal_affairs"].agency))
    with pytest.raises(actions.Refused, match="own_matter"):
        decide(certificate, "revoked", actor=cast["legal_affairs"])
    assert state(certificate) == "valid"


def test_what_was_entered_by_mistake_is_withdrawn_unless_more_was_decided(cast):
    certificate = certify(cast["li"])
    actions.withdraw_certificates([certificate], reason="误登", by=None, now=LATER)
    assert state(certificate) == "withdrawn"
    assert state(certificate, NEW_YEAR) == "withdrawn"
    with pytest.raises(actions.Refused, match="no_longer_current"):
        actions.withdraw_certificates([certificate], reason="误登", by=None, now=LATER)
    other = certify(cast["wang"], "云00002")
    decide(other, "suspended")
    with pytest.raises(actions.Refused, match="no_longer_current"):
        actions.withdraw_certificates([other], reason="误登", by=None, now=LATER)


def test_of_several_the_withdrawal_names_whose_is_in_use_and_takes_none(cast):
    both = [certify(cast["li"]), certify(cast["wang"], "云00002")]
    decide(both[1], "suspended")
    with pytest.raises(actions.Refused) as refused:
        actions.withdraw_certificates(both, reason="误登", by=None, now=LATER)
    assert (refused.value.person, state(both[0])) == (cast["wang"], "valid")


def test_a_withdrawal_asks_the_same_of_one_and_of_many(cast, django_assert_num_queries):
    one = [certify(cast["li"])]
    with CaptureQueriesContext(connection) as first:
        actions.withdraw_certificates(one, reason="误登", by=None, now=LATER)
    many = [certify(cast[who], f"云1000{n}") for n, who in enumerate(("li", "wang"))]
    with django_assert_num_queries(len(first)):
        actions.withdraw_certificates(many, reason="误登", by=None, now=LATER)


def test_the_register_is_chained_and_verified(cast, tree):
    certificate = put_on_duty(cast["li"])
    decide(certificate, "suspended")
    put_on_duty(cast["zhao"], "云00002")
    assert RegisterChain.objects.count() == 2
    chain = RegisterChain.objects.get(agency=cast["li"].agency)
    kinds = list(chain.events.order_by("n").values_list("kind", flat=True))
    assert kinds == ["qualified", "issued", "suspended"]
    assert verify().faults == []
    chain.head_hash = "0" * 64
    chain.save(update_fields=["head_hash"])
    (fault,) = verify().faults
    assert fault.startswith(f"register agency:{cast['li'].agency_id}, row 3")


def test_an_entry_of_the_register_cannot_be_changed(cast):
    certify(cast["li"])
    with pytest.raises(Exception, match="append-only"):
        Event.objects.update(reason="别的")


def test_many_certificates_come_in_by_the_same_rules(cast, tree):
    body = body_of(tree.here)
    later = ((EventKind.SUSPENDED, decision(date(2026, 3, 1))),)
    good = actions.Arrival(cast["li"], card("云00001", body), decision(), later)
    wrong = actions.Arrival(
        cast["wang"], card("云00002", body), decision(), ((EventKind.RESTORED, decision(TODAY)),)
    )
    with pytest.raises(actions.Refused, match="state") as refused:
        actions.add_certificates([good, wrong], by=None, now=NINE)
    assert refused.value.person == cast["wang"]
    assert not Certificate.objects.exists()
    (made,) = actions.add_certificates([good], by=None, now=NINE)
    assert state(made) == "suspended"
    assert [e.kind for e in made.events.all()] == ["issued", "suspended"]
