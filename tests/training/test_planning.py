"""A class is planned, opened, filled; clashes of venue and person are named."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from statutes.models import Statute
from tests.conftest import NINE
from tests.training.makers import HALF_DAY, everybody, make_class, make_policies
from training.actions import (
    Refused,
    SessionTerms,
    add_session,
    cancel_class,
    change_session,
    close_session,
    enrol,
    join_class,
    open_class,
    remove_session,
    take_attendance,
    withdraw,
)
from training.models import Enrolment, Session, TrainingClass
from training.rules import Refusal, Window

LATER = NINE + timedelta(days=7)


def refused(act, *args, **words):
    with pytest.raises(Refused) as found:
        act(*args, **words)
    return found.value.reason, found.value.about


def session_at(starts_at, length=HALF_DAY):
    return SessionTerms("第九讲", "", Window(starts_at, starts_at + length))


@pytest.fixture
def by(cast):
    return {"actor": cast["coordinator"], "now": NINE}


def test_numbers_follow_each_other_within_the_year(cast):
    first = make_class(cast, starts_at=LATER)
    second = make_class(cast, starts_at=LATER + timedelta(days=9))
    assert (first.number, second.number) == ("2026-0001", "2026-0002")


def test_a_lesson_may_name_the_statute_that_it_teaches_and_name_another_later(cast, by):
    first, second = (Statute.objects.create(title=title) for title in ("甲法", "乙法"))
    made = make_class(cast, half_days=0, is_open=False)
    session = add_session(made, replace(session_at(LATER), statute=first), **by)
    change_session(session, replace(session_at(LATER), statute=second), **by)
    assert Session.objects.get(pk=session.pk).statute == second
    change_session(session, session_at(LATER), **by)
    assert Session.objects.get(pk=session.pk).statute is None


def test_a_class_without_a_half_day_cannot_be_opened(cast, by):
    made = make_class(cast, half_days=0, is_open=False)
    assert refused(open_class, made, **by) == (Refusal.NO_SESSION, "")


@pytest.mark.parametrize("length", [timedelta(0), -HALF_DAY, timedelta(hours=6, minutes=1)])
def test_a_session_is_a_half_day(cast, by, length):
    made = make_class(cast, half_days=0, is_open=False)
    assert refused(add_session, made, session_at(LATER, length), **by)[0] == Refusal.NOT_A_HALF_DAY


def test_half_days_of_a_class_do_not_overlap(cast, by):
    made = make_class(cast, starts_at=LATER)
    late = session_at(LATER + HALF_DAY - timedelta(minutes=1))
    assert refused(add_session, made, late, **by)[0] == Refusal.SESSIONS_OVERLAP
    add_session(made, session_at(LATER + HALF_DAY), **by)
    assert made.sessions.count() == 2


MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    "begins", [-HALF_DAY, -HALF_DAY + MINUTE, 0 * MINUTE, HALF_DAY - MINUTE, HALF_DAY]
)
@pytest.mark.parametrize("length", [MINUTE, HALF_DAY, 3 * HALF_DAY])
def test_the_rule_and_the_database_agree_on_what_overlaps(cast, begins, length):
    held = make_class(cast, starts_at=LATER).sessions.get()
    window = Window(LATER + begins, LATER + begins + length)
    assert Session.objects.overlapping(window).exists() is window.overlaps(held.window)


def test_a_venue_that_is_taken_is_named_with_its_class(cast, by):
    make_class(cast, starts_at=LATER, title="秋季班")
    other = make_class(cast, half_days=0, is_open=False)
    found = refused(add_session, other, session_at(LATER), **by)
    assert found == (Refusal.VENUE_TAKEN, "秋季班")


def test_a_cancelled_class_leaves_venue_and_persons_free(cast, by):
    gone = make_class(cast, cast["li"], starts_at=LATER)
    cancel_class(gone, reason="授课人有事", **by)
    assert make_class(cast, cast["li"], starts_at=LATER).state == "open"


def test_nobody_is_in_two_places_and_the_clash_names_them(cast, by):
    make_class(cast, cast["li"], starts_at=LATER, title="秋季班")
    other = make_class(cast, starts_at=LATER, venue="别处")
    both = [cast["li"], cast["wang"]]
    assert refused(enrol, other, both, **by) == (Refusal.PERSON_TAKEN, "李青（秋季班）")
    assert not other.enrolments.exists()
    moved = session_at(LATER)
    third = make_class(cast, cast["li"], starts_at=LATER + timedelta(days=3), venue="第三处")
    found = refused(change_session, third.sessions.get(), moved, **by)
    assert found == (Refusal.PERSON_TAKEN, "李青（秋季班）")


def test_the_roster_keeps_to_audience_and_places(cast, by):
    made = make_class(cast, starts_at=LATER, capacity=1)
    assert refused(enrol, made, [cast["zhao"]], **by) == (Refusal.OUTSIDE_AUDIENCE, "赵禾")
    both = [cast["li"], cast["wang"]]
    assert refused(enrol, made, both, **by) == (Refusal.FULL, "1")
    enrol(made, [cast["li"]], **by)
    assert enrol(made, [cast["li"]], **by) == []


def test_a_withdrawal_keeps_the_row_and_frees_the_place(cast, by):
    made = make_class(cast, cast["li"], starts_at=LATER, capacity=1)
    row = withdraw(made.enrolments.get(), reason="出差", **by)
    assert (row.withdrawn_because, row.withdrawn_by_id) == ("出差", cast["coordinator"].pk)
    enrol(made, [cast["wang"]], **by)
    assert refused(withdraw, row, reason="再次", **by)[0] == Refusal.NOT_ENROLLED
    assert Enrolment.objects.count() == 2


def test_an_officer_joins_until_the_class_begins(cast):
    made = make_class(cast, starts_at=LATER)
    join_class(made, cast["li"], now=NINE)
    assert refused(join_class, made, cast["li"], now=NINE)[0] == Refusal.ALREADY_ENROLLED
    assert refused(join_class, made, cast["wang"], now=LATER)[0] == Refusal.WRONG_STATE


def test_classes_are_open_for_those_they_are_meant_for(cast, tree):
    """The list asks the database what the rule says of one class and one person."""
    make_class(cast, starts_at=LATER)
    make_class(cast, starts_at=LATER, venue="别处", category="legal")
    make_class(cast, starts_at=LATER, venue="第三处", audience=tree.city)
    make_class(cast, starts_at=LATER, venue="第四处", audience=tree.there, category="enforcement")
    make_class(cast, starts_at=LATER, venue="第五处", is_open=False)
    rows = TrainingClass.objects
    found = [
        (
            set(rows.open_for(cast[who], kind)),
            {
                one
                for one in rows.select_related("audience")
                if one.state == "open" and one.meant_for.is_open_to(cast[who].agency.path, kind)
            },
        )
        for who in ("li", "zhao")
        for kind in ("enforcement", "legal", None)
    ]
    assert [listed == told for listed, told in found] == [True] * 6
    assert [len(listed) for listed, _told in found] == [2, 3, 2, 2, 1, 1]


def test_an_officer_joins_no_class_for_another_kind_of_post_unless_put_there(cast, by):
    made = make_class(cast, starts_at=LATER, category="legal")
    assert refused(join_class, made, cast["li"], now=NINE)[0] == Refusal.OUTSIDE_AUDIENCE
    assert enrol(made, [cast["li"]], **by)


def test_a_half_day_with_attendance_is_not_moved_and_the_class_not_cancelled(cast, by):
    make_policies()
    made = make_class(cast, cast["li"], half_days=2)
    session, now = made.sessions.first(), NINE + HALF_DAY
    take_attendance(session, everybody(session), actor=cast["coordinator"], now=now)
    words = {"actor": cast["coordinator"], "now": now}
    later = session_at(LATER)
    assert refused(change_session, session, later, **words)[0] == Refusal.HAS_ATTENDANCE
    close_session(session, **words)
    assert refused(cancel_class, made, reason="误", **words)[0] == Refusal.HAS_ATTENDANCE
    assert refused(remove_session, session, **words)[0] == Refusal.WRONG_STATE
