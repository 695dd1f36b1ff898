"""A roster comes in by a sheet: class, person and name must fit, all or nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from exchange.rules import Refused
from tests.conftest import NINE
from tests.exchange.conftest import commit, faults, own_files, stage, standings, undo  # noqa: F401
from tests.exchange.files import xlsx
from tests.remembered import remembered
from tests.training.makers import make_class, make_policies
from training.actions import take_attendance, withdraw
from training.rules import Mark

pytestmark = pytest.mark.sqlite  # rows of a file go the way of every import: tests/exchange
HEAD = ["班号", "工作人员编号", "姓名"]
LI = ["10000001", "李青"]
WANG = ["10000002", "王川"]


@pytest.fixture
@remembered
def coming(cast):
    """A class of 市城管局 next week with one place beside that of 王."""
    make_policies()
    return make_class(cast, cast["wang"], starts_at=NINE + timedelta(days=7), now=NINE, capacity=2)


def roster(*rows):
    return xlsx([HEAD, *rows])


def enrolled(training_class):
    rows = training_class.enrolments.standing().order_by("person__staff_number")
    return list(rows.values_list("person__name", flat=True))


def test_who_is_new_is_enrolled_and_who_is_there_stays(cast, coming):
    data = roster([coming.number, *LI], [coming.number, *WANG])
    job = stage("rosters", data, cast["coordinator"])
    assert standings(job) == {2: "new", 3: "unchanged"}
    assert commit(job).added == 1
    assert enrolled(coming) == ["李青", "王川"]
    again = stage("rosters", data, cast["coordinator"])
    assert standings(again) == {2: "unchanged", 3: "unchanged"}


WRONG = {
    "an unknown class": (["2026-9999", *LI], ("class", "class_unknown")),
    "a person of another agency": (["", "10000003", "赵禾"], ("number", "person_unknown")),
    "another name": (["", "10000001", "李清"], ("name", "name_differs")),
    "no number": (["", "", "李青"], ("number", "required")),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_fault_is_named_by_row_and_column(cast, coming, name):
    row, fault = WRONG[name]
    row = [row[0] or coming.number, *row[1:]]
    job = stage("rosters", roster(row), cast["coordinator"])
    assert (2, *fault) in faults(job)
    with pytest.raises(Refused, match="faulty_rows"):
        commit(job)
    assert enrolled(coming) == ["王川"]


def test_more_than_the_free_places_is_a_fault(cast, coming):
    data = roster([coming.number, *LI], [coming.number, "20000001", "陈培"])
    assert faults(stage("rosters", data, cast["coordinator"])) == [(3, "class", "full")]


def test_a_person_twice_is_a_fault_of_the_second(cast, coming):
    data = roster([coming.number, *LI], [coming.number, *LI])
    assert faults(stage("rosters", data, cast["coordinator"])) == [(3, "number", "repeated")]


def test_a_class_of_another_agency_is_as_good_as_unknown(cast, tree, coming):
    theirs = make_class(
        cast, agency=tree.there, audience=tree.there, venue="别处", now=NINE,
        starts_at=NINE + timedelta(days=7),
    )  # fmt: skip
    job = stage("rosters", roster([theirs.number, *LI]), cast["coordinator"])
    assert faults(job) == [(2, "class", "class_unknown")]


def test_an_import_is_taken_back_until_attendance_hangs_on_it(cast, coming):
    job = commit(stage("rosters", roster([coming.number, *LI]), cast["coordinator"]))
    session = coming.sessions.get()
    marked = {cast["li"].pk: Mark.PRESENT}
    take_attendance(session, marked, actor=cast["coordinator"], now=session.starts_at)
    with pytest.raises(Refused, match="used"):
        undo(job, cast["coordinator"])
    assert enrolled(coming) == ["李青", "王川"]


def test_an_undone_import_leaves_the_rows_with_their_reason(cast, coming):
    job = commit(stage("rosters", roster([coming.number, *LI]), cast["coordinator"]))
    undo(job, cast["coordinator"])
    assert enrolled(coming) == ["王川"]
    assert coming.enrolments.get(person=cast["li"]).withdrawn_because == "撤回导入"


def test_who_was_taken_off_by_hand_does_not_come_back_by_the_same_file(cast, coming):
    data = roster([coming.number, *LI])
    commit(stage("rosters", data, cast["coordinator"]))
    row = coming.enrolments.standing().get(person=cast["li"])
    withdraw(row, reason="出差", actor=cast["coordinator"], now=NINE)
    assert faults(stage("rosters", data, cast["coordinator"])) == [(2, "number", "withdrawn")]
