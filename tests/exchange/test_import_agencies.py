"""Agencies come in by a sheet, parents and children in any order."""

from __future__ import annotations

from datetime import date

import pytest

from exchange.rules import Refused, Resolution
from people.models import Agency, AgencyName
from tests.conftest import make_person
from tests.exchange import files
from tests.exchange.conftest import commit, faults, mend, resolve, stage, standings, undo


def test_children_may_stand_above_their_parents(tree, cast):
    data = files.agencies(
        ["C0201", "一中队", "C02", "执法队伍"],
        ["C02", "市市场监管局", "C", "部门"],
    )
    job = commit(stage("agencies", data, cast["system_admin"]))
    assert job.added == 2
    team = Agency.objects.get(code="C0201")
    parent = Agency.objects.get(code="C02")
    assert (team.path[: -Agency.steplen], team.kind) == (parent.path, "team")
    assert AgencyName.objects.filter(agency=team).count() == 1


WRONG = {
    "no code": (["", "甲局", "C01", "部门"], ("code", "required")),
    "a strange code": (["甲 1", "甲局", "C01", "部门"], ("code", "code_shape")),
    "no parent": (["C77", "甲局", "", "部门"], ("parent", "required")),
    "an unknown parent": (["C77", "甲局", "C99", "部门"], ("parent", "agency_unknown")),
    "a foreign parent": (["C77", "甲局", "D01", "部门"], ("parent", "agency_unknown")),
    "itself as parent": (["C77", "甲局", "C77", "部门"], ("parent", "agency_unknown")),
    "a code with another name": (["C0101", "乙局", "C01", "部门"], ("code", "code_differs")),
    "a code in use elsewhere": (["D01", "甲局", "C01", "部门"], ("code", "code_taken")),
    "an unknown kind": (["C77", "甲局", "C01", "公司"], ("kind", "not_a_choice")),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_fault_is_named_by_row_and_column(tree, cast, name):
    row, fault = WRONG[name]
    job = stage("agencies", files.agencies(row), cast["agency_admin"])
    assert (2, *fault) in faults(job)
    with pytest.raises(Refused, match="faulty_rows"):
        commit(job)


def test_parents_in_a_circle_are_a_fault_of_both(tree, cast):
    data = files.agencies(["X1", "甲", "X2", "部门"], ["X2", "乙", "X1", "部门"])
    job = stage("agencies", data, cast["agency_admin"])
    assert faults(job) == [(2, "parent", "agency_unknown"), (3, "parent", "agency_unknown")]


def test_what_hangs_below_a_faulty_or_omitted_row_is_a_fault_too(tree, cast):
    data = files.agencies(["X1", "甲", "C01", "部门"], ["X2", "乙", "X1", "部门"])
    job = stage("agencies", data, cast["agency_admin"])
    resolve(job, 2, Resolution.SKIP)
    assert faults(job) == [(3, "parent", "agency_unknown")]
    resolve(job, 2, Resolution.NONE)
    assert faults(job) == []
    mend(job, 2, name="")
    assert faults(job) == [(2, "name", "required"), (3, "parent", "agency_unknown")]


def test_a_code_twice_in_one_file_is_a_fault_of_the_second(tree, cast):
    data = files.agencies(["X1", "甲", "C01", "部门"], ["X1", "乙", "C01", "部门"])
    job = stage("agencies", data, cast["agency_admin"])
    assert faults(job) == [(3, "code", "code_repeated")]
    assert job.rows.get(n=3).faults[0]["params"] == {"row": 2}


def test_the_same_file_twice_adds_nothing(tree, cast):
    data = files.agencies(
        ["X1", "甲", "C01", "部门"], ["C0101", "市城管局一大队", "C01", "执法队伍"]
    )
    assert commit(stage("agencies", data, cast["agency_admin"])).added == 1
    again = stage("agencies", data, cast["agency_admin"])
    assert standings(again) == {2: "unchanged", 3: "unchanged"}


def test_a_closed_agency_takes_in_nothing(tree, cast):
    tree.team.closed_on = date(2026, 1, 31)
    tree.team.save(update_fields=["closed_on"])
    data = files.agencies(["X1", "甲", "C0101", "部门"])
    assert faults(stage("agencies", data, cast["agency_admin"])) == [(2, "parent", "agency_closed")]


def test_undo_takes_back_a_whole_branch(tree, cast):
    data = files.agencies(["X1", "甲", "C01", "部门"], ["X2", "乙", "X1", "部门"])
    job = commit(stage("agencies", data, cast["agency_admin"]))
    before = set(Agency.objects.exclude(code__in=["X1", "X2"]).values_list("pk", "numchild"))
    undo(job, cast["agency_admin"])
    assert not Agency.objects.filter(code__in=["X1", "X2"]).exists()
    here = Agency.objects.get(code="C01")
    assert here.numchild == Agency.objects.get_children(here).count() == 1
    assert len(before) == Agency.objects.count()
    assert commit(stage("agencies", data, cast["agency_admin"])).added == 2


def use_by_person(agency):
    make_person(agency, "10000009", "周明")


def use_by_child(agency):
    Agency.objects.add_child(agency, {"code": "Y1", "name": "丙"})


@pytest.mark.parametrize("use", [use_by_person, use_by_child])
def test_undo_is_refused_once_somebody_works_there_or_something_hangs_below(tree, cast, use):
    data = files.agencies(["X1", "甲", "C01", "部门"])
    job = commit(stage("agencies", data, cast["agency_admin"]))
    use(Agency.objects.get(code="X1"))
    with pytest.raises(Refused, match="used") as refused:
        undo(job, cast["agency_admin"])
    assert refused.value.params["what"] == "甲"
    assert Agency.objects.filter(code="X1").exists()
