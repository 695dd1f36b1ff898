"""A half-day's attendance comes in by a sheet: all or nothing, and nothing is overwritten."""

from __future__ import annotations

import pytest

from exchange.rules import Refused
from tests.conftest import NINE
from tests.exchange.conftest import commit, faults, own_files, stage, standings, undo  # noqa: F401
from tests.exchange.files import xlsx
from tests.training.makers import HALF_DAY, everybody, make_half_day
from training.actions import close_session, take_attendance
from training.rules import Mark

HEAD = ["班号", "日期", "开始时间", "工作人员编号", "姓名", "考勤"]
WHEN = ["2026-11-23", "09:00"]
LI, WANG = ["10000001", "李青"], ["10000002", "王川"]
END = NINE + HALF_DAY


@pytest.fixture
def session(cast):
    return make_half_day(cast)


def sheet(session, *rows):
    number = session.training_class.number
    return xlsx([HEAD, *([row[0] or number, *row[1:]] for row in rows)])


def marks(session):
    return dict(session.attendance.current().values_list("person__name", "mark"))


def test_what_is_new_is_entered_and_can_be_taken_back(cast, session):
    take_attendance(session, {cast["wang"].pk: Mark.LATE}, actor=cast["coordinator"], now=NINE)
    data = sheet(session, ["", *WHEN, *LI, "到课"], ["", WHEN[0], "9:00", *WANG, "迟到"])
    job = stage("attendance", data, cast["coordinator"])
    assert standings(job) == {2: "new", 3: "unchanged"}
    assert commit(job).added == 1
    assert marks(session) == {"李青": "present", "王川": "late"}
    undo(job, cast["coordinator"])
    assert marks(session) == {"王川": "late"}


WRONG = {
    "an unknown class": (["2026-9999", *WHEN, *LI, "到课"], ("class", "session_unknown")),
    "another hour": (["", WHEN[0], "14:00", *LI, "到课"], ("class", "session_unknown")),
    "no hour": (["", WHEN[0], "上午", *LI, "到课"], ("starts", "no_hour")),
    "an impossible hour": (["", WHEN[0], "25:00", *LI, "到课"], ("starts", "no_hour")),
    "somebody else": (["", *WHEN, "10000003", "赵禾", "到课"], ("number", "not_on_roster")),
    "another name": (["", *WHEN, "10000001", "李清", "到课"], ("name", "name_differs")),
    "another word": (["", *WHEN, *LI, "来了"], ("mark", "not_a_choice")),
    "marked otherwise": (["", *WHEN, *WANG, "到课"], ("mark", "marked_otherwise")),
}


def test_a_fault_is_named_by_row_and_column_and_nothing_is_overwritten(cast, session):
    take_attendance(session, {cast["wang"].pk: Mark.ABSENT}, actor=cast["coordinator"], now=NINE)
    job = stage("attendance", sheet(session, *(row for row, _f in WRONG.values())),
                cast["coordinator"])  # fmt: skip
    found = set(faults(job))
    assert found >= {(n, *fault) for n, (_row, fault) in enumerate(WRONG.values(), 2)}
    with pytest.raises(Refused, match="faulty_rows"):
        commit(job)
    assert marks(session) == {"王川": "absent"}


def test_a_closed_half_day_takes_none_and_gives_none_back(cast, session):
    coordinator = cast["coordinator"]
    job = stage("attendance", sheet(session, ["", *WHEN, *LI, "到课"]), coordinator)
    commit(job)
    take_attendance(session, everybody(session), actor=coordinator, now=END)
    close_session(session, actor=coordinator, now=END)
    with pytest.raises(Refused):
        undo(job, coordinator)
    later = stage("attendance", sheet(session, ["", *WHEN, *WANG, "缺席"]), coordinator)
    assert (2, "class", "session_unknown") in faults(later)
    assert marks(session) == {"李青": "present", "王川": "present"}
