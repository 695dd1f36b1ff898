"""What must be true of every answer, whatever the facts."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from qualifications import wording
from qualifications.rules.answers import CITY_TIME, Remedy, Verdict
from qualifications.rules.certificates import RESTORING, EventKind
from qualifications.rules.checking import (
    Condition,
    Outcome,
    Purpose,
    Question,
    condition_of,
    outcome_of,
)
from qualifications.rules.checking import asked as asked_of
from qualifications.rules.duty import assess
from qualifications.rules.facts import (
    BodyFact,
    CertificateFact,
    DomainFact,
    EventFact,
    Facts,
    YearFact,
)
from qualifications.rules.stored import answer_from, stored
from tests.qualifications import facts as make
from tests.qualifications.facts import DOMAIN, OTHER

EXAMPLES = 40  # enough to find each planted fault; more cost seconds
DAY_ZERO = date(2026, 1, 1)
days = st.integers(0, 40).map(lambda n: DAY_ZERO + timedelta(days=n))
instants = st.integers(0, 40).map(lambda n: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=n))
domains = st.sampled_from([DOMAIN, OTHER])
domain_sets = st.sets(domains).map(frozenset)
paths = st.sampled_from(["0001", "00010001", "00010002"])
pks = st.integers(1, 6)


@st.composite
def dated(draw):
    first, recorded = draw(days), draw(instants)
    last = draw(st.none() | st.integers(0, 30).map(lambda n: first + timedelta(days=n)))
    gone = draw(st.none() | st.integers(1, 20).map(lambda n: recorded + timedelta(days=n)))
    return {
        "valid_from": first, "valid_to": last, "recorded_at": recorded, "superseded_at": gone,
    }  # fmt: skip


@st.composite
def posts(draw):
    path = draw(paths)
    moved = draw(st.none() | st.tuples(st.sampled_from(["0001", path]), days))
    return make.post(
        draw(pks), **draw(dated()), domains=draw(domain_sets), path=path,
        moves=(make.moved(*moved),) if moved else (),
        kind=draw(st.sampled_from(["enforcement", "legal"])),
        establishment=draw(st.sampled_from(["civil", "contract"])),
        agency_closed_on=draw(st.none() | days), is_main=draw(st.booleans()),
    )  # fmt: skip


@st.composite
def bodies(draw):
    path = draw(paths)
    pk = {"0001": 1, "00010001": 2, "00010002": 3}[path]
    standings = [make.standing(n, **draw(dated())) for n in range(draw(st.integers(0, 2)))]
    scopes = [make.scope(n, draw(domains), **draw(dated())) for n in range(draw(st.integers(0, 2)))]
    return BodyFact(id=pk, path=path, standings=tuple(standings), domains=tuple(scopes))


@st.composite
def qualifications(draw):
    return make.qualification(draw(pks), **draw(dated()), domains=draw(domain_sets))


@st.composite
def certificates(draw):
    pk = draw(pks)
    held = [
        make.terms(n, **draw(dated()), body_id=draw(st.integers(1, 3)), domains=draw(domain_sets))
        for n in range(draw(st.integers(0, 2)))
    ]
    kinds = draw(st.lists(st.sampled_from(sorted(EventKind)), max_size=3))
    events = [
        EventFact(n, kind, draw(days), draw(instants), draw(st.none() | days))
        for n, kind in enumerate(kinds, start=1)
    ]
    return CertificateFact(
        id=pk, ref=f"ref{pk}", number=f"N{pk}", kind="enforcement",
        terms=tuple(held), events=tuple(events),
    )  # fmt: skip


@st.composite
def all_facts(draw):
    held = {body.path: body for body in draw(st.lists(bodies(), max_size=3))}
    cards = {card.id: card for card in draw(st.lists(certificates(), max_size=2))}
    since = draw(days.map(lambda day: day - timedelta(days=20)))
    return Facts(
        person_id=1,
        domains=(DomainFact(id=1, name=DOMAIN, closed_on=draw(st.none() | days)),),
        posts=tuple(draw(st.lists(posts(), max_size=3))),
        bodies=tuple(held.values()),
        qualifications=tuple(draw(st.lists(qualifications(), max_size=2))),
        certificates=tuple(cards.values()),
        suspensions=tuple(make.suspension(n, **draw(dated())) for n in range(draw(pks) // 5)),
        records=make.records(since) if draw(st.booleans()) else make.records(since)[:3],
        years=(YearFact(year=2026, hours_owed=draw(st.none() | st.just(100))),),
    )


asked = {"facts": all_facts(), "on": days, "known_on": instants}


@st.composite
def nearly(draw):
    """Facts that give a yes, with some more thrown in."""
    noise = draw(all_facts())
    return replace(
        make.YES,
        posts=(*make.YES.posts, *noise.posts),
        bodies=(make.body(2), *(b for b in noise.bodies if b.id == 1)),
        certificates=(make.certificate(9, body_id=2), *noise.certificates),
        qualifications=(*make.YES.qualifications, *noise.qualifications),
    )


@given(**asked)
@settings(max_examples=EXAMPLES, deadline=None)
def test_every_no_says_what_would_make_it_a_yes_or_that_nothing_can(facts, on, known_on):
    said = assess(facts, DOMAIN, on, known_on)
    if said.verdict is Verdict.NO:
        assert said.reasons
        is_past = on < known_on.astimezone(CITY_TIME).date()
        for reason in said.reasons:
            assert (reason.remedy is Remedy.CORRECTION) is is_past
    if said.verdict is Verdict.YES:
        assert said.reasons == ()
        assert len(said.basis) == 5


@given(**asked)
@settings(max_examples=EXAMPLES, deadline=None)
def test_a_day_before_the_records_never_answers_no(facts, on, known_on):
    begins = [r.valid_from for r in facts.records if r.known(known_on)]
    said = assess(facts, DOMAIN, on, known_on)
    unknown = len(begins) < 4 or any(on < day for day in begins)
    assert (said.verdict is Verdict.UNKNOWN) is unknown


@given(**asked, order=st.randoms(use_true_random=False))
@settings(max_examples=EXAMPLES, deadline=None)
def test_the_order_of_facts_does_not_matter(facts, on, known_on, order):
    shuffled = replace(
        facts,
        **{
            name: tuple(order.sample(getattr(facts, name), len(getattr(facts, name))))
            for name in ("posts", "bodies", "qualifications", "certificates", "suspensions")
        },
    )
    first, second = (assess(f, DOMAIN, on, known_on) for f in (facts, shuffled))
    assert first.verdict is second.verdict
    assert len(first.reasons) == len(second.reasons)


@given(**asked)
@settings(max_examples=EXAMPLES, deadline=None)
def test_warnings_never_change_the_verdict(facts, on, known_on):
    quiet = replace(facts, years=())
    steady = replace(quiet, posts=tuple(replace(p, establishment="civil") for p in quiet.posts))
    assert (
        assess(facts, DOMAIN, on, known_on).verdict is assess(steady, DOMAIN, on, known_on).verdict
    )


@given(
    facts=nearly() | all_facts(), on=days, known_on=instants,
    post=posts(), qualification=qualifications(), card=certificates(),
    scope=st.tuples(domains, dated()), event=st.tuples(days, instants),
)  # fmt: skip
@settings(max_examples=EXAMPLES, deadline=None)
def test_favourable_evidence_never_takes_a_yes_away(
    facts, on, known_on, post, qualification, card, scope, event
):
    before = assess(facts, DOMAIN, on, known_on).verdict
    if before is not Verdict.YES:
        return
    more = [
        replace(facts, posts=(*facts.posts, post)),
        replace(facts, qualifications=(*facts.qualifications, qualification)),
        replace(facts, certificates=(*facts.certificates, replace(card, id=99))),
        replace(facts, bodies=tuple(_wider(body, scope) for body in facts.bodies)),
        replace(facts, certificates=tuple(_restored(c, event) for c in facts.certificates)),
        replace(facts, suspensions=()),
        replace(facts, bodies=(*facts.bodies, make.body(77, path="00010001000A"))),
    ]
    assert {assess(one, DOMAIN, on, known_on).verdict for one in more} == {Verdict.YES}


def _wider(body, scope):
    domain, period = scope
    return replace(
        body,
        standings=(*body.standings, make.standing(98, **period)),
        domains=(*body.domains, make.scope(99, domain, **period)),
    )


def _restored(certificate, event):
    on, at = event
    undone = EventFact(99, EventKind.RESTORED, on, at)
    assert EventKind.RESTORED in RESTORING
    return replace(certificate, events=(*certificate.events, undone))


@given(**asked)
@settings(max_examples=EXAMPLES, deadline=None)
def test_a_yes_holds_until_the_day_that_it_names(facts, on, known_on):
    said = assess(facts, DOMAIN, on, known_on)
    if said.verdict is Verdict.YES and said.until is not None:
        assert said.until >= on
        assert assess(facts, DOMAIN, said.until, known_on).verdict is Verdict.YES


@given(facts=nearly(), on=days, known_on=instants)
@settings(max_examples=EXAMPLES, deadline=None)
def test_nearly_right_facts_hold_as_long_as_they_say(facts, on, known_on):
    said = assess(facts, DOMAIN, on, known_on)
    if said.verdict is Verdict.YES and said.until is not None:
        day = on
        while day <= said.until and (day - on).days < 60:
            assert assess(facts, DOMAIN, day, known_on).verdict is Verdict.YES, day
            day += timedelta(days=7)


@settings(max_examples=EXAMPLES, deadline=None)
@given(**asked)
def test_an_answer_is_kept_as_it_was_given(facts, on, known_on):
    question = Question(Purpose.OTHER, "核查", on)
    for answer in asked_of(facts, question, known_on):
        kept = json.loads(json.dumps(stored(answer)))
        assert answer_from(kept, on, known_on) == answer
        assert all(condition_of(reason) in Condition for reason in answer.reasons)
        assert all(str(wording.reason_words(r)) and wording.remedy_words(r) for r in answer.reasons)


@settings(max_examples=EXAMPLES, deadline=None)
@given(**asked)
def test_every_domain_of_the_post_is_answered_and_a_single_no_counts(facts, on, known_on):
    answers = asked_of(facts, Question(Purpose.OTHER, "核查", on), known_on)
    held = {
        name
        for post in facts.posts
        if post.kind == "enforcement" and post.known(known_on) and post.holds(on)
        for name in post.domains
    }
    assert not held or {answer.domain for answer in answers} == held
    verdicts = {answer.verdict for answer in answers}
    assert (outcome_of(answers) is Outcome.YES) == (verdicts == {Verdict.YES})
    assert (outcome_of(answers) is Outcome.NO) == (Verdict.NO in verdicts)


def as_kind(facts, kind):
    """The same facts of another kind: its qualifications, its certificates."""
    return replace(
        facts,
        qualifications=tuple(replace(q, kind=kind) for q in facts.qualifications),
        certificates=tuple(replace(c, kind=kind) for c in facts.certificates),
    )


@given(**asked, kind=st.sampled_from(["supervision", "hearing", "reconsideration"]))
@settings(max_examples=EXAMPLES, deadline=None)
def test_a_yes_of_another_kind_rests_on_its_qualification_and_lasts(facts, on, known_on, kind):
    about = as_kind(facts, kind)
    said = assess(about, "", on, known_on, kind)
    held = [q for q in about.qualifications if q.known(known_on) and q.holds(on)]
    stopped = [s for s in about.suspensions if s.known(known_on) and s.holds(on)]
    if said.verdict is Verdict.NO:
        assert said.reasons
        assert all(condition_of(reason) for reason in said.reasons)
        return
    if said.verdict is Verdict.YES:
        assert held
        assert not stopped
        last = min(said.until or on + timedelta(days=40), on + timedelta(days=40))
        for day in (on, last):
            assert assess(about, "", day, known_on, kind).verdict is Verdict.YES, day
    assert assess(replace(about, qualifications=()), "", on, known_on, kind).verdict in (
        Verdict.NO,
        Verdict.UNKNOWN,
    )
