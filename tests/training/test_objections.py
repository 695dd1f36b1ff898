"""An officer objects, the coordinator answers once, and the ledger follows in the same deed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.conftest import NINE
from tests.remembered import remembered
from tests.training.makers import (
    HALF_DAY,
    add_hours,
    everybody,
    make_claim,
    make_class,
    make_policies,
)
from training.actions import (
    Answer,
    Matter,
    Refused,
    answer_objection,
    close_session,
    file_objection,
    take_attendance,
)
from training.models import Attendance, LedgerEntry, Objection, state_of
from training.rules import Mark, Refusal, Unit


@pytest.fixture
@remembered
def absent(cast):
    """李 was marked absent at a half-day."""
    make_policies()
    session = make_class(cast, cast["li"]).sessions.get()
    now = NINE + HALF_DAY
    marks = everybody(session, Mark.ABSENT)
    take_attendance(session, marks, actor=cast["coordinator"], now=now)
    close_session(session, actor=cast["coordinator"], now=now)
    return Attendance.objects.get()


def answered(cast, objection, answer, who="coordinator"):
    return answer_objection(objection, answer, actor=cast[who], now=NINE + timedelta(days=1))


def test_an_upheld_objection_to_a_mark_corrects_it_and_books_the_line(cast, absent):
    li = cast["li"]
    matter = Matter(absent.session.day, attendance=absent)
    objection = file_objection(li, matter, claim="当日到课", now=NINE + HALF_DAY)
    done = answered(cast, objection, Answer(True, "签到表有签名", mark=Mark.PRESENT))
    assert Attendance.objects.current().get().mark == "present"
    assert done.booked == LedgerEntry.objects.get(person=li)
    assert state_of(li, NINE.date()).credit == 375


def test_an_upheld_objection_to_a_line_takes_it_back(cast):
    make_policies()
    entry = add_hours(cast, cast["li"], 2)
    matter = Matter(entry.day, entry=entry)
    objection = file_objection(cast["li"], matter, claim="不是本人的", now=NINE)
    done = answered(cast, objection, Answer(True, "证书系他人", reverse=True))
    assert done.counter.reverses == entry
    assert state_of(cast["li"], NINE.date()).credit == 0


def test_an_upheld_objection_to_a_missing_line_books_one_on_evidence(cast):
    make_policies()
    matter = Matter(date(2026, 3, 2))
    objection = file_objection(cast["li"], matter, claim="三月培训未登记", now=NINE)
    claim = make_claim(cast["li"], 1, Unit.DAY)
    done = answered(cast, objection, Answer(True, "有结业证书", claim=claim))
    assert (done.booked.credit, done.booked.day) == (750, date(2026, 3, 2))


def test_a_rejected_objection_changes_nothing_but_says_why(cast, absent):
    matter = Matter(absent.session.day, attendance=absent)
    objection = file_objection(cast["li"], matter, claim="当日到课", now=NINE + HALF_DAY)
    done = answered(cast, objection, Answer(False, "签到表无签名", mark=Mark.PRESENT))
    assert (done.answer, done.answer_reason) == ("rejected", "签到表无签名")
    assert Attendance.objects.get().mark == "absent"
    assert not LedgerEntry.objects.exists()


def test_an_objection_is_answered_once_and_not_by_its_author(cast, absent):
    matter = Matter(absent.session.day, attendance=absent)
    objection = file_objection(cast["li"], matter, claim="当日到课", now=NINE + HALF_DAY)
    with pytest.raises(Refused) as own:
        answered(cast, objection, Answer(True, "本人", mark=Mark.PRESENT), who="li")
    assert own.value.reason == Refusal.OWN_MATTER
    answered(cast, objection, Answer(False, "无签名"))
    with pytest.raises(Refused) as again:
        answered(cast, objection, Answer(True, "有签名", mark=Mark.PRESENT))
    assert again.value.reason == Refusal.ALREADY_ANSWERED


def test_the_same_objection_waits_only_once(cast, absent):
    matter = Matter(absent.session.day, attendance=absent)
    file_objection(cast["li"], matter, claim="当日到课", now=NINE + HALF_DAY)
    with pytest.raises(Refused) as twice:
        file_objection(cast["li"], matter, claim="当日到课", now=NINE + HALF_DAY)
    assert twice.value.reason == Refusal.ALREADY_OBJECTED
    assert Objection.objects.count() == 1


def test_nobody_objects_about_a_day_that_has_not_come(cast):
    with pytest.raises(Refused) as ahead:
        file_objection(cast["li"], Matter(date(2026, 11, 24)), claim="明日培训", now=NINE)
    assert ahead.value.reason == Refusal.DAY_IN_FUTURE
