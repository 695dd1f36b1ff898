"""The way to a decision on misconduct, and how attendance ends."""

from __future__ import annotations

from datetime import timedelta

import pytest

from exams.rules.misconduct import (
    APPEAL_TIME,
    DEFENCE_TIME,
    Attendance,
    Concerned,
    Step,
    StepRefusal,
    Taken,
    attendance,
    step_refusal,
)
from tests.conftest import NINE

CANDIDATE, WITNESS, OFFICER, OTHER = 1, 2, 4, 5
ABOUT = Concerned(CANDIDATE, {WITNESS, 3})
TOLD = Taken(Step.NOTICE, NINE, OFFICER)
HEARD = Taken(Step.DEFENCE, NINE, CANDIDATE)
DECIDED = Taken(Step.DECISION, NINE, OFFICER)
APPEALED = Taken(Step.APPEAL, NINE, CANDIDATE)
SECOND = timedelta(seconds=1)
NO = StepRefusal


@pytest.mark.parametrize(
    ("step", "taken", "by", "after", "refusal"),
    [
        (Step.NOTICE, [], OFFICER, SECOND, None),
        (Step.NOTICE, [TOLD], OFFICER, SECOND, NO.DONE),
        (Step.NOTICE, [], CANDIDATE, SECOND, NO.NOT_YOU),
        (Step.DEFENCE, [], CANDIDATE, SECOND, NO.NOT_YET),
        (Step.DEFENCE, [TOLD], OFFICER, SECOND, NO.NOT_YOU),
        (Step.DEFENCE, [TOLD], CANDIDATE, DEFENCE_TIME, None),
        (Step.DEFENCE, [TOLD], CANDIDATE, DEFENCE_TIME + SECOND, NO.TOO_LATE),
        (Step.DEFENCE, [TOLD, DECIDED], CANDIDATE, SECOND, NO.TOO_LATE),
        (Step.DECISION, [TOLD], OFFICER, DEFENCE_TIME, NO.NOT_YET),
        (Step.DECISION, [TOLD], OFFICER, DEFENCE_TIME + SECOND, None),
        (Step.DECISION, [TOLD, HEARD], OFFICER, SECOND, None),
        (Step.DECISION, [TOLD, HEARD], WITNESS, SECOND, NO.NOT_YOU),
        (Step.APPEAL, [TOLD, HEARD, DECIDED], CANDIDATE, APPEAL_TIME, None),
        (Step.APPEAL, [TOLD, HEARD, DECIDED], CANDIDATE, APPEAL_TIME + SECOND, NO.TOO_LATE),
        (Step.REVIEW, [TOLD, HEARD, DECIDED], OTHER, SECOND, NO.NOT_YET),
        (Step.REVIEW, [TOLD, HEARD, DECIDED, APPEALED], OFFICER, SECOND, NO.NOT_YOU),
        (Step.REVIEW, [TOLD, HEARD, DECIDED, APPEALED], WITNESS, SECOND, NO.NOT_YOU),
        (Step.REVIEW, [TOLD, HEARD, DECIDED, APPEALED], OTHER, SECOND, None),
    ],
)
def test_each_step_has_its_time_and_its_person(step, taken, by, after, refusal):
    assert step_refusal(step, taken, ABOUT, by=by, now=NINE + after) is refusal


@pytest.mark.parametrize(
    ("arrived", "started", "misconduct", "ends"),
    [
        (None, None, False, Attendance.ABSENT),
        (0, None, False, Attendance.PRESENT),
        (1, 60, False, Attendance.LATE),
        (-600, 3000, False, Attendance.PRESENT),
        (None, 300, False, Attendance.PRESENT),
        (None, 301, False, Attendance.LATE),
        (-600, 0, True, Attendance.MISCONDUCT),
    ],
)
def test_attendance_ends_as_one_of_four(arrived, started, misconduct, ends):
    def at(seconds):
        return None if seconds is None else NINE + timedelta(seconds=seconds)

    found = attendance(
        opens_at=NINE, arrived_at=at(arrived), started_at=at(started), is_misconduct=misconduct
    )
    assert found is ends
