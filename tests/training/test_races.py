"""Many at once on a real PostgreSQL: no half-day twice, no seat twice, no line reversed twice."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from journal.chains import verify
from tests.conftest import NINE, make_person
from tests.exams.test_races import at_once
from tests.training.makers import HALF_DAY, add_hours, everybody, make_class, make_policies
from training.actions import (
    Call,
    Change,
    CodeScan,
    Refused,
    SessionTerms,
    TrainerTerms,
    add_session,
    call_roll,
    close_session,
    enrol,
    join_class,
    list_entry,
    reverse_entry,
    set_requirement,
    sign,
    take_attendance,
)
from training.models import (
    Enrolment,
    LedgerEntry,
    Requirement,
    RollCall,
    Session,
    Signing,
    Trainer,
)
from training.rules import Direction, Mark, Refusal, Target, Window
from training.rules.signing import step_at

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
AFTER = NINE + HALF_DAY


def test_a_half_day_that_twenty_close_at_once_is_booked_once(cast):
    make_policies()
    session = make_class(cast, cast["li"], cast["wang"]).sessions.get()
    take_attendance(session, everybody(session), actor=cast["coordinator"], now=AFTER)
    outcomes = at_once(
        [lambda: close_session(session, actor=cast["coordinator"], now=AFTER)] * 20, threads=20
    )
    assert sorted(len(lines) for lines in outcomes) == [0] * 19 + [2]
    assert LedgerEntry.objects.count() == 2
    assert verify().faults == []


def test_the_first_requirement_of_two_set_at_once_ends_or_bars_the_other(cast):
    days = [date(2027, 1, 1 + n) for n in range(6)]
    deeds = [
        lambda day=day: set_requirement(
            "other",
            Target(days=0, credit=1000 + day.day),
            Change(day, "通知", "另定"),
            actor=None,
            now=NINE,
        )
        for day in days
    ]
    at_once(deeds, threads=6)
    rows = list(Requirement.objects.current().order_by("valid_from"))
    for row, following in pairwise(rows):
        assert row.valid_to is not None
        assert row.valid_to < following.valid_from


def test_the_last_seat_goes_to_one(cast, tree):
    made = make_class(cast, starts_at=NINE + timedelta(days=7), capacity=1)
    officers = [make_person(tree.here, f"7000000{n}", f"员{n}") for n in range(8)]
    at_once([lambda p=p: join_class(made, p, now=NINE) for p in officers], threads=8)
    assert made.enrolments.standing().count() == 1


def test_one_person_enrolled_twice_at_once_stands_once(cast):
    made = make_class(cast, starts_at=NINE + timedelta(days=7))
    deed = [lambda: enrol(made, [cast["li"]], actor=cast["coordinator"], now=NINE)] * 8
    assert sorted(len(rows) for rows in at_once(deed, threads=8)) == [0] * 7 + [1]
    assert made.enrolments.count() == 1


def test_a_line_is_reversed_once_and_the_chain_holds_what_came_beside_it(cast):
    make_policies()
    entry = add_hours(cast, cast["li"], 2)
    coordinator = cast["coordinator"]
    reverse = [lambda: reverse_entry(entry, reason="误登", actor=coordinator, now=NINE)] * 6
    book = [lambda: add_hours(cast, cast["wang"], 1)] * 6
    outcomes = at_once([*reverse, *book], threads=12)
    assert sum(isinstance(one, Refused) for one in outcomes) == 5
    assert LedgerEntry.objects.filter(reverses=entry).count() == 1
    assert LedgerEntry.objects.count() == 1 + 1 + 6
    assert verify().faults == []


def test_a_room_a_trainer_and_a_person_are_booked_once_at_a_time(cast):
    coordinator, later = cast["coordinator"], Window(NINE + timedelta(days=9), AFTER + timedelta(9))
    rooms = [make_class(cast, is_open=False, half_days=0, venue="二楼大厅") for _ in range(4)]
    apart = [make_class(cast, is_open=False, half_days=0, venue=f"教室{n}") for n in range(4)]
    terms = TrainerTerms(cast["li"].agency, "周讲", "市委党校", "行政处罚")
    lecturer = list_entry(Trainer, terms, actor=coordinator, now=NINE)
    plain, taught = SessionTerms("上", "", later), SessionTerms("下", "", later, lecturer=lecturer)
    for classes, lesson, why in (
        (rooms, plain, Refusal.VENUE_TAKEN),
        (apart, taught, Refusal.TRAINER_TAKEN),
    ):
        deeds = [
            lambda c=c, t=lesson: add_session(c, t, actor=coordinator, now=NINE) for c in classes
        ]
        outcomes = at_once(deeds, threads=4)
        assert sum(isinstance(one, Session) for one in outcomes) == 1
        assert [one.reason for one in outcomes if isinstance(one, Refused)] == [why] * 3
    for n, made in enumerate(apart):
        if not made.sessions.exists():
            add_session(made, SessionTerms(f"第{n}讲", "", later), actor=coordinator, now=NINE)
    at_once(
        [lambda c=c: enrol(c, [cast["li"]], actor=coordinator, now=NINE) for c in apart], threads=4
    )
    assert Enrolment.objects.standing().filter(person=cast["li"]).count() == 1


def test_a_scan_and_a_roll_that_come_twenty_times_at_once_are_kept_once(cast):
    make_policies()
    session = make_class(cast, cast["li"], cast["wang"]).sessions.get()
    scan = CodeScan(session, Direction.IN, step_at(NINE), NINE)
    call = Call("a" * 32, cast["wang"].pk, Mark.LATE, None, NINE)
    coordinator = cast["coordinator"]
    deeds = [lambda: sign(scan, cast["li"], now=NINE).pk] * 20
    deeds += [lambda: call_roll(session, [call], actor=coordinator, now=NINE)["a" * 32]] * 20
    outcomes = at_once(deeds, threads=20)
    assert len(set(outcomes[:20])) == 1
    assert set(outcomes[20:]) == {"stored"}
    assert (Signing.objects.count(), RollCall.objects.count()) == (1, 1)
    assert session.attendance.count() == 1
