"""May this person enforce? Every condition, every reason, every edge."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from qualifications.rules.answers import Code, Remedy, Verdict, WarningCode
from qualifications.rules.duty import assess
from qualifications.rules.facts import DomainFact, YearFact
from tests.qualifications.facts import (
    DOMAIN,
    NOW,
    ON,
    OTHER,
    RECORDS,
    START,
    THEN,
    YES,
    body,
    but,
    certificate,
    event,
    moved,
    post,
    qualification,
    records,
    scope,
    standing,
    suspension,
    terms,
)

LATER = datetime(2026, 11, 20, tzinfo=NOW.tzinfo)
DAY = timedelta(days=1)


def answer(facts, domain=DOMAIN, on=ON, known_on=NOW):
    return assess(facts, domain, on, known_on)


def codes(facts, **asked):
    return [reason.code.value for reason in answer(facts, **asked).reasons]


def test_everything_in_order_is_a_yes_with_its_evidence_and_its_end():
    said = answer(YES)
    assert (said.verdict, said.reasons, said.warnings) == (Verdict.YES, (), ())
    assert [e.kind.value for e in said.basis] == [
        "post", "standing", "body_domain", "certificate", "qualification",
    ]  # fmt: skip
    assert said.until == date(2030, 12, 31)


ENDED = date(2026, 6, 30)
COMING = date(2027, 1, 1)
LACKING = {
    "no post": (but(posts=()), ["no_post"]),
    "a post of another kind": (but(posts=(post(kind="legal"),)), ["no_post"]),
    "a post that ended": (but(posts=(post(valid_to=ENDED),)), ["post_ended"]),
    "a post to come": (but(posts=(post(valid_from=COMING),)), ["post_not_begun"]),
    "a post elsewhere": (but(posts=(post(domains=frozenset({OTHER})),)), ["post_other_domain"]),
    "a closed agency": (but(posts=(post(agency_closed_on=ENDED),)), ["agency_closed"]),
    "no body": (but(bodies=()), ["no_body"]),
    "a body beside": (but(bodies=(body(path="00010002"),)), ["no_body"]),
    "a body to come": (but(bodies=(body(standings=[standing(valid_from=COMING)]),)), ["no_body"]),
    "standing that ended": (
        but(bodies=(body(standings=[standing(valid_to=ENDED)]),)), ["standing_ended"],
    ),
    "a body without the domain": (
        but(bodies=(body(domains=[scope(domain=OTHER)]),)), ["body_other_domain"],
    ),
    "a domain that the body lost": (
        but(bodies=(body(domains=[scope(valid_to=ENDED)]),)), ["body_other_domain"],
    ),
    "no certificate": (but(certificates=()), ["no_certificate"]),
    "a supervisor's certificate": (
        but(certificates=(certificate(kind="supervision"),)), ["no_certificate"],
    ),
    "an expired certificate": (
        but(certificates=(certificate(valid_to=ENDED),)), ["certificate_expired"],
    ),
    "a certificate to come": (
        but(certificates=(certificate(valid_from=COMING),)), ["certificate_not_begun"],
    ),
    "another body's certificate": (
        but(certificates=(certificate(body_id=9),)), ["certificate_other_body"],
    ),
    "a certificate elsewhere": (
        but(certificates=(certificate(domains=frozenset({OTHER})),)), ["certificate_other_domain"],
    ),
    "a suspended certificate": (
        but(certificates=(certificate(events=[event(1, "suspended", ENDED)]),)),
        ["certificate_suspended"],
    ),
    "a revoked certificate": (
        but(certificates=(certificate(events=[event(1, "revoked", ENDED)]),)),
        ["certificate_revoked"],
    ),
    "a cancelled certificate": (
        but(certificates=(certificate(events=[event(1, "cancelled", ENDED)]),)),
        ["certificate_cancelled"],
    ),
    "a lost certificate": (
        but(certificates=(certificate(events=[event(1, "lost", ENDED)]),)), ["certificate_lost"],
    ),
    "no qualification": (but(qualifications=()), ["no_qualification"]),
    "a qualification that ended": (
        but(qualifications=(qualification(valid_to=ENDED),)), ["qualification_ended"],
    ),
    "a qualification to come": (
        but(qualifications=(qualification(valid_from=COMING),)), ["qualification_not_begun"],
    ),
    "a qualification elsewhere": (
        but(qualifications=(qualification(domains=frozenset({OTHER})),)),
        ["qualification_other_domain"],
    ),
    "a supervisor's qualification": (
        but(qualifications=(qualification(kind="supervision"),)), ["no_qualification"],
    ),
    "suspended from duty": (but(suspensions=(suspension(),)), ["suspended"]),
    "a closed domain": (
        but(domains=(DomainFact(id=1, name=DOMAIN, closed_on=ENDED),)), ["domain_closed"],
    ),
    "an unlisted domain": (but(domains=()), ["domain_unknown"]),
}  # fmt: skip


@pytest.mark.parametrize("name", LACKING)
def test_whatever_is_missing_is_named_and_nothing_else(name):
    facts, expected = LACKING[name]
    said = answer(facts)
    assert (said.verdict, [r.code.value for r in said.reasons]) == (Verdict.NO, expected)
    assert all(r.remedy not in {Remedy.CORRECTION, Remedy.ASK_PAPERS} for r in said.reasons)


def test_every_reason_is_given_not_only_the_first():
    facts = but(
        posts=(), qualifications=(), suspensions=(suspension(),), certificates=(), bodies=()
    )
    assert codes(facts) == ["no_post", "no_certificate", "no_qualification", "suspended"]
    facts = but(
        bodies=(body(standings=[standing(valid_to=ENDED)], domains=[]),),
        certificates=(
            certificate(body_id=9, domains=frozenset({OTHER}), events=[event(1, "revoked", ENDED)]),
        ),
    )
    assert codes(facts) == [
        "standing_ended", "body_other_domain",
        "certificate_revoked", "certificate_other_domain", "certificate_other_body",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "last"),
    [
        ({"posts": (post(valid_to=ENDED),)}, ENDED),
        ({"posts": (post(agency_closed_on=ENDED),)}, ENDED),
        ({"bodies": (body(standings=[standing(valid_to=ENDED)]),)}, ENDED),
        ({"bodies": (body(domains=[scope(valid_to=ENDED)]),)}, ENDED),
        ({"qualifications": (qualification(valid_to=ENDED),)}, ENDED),
        ({"certificates": (certificate(valid_to=ENDED),)}, ENDED),
        ({"certificates": (certificate(events=[event(1, "suspended", ENDED + DAY)]),)}, ENDED),
        ({"suspensions": (suspension(valid_from=ENDED + DAY),)}, ENDED),
        ({"domains": (DomainFact(id=1, name=DOMAIN, closed_on=ENDED),)}, ENDED),
    ],
)
def test_the_last_day_is_included_and_foretold(changes, last):
    facts = but(**changes)
    said = answer(facts, on=last)
    assert (said.verdict, said.until) == (Verdict.YES, last)
    assert answer(facts, on=last + DAY).verdict is Verdict.NO
    assert answer(facts, on=START).until == last


def test_what_is_not_known_foretells_nothing():
    corrected = but(suspensions=(suspension(valid_from=COMING, superseded_at=LATER),))
    assert answer(corrected).until == answer(YES).until
    events = [event(1, "suspended", COMING, recorded_at=NOW + DAY)]
    assert answer(but(certificates=(certificate(events=events),))).until == answer(YES).until


def test_the_first_day_is_included():
    assert answer(YES, on=START).verdict is Verdict.YES
    assert answer(YES, on=START - DAY).verdict is Verdict.NO


def test_a_suspension_with_a_term_ends_by_itself():
    events = [event(1, "suspended", date(2026, 3, 1), until=date(2026, 3, 31))]
    facts = but(certificates=(certificate(events=events),))
    said = {day: answer(facts, on=day).verdict for day in (date(2026, 3, 31), date(2026, 4, 1))}
    assert list(said.values()) == [Verdict.NO, Verdict.YES]


def test_a_restoration_counts_from_its_day_on():
    events = [event(1, "revoked", date(2026, 3, 1)), event(2, "restored", date(2026, 5, 1))]
    facts = but(certificates=(certificate(events=events),))
    days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 4, 30), date(2026, 5, 1)]
    assert [answer(facts, on=day).verdict.value for day in days] == ["yes", "no", "no", "yes"]


def test_a_day_before_the_records_cannot_be_answered():
    facts = but(posts=(), records=records(RECORDS))
    before = answer(facts, on=RECORDS - DAY)
    assert before.verdict is Verdict.UNKNOWN
    assert {r.code for r in before.reasons} >= {Code.BEFORE_RECORDS}
    assert answer(facts, on=RECORDS).verdict is Verdict.NO
    assert answer(YES, on=RECORDS - DAY).verdict is Verdict.UNKNOWN


def test_of_two_declarations_the_later_entry_counts():
    earlier, later = records(RECORDS), records(RECORDS + 10 * DAY, id=9)
    for declared in ((*earlier, *later), (*later, *earlier)):
        assert answer(but(records=declared), on=RECORDS).verdict is Verdict.UNKNOWN
        assert answer(but(records=declared), on=RECORDS + 10 * DAY).verdict is Verdict.NO


def test_while_nobody_declared_the_records_complete_nothing_is_certain():
    said = answer(but(records=records()[:3]))
    assert said.verdict is Verdict.UNKNOWN
    assert [(r.code, dict(r.params)) for r in said.reasons] == [
        (Code.RECORDS_UNDECLARED, {"source": "certificates"})
    ]


def test_the_answer_as_it_was_known():
    late = but(certificates=(certificate(recorded_at=LATER),))
    assert answer(late).verdict is Verdict.YES
    assert codes(late, known_on=LATER - DAY) == ["no_certificate"]
    corrected = but(qualifications=(qualification(superseded_at=LATER),))
    assert answer(corrected, known_on=LATER - DAY).verdict is Verdict.YES
    assert codes(corrected, known_on=LATER) == ["no_qualification"]
    events = [event(1, "revoked", date(2026, 3, 1), recorded_at=LATER)]
    revoked = but(certificates=(certificate(events=events),))
    assert answer(revoked, on=date(2026, 4, 1), known_on=LATER - DAY).verdict is Verdict.YES
    assert answer(revoked, on=date(2026, 4, 1)).verdict is Verdict.NO


FACTS = {
    "a post": lambda **known: but(posts=(post(**known),)),
    "standing": lambda **known: but(bodies=(body(standings=[standing(**known)]),)),
    "a body's domain": lambda **known: but(bodies=(body(domains=[scope(**known)]),)),
    "a certificate": lambda **known: but(certificates=(certificate(**known),)),
    "a qualification": lambda **known: but(qualifications=(qualification(**known),)),
    "a suspension": lambda **known: but(suspensions=(suspension(**known),)),
    "records": lambda **known: but(records=records(**known)),
}


@pytest.mark.parametrize("name", FACTS)
def test_every_fact_counts_from_its_record_to_its_correction(name):
    before = LATER - timedelta(seconds=1)
    added, taken = FACTS[name](recorded_at=LATER), FACTS[name](superseded_at=LATER)
    without, having = answer(added, known_on=before).verdict, answer(added, known_on=LATER).verdict
    assert (without is Verdict.YES) is not (having is Verdict.YES)
    assert answer(taken, known_on=before).verdict is having
    assert answer(taken, known_on=LATER).verdict is without


def test_on_a_day_that_is_over_only_a_correction_helps():
    facts = but(certificates=(), qualifications=())
    assert {r.remedy for r in answer(facts, on=ON - DAY).reasons} == {Remedy.CORRECTION}
    assert {r.remedy for r in answer(facts, on=ON).reasons} == {
        Remedy.ISSUE_CERTIFICATE, Remedy.QUALIFY,
    }  # fmt: skip


BEFORE, AFTER = ON - DAY, ON + DAY


@pytest.mark.parametrize(
    ("move", "changes", "verdict"),
    [
        (None, {}, Verdict.YES),
        (("00010001", AFTER), {"body": "0001"}, Verdict.UNKNOWN),
        (("00010001", ON), {"body": "0001"}, Verdict.YES),  # of its day on the tree is today's
        (("00010001", BEFORE), {"body": "0001"}, Verdict.YES),
        (("00010001", AFTER), {}, Verdict.YES),  # the body came along
        (("0001", AFTER), {"body": "00010001"}, Verdict.YES),
        (("00010001", AFTER), {"bodies": ()}, Verdict.UNKNOWN),
        (("00010001", BEFORE), {"bodies": ()}, Verdict.NO),
        (("00010001", AFTER), {"bodies": (), "qualifications": ()}, Verdict.NO),
    ],
)
def test_what_stood_above_a_post_before_it_was_moved_is_not_known(move, changes, verdict):
    moves = (moved(*move),) if move else ()
    given = dict(changes)
    if path := given.pop("body", None):
        given["bodies"] = (body(path=path),)
    said = answer(but(**given, posts=(post(moves=moves),)), known_on=NOW + 5 * DAY)
    assert said.verdict is verdict
    told = {reason.code for reason in said.reasons}
    assert (Code.PLACE_MOVED in told) == (verdict is Verdict.UNKNOWN)


def test_a_body_above_the_posts_agency_will_do():
    above = body(2, path="0001")
    facts = but(bodies=(above,), certificates=(certificate(body_id=2),))
    assert answer(facts).verdict is Verdict.YES
    both = but(bodies=(body(), above), certificates=(certificate(body_id=2),))
    assert answer(both).verdict is Verdict.YES


def test_terms_in_two_pieces_do_not_make_one_certificate():
    pieces = (terms(1, body_id=9), terms(2, domains=frozenset({OTHER})))
    assert codes(but(certificates=(certificate(terms=pieces),))) == ["certificate_other_body"]


def test_of_several_posts_the_one_that_lacks_least_is_explained():
    posts = (post(1, agency_closed_on=ENDED), post(2, is_main=False))
    assert answer(but(posts=posts)).verdict is Verdict.YES
    posts = (post(1, domains=frozenset({OTHER})), post(2, is_main=False))
    assert answer(but(posts=posts)).verdict is Verdict.YES


def test_a_post_in_the_domain_is_explained_before_one_in_another():
    posts = (post(1, path="00010002", agency_closed_on=ENDED), post(2, domains=frozenset({OTHER})))
    assert codes(but(posts=posts)) == ["agency_closed", "no_body"]


@pytest.mark.parametrize(("make", "field"), [(post, "posts"), (qualification, "qualifications")])
def test_the_next_beginning_and_the_latest_end_are_named(make, field):
    coming = (make(1, valid_from=COMING + DAY), make(2, valid_from=COMING))
    ended = (make(1, valid_to=ENDED), make(2, valid_to=ENDED - DAY))
    for facts, day in ((coming, COMING), (ended, ENDED)):
        (reason,) = answer(but(**{field: facts})).reasons
        assert [seen.day for seen in reason.evidence] == [day]


@pytest.mark.parametrize(("left", "within"), [(0, 30), (30, 30), (31, 60), (60, 60), (90, 90)])
def test_a_certificate_near_its_end_warns(left, within):
    facts = but(certificates=(certificate(valid_to=ON + left * DAY),))
    (warned,) = answer(facts).warnings
    assert (warned.code, dict(warned.params)) == (
        WarningCode.CERTIFICATE_ENDS, {"within": within},
    )  # fmt: skip


def test_a_certificate_far_from_its_end_does_not_warn():
    assert answer(but(certificates=(certificate(valid_to=ON + 91 * DAY),))).warnings == ()


def test_hours_exams_and_establishment_warn_and_change_nothing():
    facts = but(
        posts=(post(establishment="contract"),),
        years=(YearFact(year=2026, hours_owed=1250, exam_missed=True),),
    )
    said = answer(facts)
    assert said.verdict is Verdict.YES
    assert [w.code.value for w in said.warnings] == [
        "hours_missing", "exam_missed", "establishment",
    ]  # fmt: skip
    assert answer(facts, on=date(2027, 1, 4)).warnings[-1].code is WarningCode.FUTURE_DAY


def test_the_hours_of_another_year_are_not_asked():
    facts = but(years=(YearFact(year=2025, hours_owed=1250),))
    assert answer(facts).warnings == ()


def test_the_city_day_decides_what_is_past():
    evening = datetime(2026, 11, 22, 15, 59, tzinfo=NOW.tzinfo)  # 23:59 of the 22nd in the city
    facts = but(qualifications=())
    assert answer(facts, on=date(2026, 11, 22), known_on=evening).reasons[0].remedy is (
        Remedy.QUALIFY
    )
    midnight = evening + timedelta(minutes=1)
    assert answer(facts, on=date(2026, 11, 22), known_on=midnight).reasons[0].remedy is (
        Remedy.CORRECTION
    )
    assert evening > THEN
