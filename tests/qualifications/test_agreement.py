"""SQL and Python state the same rule: one pass over every edge runs both.

`with_state`/`in_state`/`valid_on` beside `rules.certificates.state_on`, the filter of certificates
that end soon beside `soon_step`; `held_without_right` beside `rules.duty.assess`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import transaction

from people.models import Agency, Domain, Person, Post
from people.rules import Ending
from qualifications import actions
from qualifications.filters import CertificateFilter
from qualifications.models import (
    BodyDomain,
    BodyStanding,
    Certificate,
    CertificateTerms,
    DutySuspension,
    Qualification,
    facts_of,
    held_without_right,
)
from qualifications.rules.answers import Verdict
from qualifications.rules.certificates import (
    SOON_DAYS,
    EventKind,
    State,
    soon_step,
    state_on,
)
from qualifications.rules.duty import assess
from tests.conftest import NEW_YEAR, NINE
from tests.qualifications.facts import records
from tests.qualifications.makers import (
    LAST_DAY,
    body_of,
    certify,
    decision,
    put_on_duty,
    qualify,
)

DAY = timedelta(days=1)
LATER = NINE + timedelta(hours=1)
SOON = date(2026, 12, 1)
ENDS = date(2026, 12, 10), date(2026, 12, 11)  # of a term: its last day and the day after
# Whether the records reach back is not asked of the list.
RECORDS = records(date(2020, 1, 1), recorded_at=NINE - 9 * DAY)
DAYS = [
    NEW_YEAR - DAY, NEW_YEAR, SOON - DAY, SOON, SOON + DAY, date(2026, 12, 11), LAST_DAY + DAY,
]  # fmt: skip
INSTANTS = [None, NINE - DAY, NINE]
# Where nothing but what happens on a day in the middle differs from the case in order.
ABOUT_SOON, KNOWN_OR_NOT = [SOON - DAY, SOON, SOON + DAY, *ENDS], [None, NINE]


def instants_and_days(in_order):
    instants, days = (INSTANTS, DAYS) if in_order else (KNOWN_OR_NOT, ABOUT_SOON)
    return [(known_on, day) for known_on in instants for day in days]


def decided(certificate, *steps):
    for kind, effective_on, until in steps:
        made = decision(effective_on, decided_on=NINE.date(), until=until)
        actions.decide(certificate, EventKind(kind), made, actor=None, now=LATER)


HISTORIES = {
    "quiet": [],
    "suspended": [("suspended", SOON, None)],
    "with a term": [("suspended", SOON, date(2026, 12, 10))],
    "restored": [("suspended", SOON, None), ("restored", date(2026, 12, 11), None)],
    "annulled": [("suspended", SOON, None), ("restored", SOON, None)],
    "revoked": [("revoked", SOON, None)],
    "revoked while suspended": [("suspended", SOON, None), ("revoked", SOON + DAY, None)],
    "cancelled": [("cancelled", SOON, None)],
    "lost": [("lost", SOON, None)],
    "restored and again": [
        ("revoked", SOON, None), ("restored", SOON + DAY, None), ("cancelled", LAST_DAY, None),
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", HISTORIES)
def test_the_state_of_a_certificate(cast, name):
    certificate = certify(cast["li"])
    decided(certificate, *HISTORIES[name])
    (fact,) = facts_of([cast["li"].pk])[cast["li"].pk].certificates
    for known_on, day in [*instants_and_days(name == "quiet"), (None, LAST_DAY + DAY)]:
        state = state_on(fact, day, known_on or LATER)
        row = Certificate.objects.with_state(day, known_on=known_on).get()
        assert row.state_on == state, (day, known_on)
        valid = Certificate.objects.valid_on(day, known_on=known_on).exists()
        assert valid is (state is State.VALID), (day, known_on)
        if known_on is None:
            assert states_found(day) == [state], day


def states_found(day):
    return [state for state in State if Certificate.objects.in_state(state, day).exists()]


def test_a_corrected_certificate(cast):
    certificate = certify(cast["li"])
    terms = certificate.terms.get()
    CertificateTerms.objects.filter(pk=terms.pk).update(superseded_at=LATER)
    for known_on in INSTANTS:
        (fact,) = facts_of([cast["li"].pk])[cast["li"].pk].certificates
        row = Certificate.objects.with_state(SOON, known_on=known_on).get()
        assert row.state_on == state_on(fact, SOON, known_on or LATER)
    assert states_found(SOON) == [State.WITHDRAWN]


@pytest.mark.parametrize("within", SOON_DAYS)
def test_what_ends_soon(cast, within):
    today, lefts = NINE.date(), [-1, 0, 29, 30, 31, 60, 61, 90, 91]
    for n, left in enumerate(lefts):
        certify(cast["li"], f"云{n:05d}", valid_to=today + left * DAY)
    wanted = CertificateFilter(
        {"ends": str(within)},
        queryset=Certificate.objects.with_state(today).with_terms(),
        agencies=Agency.objects.all(),
        today=today,
    )
    found = sorted((row.terms_valid_to - today).days for row in wanted.qs)
    steps = {left: soon_step(today + left * DAY, today) for left in lefts}
    assert found == [left for left, step in steps.items() if step is not None and step <= within]


def end_rows(model, last):
    def change(person):
        model.objects.update(valid_to=last)

    return change


def begin_rows(model, first):
    def change(person):
        model.objects.update(valid_from=first)

    return change


def other_kind(person):
    Post.objects.filter(person=person).update(kind="legal")


def two_domains(person):
    Post.objects.filter(person=person).update(domains=["城市管理", "市场监管"])


def no_domain(person):
    Post.objects.filter(person=person).update(domains=[])


def unlisted_domain(person):
    Post.objects.filter(person=person).update(domains=["城市管理", "占星"])


def closed_domain(person):
    Domain.objects.filter(name="城市管理").update(closed_on=SOON)


def closed_agency(person):
    person.agency.closed_on = SOON
    person.agency.save(update_fields=["closed_on"])


def elsewhere(person):
    Certificate.objects.update(kind="supervision")


def another_body(person):
    CertificateTerms.objects.update(body=body_of(Agency.objects.get_children(person.agency)[0]))


def suspended(person):
    actions.suspend_duty(
        person, decision(SOON, decided_on=NINE.date(), until=date(2026, 12, 10)),
        actor=None, now=NINE,
    )  # fmt: skip


def suspended_later(person):
    actions.suspend_duty(person, decision(SOON, decided_on=NINE.date()), actor=None, now=LATER)


def beside(person, agency):
    """A second post, for another agency, in the same domain."""
    Post.objects.create(
        person=person, agency=agency, title="兼任", kind="enforcement", domains=["城市管理"],
        is_main=False, valid_from=SOON, recorded_at=NINE,
    )  # fmt: skip


def post_below(person):
    beside(person, Agency.objects.get_children(person.agency)[0])


def post_elsewhere(person):
    beside(person, Person.objects.get(name="赵禾").agency)


def suspended_certificate(person):
    decided(Certificate.objects.get(), ("suspended", SOON, date(2026, 12, 10)))


def supervisor(person):
    Qualification.objects.update(kind="supervision")


def wider(person):
    two_domains(person)
    for model in (Qualification, CertificateTerms):
        model.objects.update(domains=["市场监管", "城市管理"])


def widest(person):
    wider(person)
    body = body_of(person.agency)
    actions.add_body_domain(
        body, "市场监管", basis="条例第四条", valid_from=SOON, actor=None, now=NINE
    )


CHANGES = {
    "in order": lambda person: None,
    "another kind of post": other_kind,
    "two domains": two_domains,
    "no domain": no_domain,
    "an unlisted domain": unlisted_domain,
    "a closed domain": closed_domain,
    "a closed agency": closed_agency,
    "a supervisor's certificate": elsewhere,
    "another body's certificate": another_body,
    "suspended": suspended,
    "suspended by a later entry": suspended_later,
    "a second post in a team below": post_below,
    "a second post for another agency": post_elsewhere,
    "a suspended certificate": suspended_certificate,
    "a supervisor's qualification": supervisor,
    "qualified in two, the body in one": wider,
    "everything in two": widest,
    **{f"{m.__name__} ends": end_rows(m, SOON) for m in (BodyStanding, BodyDomain, Qualification)},
    **{
        f"{m.__name__} begins": begin_rows(m, SOON)
        for m in (Post, BodyStanding, BodyDomain, Qualification, CertificateTerms)
    },
}


@pytest.mark.parametrize("name", CHANGES)
def test_posts_held_without_right(cast, name):
    li = cast["li"]
    put_on_duty(li)
    CHANGES[name](li)
    facts = replace(facts_of([li.pk])[li.pk], records=RECORDS)
    for known_on, day in instants_and_days(name == "in order"):
        held = [
            p
            for p in facts.posts
            if p.kind == "enforcement" and p.holds(day) and p.known(known_on or LATER)
        ]
        expected = {post.id for post in held if not all_right(facts, post, day, known_on)}
        found = held_without_right(Post.objects.filter(person=li), day, known_on=known_on)
        assert {post.pk for post in found} == expected, (day, known_on)


def all_right(facts, post, day, known_on):
    """Whether the rule answers yes in every domain of the post, by that post alone."""
    about = facts.of_post(post.id)
    answers = [assess(about, domain, day, known_on or LATER).verdict for domain in post.domains]
    return bool(answers) and all(verdict is Verdict.YES for verdict in answers)


def test_two_hundred_posts_are_asked_in_two_queries(cast, django_assert_num_queries):
    put_on_duty(cast["li"])
    with django_assert_num_queries(2):
        people = list(held_without_right(Post.objects.all(), SOON).values_list("person", flat=True))
    assert cast["li"].pk not in people
    assert cast["wang"].pk in people


def test_facts_of_many_take_no_more_queries_than_of_one(cast, django_assert_num_queries):
    put_on_duty(cast["li"])
    put_on_duty(cast["wang"], "云00002")
    for ids in ([cast["li"].pk], [p.pk for p in cast.values()]):
        # domains, records; posts, standings, domains of bodies, qualifications, terms, events,
        # suspensions
        with django_assert_num_queries(9):
            facts_of(ids)
    assert facts_of([0])[0].posts == ()


def test_a_constraint_stands_behind_the_rule(cast):
    qualification = qualify_li(cast)
    with pytest.raises(Exception, match="qualification_by_exam_shows_it"), transaction.atomic():
        Qualification.objects.filter(pk=qualification.pk).update(source="exam")


def qualify_li(cast):
    Post.objects.filter(person=cast["li"]).update(domains=["城市管理"])
    return qualify(cast["li"])


def test_ended_standing_is_corrected_not_erased(cast):
    body = body_of(cast["li"].agency)
    standing = body.standings.get()
    actions.end_standing(standing, Ending(SOON, "撤销"), actor=None, now=LATER)
    assert body.standings.count() == 2
    assert BodyStanding.objects.in_force(SOON + DAY, known_on=NINE).exists()
    assert not BodyStanding.objects.in_force(SOON + DAY).exists()
    assert DutySuspension.objects.count() == 0
