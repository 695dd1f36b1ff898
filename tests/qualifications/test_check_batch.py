"""A list is checked at once: read, answered whole, given back, journalled as one, forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from exchange import files
from exchange.reading.tables import read_cells
from journal.models import Entry
from journal.rules import digest
from people.models import Person
from qualifications import tasks
from qualifications.actions.batches import BATCHES_A_DAY, open_batch, sweep_batches
from qualifications.models import BatchRow, Check, CheckBatch
from qualifications.rules.checking import Purpose, Question
from tests.conftest import NINE, make_person
from tests.exchange.files import csv_text, xlsx
from tests.qualifications.makers import declare, put_on_duty
from tests.qualifications.test_check import ASKED, IDENTITY_NUMBER, identify
from tests.qualifications.test_pages import words

ADDRESS = "/qualifications/batches/"
QUESTION = Question(Purpose.APPRAISAL, "云组〔2026〕8号", NINE.date())
HEAD = ["序号", "姓名", "工作单位", "身份证号码", "证号", "备注"]
LIST = [
    HEAD,
    ["1", "李青", "市城管局", IDENTITY_NUMBER, "", "拟任"],
    ["2", "王川", "", "", "", ""],
    ["3", "查无", "", "", "", "=1+1"],
    ["4", "李青", "", "", "10000002", ""],
    ["5", "", "", "", "云00001", ""],
    ["6", "同名", "", "", "", ""],
    ["7", "同名", "区农业农村局", "", "", ""],
]


@pytest.fixture(autouse=True)
def at_nine(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    with time_machine.travel(NINE, tick=False):
        yield


@pytest.fixture
def office(client, cast, tree):
    declare()
    put_on_duty(cast["li"])
    identify(cast["li"])
    make_person(tree.here, "10000091", "同名")
    make_person(tree.there, "10000092", "同名")
    client.force_login(cast["personnel"].user)
    return client


def send(office, rows=LIST, **changes):
    data = rows if isinstance(rows, bytes) else xlsx(rows)
    file = SimpleUploadedFile("拟任人选.xlsx", data)
    return office.post(ADDRESS, ASKED | {"file": file} | changes)


def checked(office, rows=LIST):
    """Send a list and have the job check it."""
    answer = send(office, rows)
    assert answer.status_code == 302, words(answer)
    batch = CheckBatch.objects.latest("pk")
    assert "等待核验" in words(office.get(f"{ADDRESS}{batch.ref}/"))
    tasks.check_batch.call(batch.ref)
    batch.refresh_from_db()
    return batch


def test_every_row_gets_its_answer_and_each_number_opens_its_rows(office):
    batch = checked(office)
    assert list(batch.rows.values_list("outcome", flat=True)) == [
        "yes", "no", "nobody", "mismatch", "yes", "several", "no",
    ]  # fmt: skip
    assert batch.counts == {"yes": 2, "no": 2, "nobody": 1, "mismatch": 1, "several": 1}
    address = f"{ADDRESS}{batch.ref}/"
    page = words(office.get(address))
    assert "7 行中， 5 行不能、无法确认或者未查到" in page
    assert "不能 2" in page
    assert page.count("查无此人") == 2, "once among the numbers, once in its row"
    narrowed = words(office.get(f"{address}?outcome=several"))
    assert "请补填编号" in narrowed
    assert "王川" not in narrowed
    assert IDENTITY_NUMBER not in office.get(address).content.decode()


def test_the_same_sheet_comes_back_with_four_columns_more(office, cast):
    batch = checked(office)
    sheet = office.get(f"{ADDRESS}{batch.ref}/sheet/").content
    back = read_cells(sheet)
    assert back[0] == [*HEAD, "结论", "理由", "依据日期", "核验编号"]
    assert [row[:6] for row in back] == LIST
    assert back[1][6:8] == ["可以上岗", "城市管理，至 2029-12-31"]
    assert back[1][8] == "2026-11-23（按 2026-11-23 09:00 所知）"
    assert back[1][9] == Check.objects.filter(person=cast["li"]).earliest("pk").number
    assert "没有行政执法证件" in back[2][7]
    assert back[3][6:8] == ["查无此人", "管辖范围内没有此人，请核对姓名和编号。"]
    assert "".join(back[3][8:]) == ""


def test_a_batch_is_one_act_without_names_that_proves_every_check(office, cast):
    batch = checked(office)
    (entry,) = Entry.objects.filter(act__startswith="qualifications.check")
    assert entry.facts["rows"] == 7
    assert entry.facts["counts"] == batch.counts
    assert (entry.actor_id, entry.facts["occasion"]) == (cast["personnel"].pk, "appointment")
    commitments = [
        digest([c.ref, c.number, c.person_id, c.outcome, c.answers])
        for c in batch.checks.order_by("pk")
    ]
    assert entry.facts["digest"] == digest(commitments)
    kept = str(entry.facts) + str(bytes(b"".join(bytes(r.cells_cipher) for r in batch.rows.all())))
    assert "李青" not in kept
    assert IDENTITY_NUMBER not in kept


def test_each_person_sees_the_check_and_the_office_its_record(office, client, cast):
    checked(office)
    page = words(office.get("/qualifications/checks/"))
    assert "您作出的核验 4 次" in page
    assert "您作出的核验" not in words(office.get("/qualifications/checks/?outcome=no"))
    narrowed = words(office.get("/qualifications/checks/?q=王川"))
    assert "符合条件的核验 1 次" in narrowed
    assert office.get("/qualifications/checks/export/").content[:2] == b"PK"
    client.force_login(cast["wang"].user)
    assert "组一" not in words(client.get("/qualifications/mine/"))
    assert Check.objects.get(person=cast["wang"]).number in words(
        client.get("/qualifications/mine/")
    )


def test_who_is_out_of_scope_is_on_no_record(client, cast, tree):
    officer = make_person(tree.here, "50000009", "组二", "personnel")
    identify(cast["zhao"])
    client.force_login(officer.user)
    batch = checked(client, [["姓名", "身份证号"], ["赵禾", IDENTITY_NUMBER], ["赵禾", ""]])
    assert batch.counts == {"nobody": 2}
    assert not Check.objects.exists()


def test_who_has_lost_the_role_meanwhile_gets_no_answers(office, cast):
    send(office)
    batch = CheckBatch.objects.get()
    cast["personnel"].assignments.update(valid_to=NINE.date() - timedelta(days=1))
    with pytest.raises(Exception, match="role"):
        tasks.check_batch.call(batch.ref)
    batch.refresh_from_db()
    assert (batch.state, Check.objects.count()) == ("failed", 0)


def test_a_job_delivered_twice_answers_once(office):
    batch = checked(office)
    tasks.check_batch.call(batch.ref)
    assert (Check.objects.count(), BatchRow.objects.count()) == (4, 7)
    assert Entry.objects.filter(act="qualifications.check_batch").count() == 1


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["甲", "乙"], ["1", "2"]], "没有找到“姓名”列或者编号列"),
        ([["姓名"]], "文件只有表头"),
        ([["姓名"], *[["李青"]] * 10_001], "行数超过 10000 行"),
        (b"PK\x03\x04nonsense", "文件已损坏"),
    ],
    ids=["no column", "no row", "too many", "broken"],
)
def test_a_sheet_that_cannot_be_read_says_why(office, rows, said):
    batch = checked(office, rows)
    page = words(office.get(f"{ADDRESS}{batch.ref}/"))
    assert said in page
    assert (batch.state, Check.objects.count()) == ("failed", 0)


def test_a_title_above_the_head_and_other_formats_are_read(office):
    titled = [["拟任人选名单", ""], ["", ""], ["人员姓名", "编号"], ["李青", "10000001"]]
    assert checked(office, titled).counts == {"yes": 1}
    text = csv_text([["姓名", "工号"], ["王川", "１００００００２"]]).encode()
    assert checked(office, text).counts == {"no": 1}


@pytest.mark.parametrize("missing", ["purpose", "reason", "day", "file"])
def test_nothing_is_checked_without_a_purpose(office, missing):
    answer = send(office, **{missing: ""})
    assert answer.status_code == 422
    assert not CheckBatch.objects.exists()


def test_an_empty_file_and_too_many_lists_are_refused(office, cast):
    assert "文件是空的" in words(send(office, b""))
    for _ in range(BATCHES_A_DAY):
        open_batch(b"x", "x.csv", QUESTION, actor=cast["personnel"], now=NINE)
    refused = send(office)
    assert refused.status_code == 409
    assert "今天的批量核验次数已用完" in words(refused)


def test_after_seven_days_the_list_is_gone_and_the_record_stays(
    office, cast, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        batch = checked(office)
    assert files.stored(purpose=files.CHECKING) == []
    sweep_batches(now=NINE + timedelta(days=7))
    assert BatchRow.objects.count() == 7
    sweep_batches(now=NINE + timedelta(days=7, seconds=1))
    assert BatchRow.objects.count() == 0
    assert Check.objects.count() == 4
    assert "名单和结论已清除" in words(office.get(f"{ADDRESS}{batch.ref}/"))
    assert office.get(f"{ADDRESS}{batch.ref}/sheet/").status_code == 302


def test_a_lost_job_is_ended_and_its_file_forgotten(
    office, cast, django_capture_on_commit_callbacks
):
    batch = open_batch(xlsx(LIST), "x.xlsx", QUESTION, actor=cast["personnel"], now=NINE)
    assert b"\xe6\x9d\x8e" not in files.stored(purpose=files.CHECKING)[0].read_bytes()
    with django_capture_on_commit_callbacks(execute=True):
        sweep_batches(now=NINE + timedelta(minutes=11))
    batch.refresh_from_db()
    assert (batch.state, batch.refusal) == ("failed", "interrupted")
    assert files.stored(purpose=files.CHECKING) == []


@pytest.mark.sqlite  # as many on either engine
def test_a_thousand_rows_cost_few_queries(office, django_assert_max_num_queries):
    send(office, [["编号"], *[[p.staff_number] for p in Person.objects.all()] * 20])
    batch = CheckBatch.objects.get()
    with django_assert_max_num_queries(60):
        tasks.check_batch.call(batch.ref)
    batch.refresh_from_db()
    assert sum(batch.counts.values()) == batch.total == 20 * Person.objects.count()


@pytest.mark.sqlite  # as many on either engine
def test_the_lists_cost_the_same_with_one_row_and_with_twenty(
    office, cast, django_assert_max_num_queries
):
    for rows in ([["10000001"]], [[p.staff_number] for p in Person.objects.all()]):
        batch = checked(office, [["编号"], *rows])
        for address in (f"{ADDRESS}{batch.ref}/", "/qualifications/checks/"):
            with django_assert_max_num_queries(10):
                assert office.get(address).status_code == 200
