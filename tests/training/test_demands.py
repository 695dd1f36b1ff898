"""What a year demands of one person: subjects, shares for joiners, exemptions, tracks."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from people.models import Post
from tests.conftest import NINE, make_person
from tests.training.makers import PDF, add_hours, make_class, make_policies
from tests.training.test_planning import refused
from training.actions import (
    Change,
    Demand,
    Relief,
    Scan,
    close_session,
    grant_exemption,
    lift_exemption,
    set_requirement,
    take_attendance,
)
from training.models import Requirement, Session, officers_of, state_of
from training.rules import (
    WHOLE,
    Kind,
    Line,
    Mark,
    Rate,
    Refusal,
    Target,
    Unit,
    Worth,
    capped,
    progress,
    state,
    surplus,
)

ON = NINE.date()
NEW_YEAR = Change(date(2026, 1, 1), "市政府办公室通知", "另定")
AMOUNTS = st.integers(0, 20_000)
SUBJECTS = st.lists(st.tuples(st.sampled_from(["public", "special", "new_law"]), AMOUNTS),
                    max_size=3, unique_by=lambda one: one[0]).map(tuple)  # fmt: skip


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NINE, tick=False):
        yield


@pytest.fixture
def by(cast):
    return {"actor": cast["coordinator"], "now": NINE}


def demand(**words):
    known = {"target": Target(0, 3000, (("public", 800),))}
    make_policies()
    return set_requirement("enforcement", Demand(**(known | words)), NEW_YEAR, actor=None, now=NINE)


def relief(days=100, credit=1000, year=2026):
    return Relief(year, days, credit, "病假", Scan(PDF, "证明.pdf"))


def test_hours_in_another_subject_do_not_meet_the_least_in_one(cast):
    demand()
    add_hours(cast, cast["li"], 4, subject="special")
    found = state_of(cast["li"], ON)
    assert (found.owed_credit, found.owed_subjects) == (0, [("public", 800)])
    assert found.progress == 0
    add_hours(cast, cast["li"], 1, subject="public", title="公共法律知识课")
    assert state_of(cast["li"], ON).owed_subjects == [("public", 50)]


def test_the_subject_of_an_attended_half_day_stands_in_its_line(cast, by):
    demand()
    made = make_class(cast, cast["li"])
    Session.objects.filter(training_class=made).update(subject="public")
    session = made.sessions.get()
    take_attendance(session, {cast["li"].pk: Mark.PRESENT}, actor=cast["coordinator"],
                    now=session.ends_at)  # fmt: skip
    [line] = close_session(session, actor=cast["coordinator"], now=session.ends_at)
    assert (line.subject, line.credit) == ("public", 375)


def test_who_joins_within_the_year_owes_a_share_by_months(cast, tree):
    demand(prorates=True)
    late = make_person(tree.here, "70000001", "孙新")
    Post.objects.filter(person=late).update(valid_from=date(2026, 7, 31))
    assert state_of(late, ON).target == Target(0, 1500, (("public", 400),))
    assert state_of(cast["li"], ON).target == Target(0, 3000, (("public", 800),))
    board = {one.person_id: one.target for one in officers_of(tree.here, ON)}
    assert board[late.pk] == state_of(late, ON).target


def test_an_exemption_on_evidence_lowers_the_demand_until_it_is_lifted(cast, tree, by):
    demand()
    made = grant_exemption(cast["li"], relief(credit=2500), **by)
    assert state_of(cast["li"], ON).target == Target(0, 500, (("public", 500),))
    board = {one.person_id: one.target for one in officers_of(tree.here, ON)}
    assert board[cast["li"].pk].credit == 500
    lift_exemption(made, reason="证明有误", **by)
    assert state_of(cast["li"], ON).target.credit == 3000
    assert refused(lift_exemption, made, reason="再次", **by)[0] == Refusal.WRONG_STATE
    assert refused(grant_exemption, cast["coordinator"], relief(), **by)[0] == Refusal.OWN_MATTER
    assert refused(grant_exemption, cast["li"], relief(0, 0), **by)[0] == Refusal.BAD_QUANTITY


def test_legal_affairs_and_reconsideration_staff_have_tracks_of_their_own(cast):
    make_policies()
    assert {"legal", "review"} <= Requirement.objects.targets(ON).keys()
    Post.objects.filter(person=cast["li"]).update(kind="review")
    set_requirement("review", Target(700, 8000), NEW_YEAR, actor=None, now=NINE)
    assert state_of(cast["li"], ON).target == Target(700, 8000)
    assert state_of(cast["wang"], ON).target == Target(500, 6000)


def test_a_change_says_by_name_whose_standing_changes(client, cast):
    make_policies()
    add_hours(cast, cast["li"], 8)
    client.force_login(cast["legal_affairs"].user)
    data = {
        "days": "5",
        "credit": "61",
        "valid_from": "2026-12-01",
        "basis": "通知",
        "reason": "调整",
    }
    page = client.post("/training/policies/requirements/enforcement/", data).content.decode()
    assert "由达标变为未达标：李青" in page
    too_much = data | {"public": "60", "special": "2"}
    answer = client.post("/training/policies/requirements/enforcement/", too_much)
    assert answer.status_code == 422
    assert "各科目之和不能超过总学时" in answer.content.decode()


def test_on_one_day_one_earns_no_more_than_a_day(cast):
    make_policies()
    made = make_class(cast, cast["li"], half_days=0, is_open=False)
    from_hours = [NINE.replace(hour=h) for h in (8, 13, 18)]
    lines = []
    for n, at in enumerate(from_hours):
        one = make_class(cast, cast["li"], starts_at=at, venue=f"{n}号")
        session = one.sessions.get()
        words = {"actor": cast["coordinator"], "now": session.ends_at}
        take_attendance(session, {cast["li"].pk: Mark.PRESENT}, **words)
        lines += close_session(session, **words)
    assert [line.credit for line in lines] == [375, 375, 0]
    assert lines[-1].reason == "当日学时已达一天的上限"
    assert state_of(cast["li"], ON).days == 100
    assert made.sessions.count() == 0


@given(AMOUNTS, AMOUNTS, SUBJECTS, st.integers(1, 12), AMOUNTS, AMOUNTS)
def test_no_share_and_no_exemption_ever_demands_more(days, credit, subjects, months, off, less):
    whole = Target(days, credit, subjects)
    for part in (whole.prorated(months), whole.less(off, less)):
        assert part.days <= whole.days
        assert part.credit <= whole.credit
        assert all(a[1] <= b[1] for a, b in zip(part.subjects, whole.subjects, strict=True))
    assert whole.prorated(12) == whole
    earned = {subject: 500 for subject, _least in subjects}
    before = min(WHOLE, progress(500, 500, whole, earned))
    assert progress(500, 500, whole.less(off, less), earned) >= before


@given(st.lists(st.tuples(AMOUNTS, st.sampled_from(["", "public", "special"])), max_size=6))
def test_the_subjects_never_sum_to_more_than_the_whole(amounts):
    lines = [
        Line(str(n), ON, Kind.EXTERNAL, Unit.CREDIT, amount, Rate(100, 100), amount, 0, "", subject)
        for n, (amount, subject) in enumerate(amounts)
    ]
    found = state(lines, None, ON)
    assert sum(n for _subject, n in found.subjects) <= found.credit


@pytest.mark.parametrize(
    ("credit", "most"), list(product([0, 2999, 3000, 3500, 9000], [0, 400, 1000]))
)
def test_what_is_carried_over_is_what_exceeds_the_demand_and_no_more_than_allowed(credit, most):
    left = surplus(credit, Target(0, 3000), most)
    assert 0 <= left <= most
    assert left <= max(0, credit - 3000)


@given(AMOUNTS, AMOUNTS, AMOUNTS)
def test_a_capped_half_day_never_exceeds_itself_nor_the_day(value, earned, most):
    found = capped(Worth(value, value), Worth(earned, earned), Worth(most, most))
    assert 0 <= found.credit <= value
    assert found.credit + earned <= max(most, earned)
