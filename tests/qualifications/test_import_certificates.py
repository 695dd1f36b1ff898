"""The province's certificate data comes in by a sheet; differences are shown before anything."""

from __future__ import annotations

from datetime import date

import pytest

from exchange.rules import Refused, Resolution
from qualifications import actions
from qualifications.models import Certificate, Qualification
from qualifications.rules.certificates import EventKind
from tests.conftest import NINE, make_person
from tests.exchange import files
from tests.exchange.conftest import commit, faults, mend, own_files, resolve, stage, standings, undo
from tests.qualifications.makers import TODAY, body_of, decision, issuer
from tests.remembered import remembered

pytestmark = pytest.mark.sqlite  # rows of a file go the way of every import: tests/exchange


assert own_files
HEAD = [
    "证号", "姓名", "工作人员编号", "身份证号", "主体单位编码", "证件种类", "执法领域", "有效期自",
    "有效期至", "发证机关", "发证文号", "状态", "状态日期",
]  # fmt: skip
NAMES = [
    "number", "name", "staff_number", "identity", "body", "kind", "domains", "valid_from",
    "valid_to", "issuer", "document", "status", "status_on",
]  # fmt: skip


def line(number="云00001", name="李青", staff_number="10000001", **given):
    """One row of the province's data, valid unless something else is given."""
    cells = {
        "number": number, "name": name, "staff_number": staff_number, "identity": "",
        "body": "C01", "kind": "行政执法证", "domains": "城市管理", "valid_from": "2026-01-01",
        "valid_to": "2029-12-31", "issuer": "某省人民政府", "document": "证字1号", "status": "",
        "status_on": "",
    }  # fmt: skip
    return [(cells | given)[column] for column in NAMES]


def sheet(*rows):
    return files.xlsx([HEAD, *rows])


@pytest.fixture
@remembered
def office(cast, tree):
    issuer()
    body_of(tree.here)
    return cast["legal_affairs"]


def test_certificates_come_in_with_the_qualifications_that_they_show(office, cast):
    data = sheet(
        line(),
        line("云00002", "王川", "10000002", status="吊销", status_on="2026-06-01"),
    )
    job = commit(stage("certificates", data, office))
    assert job.added == 2
    states = dict(Certificate.objects.with_state(TODAY).values_list("person__name", "state_on"))
    assert states == {"李青": "valid", "王川": "revoked"}
    held = Qualification.objects.get(person=cast["li"])
    assert (held.source, held.domains, held.document) == ("province", ["城市管理"], "证字1号")
    assert held.certificate.number == "云00001"


WRONG = {
    "a number of another shape": ({"number": "辽1"}, ("number", "number_shape")),
    "an unknown issuer": ({"issuer": "别省"}, ("issuer", "pattern_missing")),
    "nobody of this number": ({"staff_number": "99999999"}, ("staff_number", "holder_unknown")),
    "another name": ({"name": "李清"}, ("name", "name_differs")),
    "an unknown body": ({"body": "C0101"}, ("body", "body_unknown")),
    "somebody of elsewhere": (
        {"name": "赵禾", "staff_number": "10000003"}, ("body", "body_elsewhere"),
    ),
    "an unknown domain": ({"domains": "城市管理、占星"}, ("domains", "domain_unknown")),
    "an end before the start": ({"valid_to": "2025-12-31"}, ("valid_to", "ends_before_start")),
    "an early start": ({"valid_from": "1980-01-01"}, ("valid_from", "day_out_of_range")),
    "a status without a day": ({"status": "暂扣"}, ("status_on", "required")),
    "a status to come": (
        {"status": "暂扣", "status_on": "2026-12-31"}, ("status_on", "day_out_of_range"),
    ),
    "an unknown status": ({"status": "丢了"}, ("status", "not_a_choice")),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_fault_is_named_by_row_and_column(office, name):
    given, fault = WRONG[name]
    job = stage("certificates", sheet(line(**given)), office)
    assert (2, *fault) in faults(job)
    with pytest.raises(Refused, match="faulty_rows"):
        commit(job)
    assert not Certificate.objects.exists()


def test_a_name_alone_is_nobody_and_the_importer_says_who(office, cast, tree):
    make_person(tree.here, "10000009", "李青")
    job = stage("certificates", sheet(line(staff_number="")), office)
    assert faults(job) == [(2, "staff_number", "which_of_them")]
    who = job.rows.get().faults[0]["params"]["who"]
    assert who == "10000001 市城管局；10000009 市城管局"
    mend(job, 2, staff_number="10000009")
    assert commit(job).added == 1
    assert Certificate.objects.get().person.staff_number == "10000009"


def test_a_number_twice_in_one_file_is_a_fault_of_the_second(office):
    data = sheet(line(), line("云 00001", "王川", "10000002"))
    assert faults(stage("certificates", data, office)) == [(3, "number", "number_repeated")]


def test_the_same_file_twice_adds_nothing(office):
    data = sheet(line(), line("云00002", "王川", "10000002"))
    commit(stage("certificates", data, office))
    again = stage("certificates", data, office)
    assert standings(again) == {2: "unchanged", 3: "unchanged"}
    assert Qualification.objects.count() == 2


def test_a_difference_to_what_we_hold_is_shown_column_by_column(office, cast):
    commit(stage("certificates", sheet(line()), office))
    changed = line(valid_to="2030-12-31", domains="市场监管", status="暂扣", status_on="2026-11-01")
    job = stage("certificates", sheet(changed, line("云00002", "王川", "10000002")), office)
    assert faults(job) == [
        (2, "domains", "differs"), (2, "valid_to", "differs"), (2, "status", "differs"),
    ]  # fmt: skip
    params = [fault["params"]["ours"] for fault in job.rows.get(n=2).faults]
    assert params == ["城市管理", "2029-12-31", "有效"]
    said = files.xlsx([[*HEAD, "职务", "执法区域"], [*line(), "一级主办", "云泽市"]])
    assert faults(stage("certificates", said, office)) == [
        (2, "post_title", "differs"), (2, "area", "differs"),
    ]  # fmt: skip
    resolve(job, 2, Resolution.SKIP)
    assert commit(job).added == 1
    assert Certificate.objects.get(number="云00001").terms.get().valid_to == date(2029, 12, 31)


def test_somebody_elses_number_is_not_taken_over(office):
    commit(stage("certificates", sheet(line()), office))
    job = stage("certificates", sheet(line(name="王川", staff_number="10000002")), office)
    assert faults(job) == [(2, "number", "number_taken")]


def test_undo_withdraws_and_the_same_file_comes_in_again(office, cast):
    data = sheet(line(status="暂扣", status_on="2026-06-01"))
    job = commit(stage("certificates", data, office))
    undo(job, office)
    certificate = Certificate.objects.with_state(TODAY).get()
    assert certificate.state_on == "withdrawn"
    assert not Qualification.objects.current().exists()
    again = sheet(line())
    assert commit(stage("certificates", again, office)).added == 1
    assert Certificate.objects.with_state(TODAY).get().state_on == "valid"
    assert Qualification.objects.current().count() == 1


def test_undo_is_refused_once_more_was_decided(office, cast):
    job = commit(stage("certificates", sheet(line()), office))
    made = decision(TODAY)
    actions.decide(
        Certificate.objects.get(), EventKind.SUSPENDED, made, actor=None,
        now=NINE.replace(hour=11),
    )  # fmt: skip
    with pytest.raises(Refused, match="used") as refused:
        undo(job, office)
    assert refused.value.params["what"] == "李青"
    assert Certificate.objects.with_state(TODAY).get().state_on == "suspended"
