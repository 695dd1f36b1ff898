"""A year is closed by two persons; what is corrected later is corrected in the open year."""

from __future__ import annotations

from datetime import date, datetime

import pytest
import time_machine

from journal.chains import verify
from tests.conftest import NINE, SHANGHAI
from tests.remembered import remembered
from tests.training.makers import HALF_DAY, add_hours, make_class, make_policies
from tests.training.test_planning import refused
from training.actions import (
    Change,
    Demand,
    close_session,
    correct_attendance,
    propose_seal,
    reverse_entry,
    seal_year,
    set_requirement,
    take_attendance,
)
from training.models import LedgerEntry, YearSeal, state_of
from training.rules import Mark, Refusal, Target

NEXT = datetime(2027, 2, 1, 9, 0, tzinfo=SHANGHAI)
TODAY = NEXT.date()


@pytest.fixture
def by(cast):
    return {"actor": cast["coordinator"], "now": NEXT}


def second(cast):
    return {"actor": cast["legal_affairs"], "now": NEXT}


@pytest.fixture
@remembered
def year(cast, tree):
    make_policies()
    demand = Demand(Target(0, 1000), carry_over=500)
    change = Change(date(2026, 1, 1), "通知", "另定")
    set_requirement("enforcement", demand, change, actor=None, now=NINE)
    return add_hours(cast, cast["li"], 5)


def sealed(cast, tree, by):
    seal = propose_seal(tree.here, 2026, **by)
    return seal_year(seal, **second(cast))


def test_two_persons_close_a_year_and_its_surplus_goes_on(cast, tree, by, year):
    seal = propose_seal(tree.here, 2026, **by)
    assert refused(seal_year, seal, **by)[0] == Refusal.SAME_PERSON
    assert refused(propose_seal, tree.here, 2026, **by)[0] == Refusal.SEAL_PROPOSED
    done = seal_year(seal, **second(cast))
    assert (done.lines, done.credit, done.met, done.carried) == (1, 3750, 1, 500)
    assert len(done.digest) == 64
    assert refused(seal_year, seal, **second(cast))[0] == Refusal.WRONG_STATE
    new = state_of(cast["li"], TODAY)
    assert (new.credit, new.days, new.steps[0].line.kind) == (500, 0, "carried")
    assert verify().faults == []


def test_nothing_is_booked_into_a_closed_year_and_corrections_go_into_the_open_one(
    cast, tree, by, year
):
    sealed(cast, tree, by)
    assert refused(add_hours, cast, cast["li"], 1, now=NEXT)[0] == Refusal.YEAR_SEALED
    counter = reverse_entry(year, reason="证书有误", **second(cast))
    assert (counter.year, counter.day, counter.credit) == (2027, TODAY, -3750)
    assert state_of(cast["li"], date(2026, 12, 31)).credit == 3750
    assert add_hours(cast, cast["zhao"], 1, now=NEXT).year == 2026


def test_a_mark_corrected_after_the_closing_books_into_the_open_year(cast, tree, by, year):
    made = make_class(cast, cast["wang"], starts_at=NINE)
    session, now = made.sessions.get(), NINE + HALF_DAY
    take_attendance(session, {cast["wang"].pk: Mark.ABSENT}, actor=cast["coordinator"], now=now)
    assert refused(propose_seal, tree.here, 2026, **by) == (Refusal.STILL_OPEN, "1 / 0")
    close_session(session, actor=cast["coordinator"], now=now)
    sealed(cast, tree, by)
    mark = session.attendance.get()
    correct_attendance(mark, Mark.PRESENT, reason="漏登", **by)
    line = LedgerEntry.objects.get(session=session)
    assert (line.year, line.day, line.credit) == (2027, TODAY, 375)


def test_a_year_that_is_not_over_stays_open(cast, tree, by, year):
    assert refused(propose_seal, tree.here, 2027, **by)[0] == Refusal.YEAR_NOT_OVER


def test_the_pages_lead_through_both_signatures(client, cast, tree, year):
    with time_machine.travel(NEXT, tick=False):
        client.force_login(cast["coordinator"].user)
        data = {"agency": tree.here.pk, "year": 2026}
        assert client.post("/training/years/propose/", data).status_code == 302
        sign = f"/training/years/{YearSeal.objects.get().ref}/seal/"
        assert client.post(sign).status_code == 409
        client.force_login(cast["legal_affairs"].user)
        assert "待会签" in client.get("/training/years/").content.decode()
        assert client.post(sign).status_code == 302
        assert "已封存" in client.get("/training/years/").content.decode()
        assert client.post(sign).status_code == 404
