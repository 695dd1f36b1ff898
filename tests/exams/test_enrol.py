"""Who is put on a roster gets a number that is nobody else's."""

from __future__ import annotations

from datetime import timedelta

import pytest

from exams.actions import planning
from exams.actions.signing import ActRefused
from tests.conftest import NINE
from tests.exams.makers import make_exam

pytestmark = pytest.mark.django_db


def enrol(cast, session, *persons):
    return planning.enrol(session, persons, actor=cast["exam_officer"], now=NINE)


def test_a_number_tells_the_day_by_the_citys_calendar(cast):
    seven = NINE + timedelta(hours=22)  # 23:00 of the day before in UTC
    session = make_exam(cast, opens_at=seven).sessions.get()
    [candidate] = enrol(cast, session, cast["li"])
    assert candidate.number.startswith("261124")


def test_nobody_gets_a_number_that_is_taken(cast, monkeypatch):
    monkeypatch.setattr(planning, "NUMBERS_A_DAY", 3)
    session = make_exam(cast).sessions.get()
    enrol(cast, session, cast["li"])
    enrol(cast, session, cast["wang"], cast["zhao"])
    numbers = session.candidates.values_list("number", flat=True)
    assert sorted(numbers) == [f"261123{n:08d}" for n in range(3)]


def test_who_supervises_a_session_does_not_sit_in_it(cast):
    session = make_exam(cast).sessions.get()
    planning.appoint_invigilator(session, cast["invigilator"], actor=cast["exam_officer"], now=NINE)
    with pytest.raises(ActRefused, match="candidate_himself"):
        enrol(cast, session, cast["li"], cast["invigilator"])
    assert not session.candidates.exists()
