"""The pages of classes, attendance, ledgers, objections and policies."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from exchange.rules import LARGEST_FILE
from people.rules import Role
from tests.conftest import NINE, make_person
from tests.remembered import remembered
from tests.training.makers import (
    HALF_DAY,
    PDF,
    add_hours,
    everybody,
    make_class,
    make_policies,
)
from training.actions import Matter, close_session, file_objection, take_attendance
from training.models import Attendance, LedgerEntry, Objection, Requirement, TrainingClass
from training.rules import Mark

AFTER = NINE + HALF_DAY


@pytest.fixture
def ask(client, cast):
    """Asks as somebody of the cast, three hours after nine."""

    def as_(who, method, page, *args, at=AFTER, **data):
        with time_machine.travel(at, tick=False):
            client.force_login(cast[who].user)
            query = data.pop("query", {})
            address = reverse(f"training:{page}", args=args)
            return getattr(client, method)(address, query or data)

    return as_


def text(answer):
    """What the page says, without marks and white space."""
    plain = re.sub(r"<[^>]+>", "", answer.content.decode().split("<main", 1)[1])
    return re.sub(r"\s+", "", plain)


@pytest.fixture
@remembered
def taught(cast):
    make_policies()
    return make_class(cast, cast["li"], cast["wang"])


def test_my_hours_say_first_what_is_owed_then_why(ask, cast, taught):
    add_hours(cast, cast["li"], 4)
    page = text(ask("li", "get", "hours"))
    assert page.index("2026年还差30学时，其中集中培训1天") < page.index("学时明细1条")
    assert "4天，每1天折7.5学时、集中培训1天" in page
    assert "请于2026-12-31前完成，还有38天" in page


def test_my_hours_of_another_year_and_of_no_year(ask, cast, taught):
    assert "2025" in text(ask("li", "get", "hours", query={"year": "2025"}))
    add_hours(cast, cast["li"], 4)
    later = AFTER + timedelta(days=60)
    next_year = text(ask("li", "get", "hours", at=later, query={"year": "2026"}))
    assert "2026年度未达标" in next_year
    assert "进度" not in next_year
    for wrong in ("2027", "abcd", "１９９９", "0"):
        assert ask("li", "get", "hours", query={"year": wrong}).status_code == 404


def test_the_classes_that_would_settle_it_are_offered_and_joined(ask, cast, taught):
    add_hours(cast, cast["li"], 8)
    assert "可以报名的培训班" not in text(ask("li", "get", "hours"))
    week = {"starts_at": NINE + timedelta(days=7), "half_days": 10, "now": NINE}
    later = make_class(cast, title="年末补课班", **week)
    add_hours(cast, cast["wang"], 3)
    page = text(ask("wang", "get", "hours"))
    assert "年末补课班" in page
    assert "计37.5学时，集中培训5天" in page
    assert ask("wang", "post", "join_class", later.ref).status_code == 302
    assert later.enrolments.standing().get().person == cast["wang"]


@pytest.mark.parametrize(
    ("half_days", "left"),
    [
        (10, "集中培训达标，还差22.5学时"),
        (4, "还差45学时，集中培训3天"),
        (8, "还差30学时，集中培训1天"),
        (20, "今年学时达标"),
    ],
)
def test_an_offer_says_what_it_would_leave_to_do(ask, cast, taught, half_days, left):
    week = {"starts_at": NINE + timedelta(days=7), "half_days": half_days, "now": NINE}
    make_class(cast, title="年末补课班", **week)
    assert f"全程参加后，{left}" in text(ask("wang", "get", "hours"))


def test_the_roll_is_saved_then_confirmed(ask, cast, taught):
    session = taught.sessions.get()
    li, wang = f"mark-{cast['li'].pk}", f"mark-{cast['wang'].pk}"
    saved = ask("coordinator", "post", "attendance", session.ref, **{li: "present", "save": "1"})
    assert saved.status_code == 302
    refused = ask("coordinator", "post", "attendance", session.ref, **{li: "late", "close": "1"})
    assert refused.status_code == 409
    assert "还有1人未登记考勤" in text(refused)
    assert re.search(rf'name="{li}" value="late" checked', refused.content.decode())
    done = {li: "late", wang: "absent", "close": "1"}
    assert ask("coordinator", "post", "attendance", session.ref, **done).status_code == 302
    assert [line.person for line in LedgerEntry.objects.all()] == [cast["li"]]
    assert "考勤已确认" in text(ask("coordinator", "get", "attendance", session.ref))


def test_a_roll_with_a_mark_that_there_is_not_is_refused(ask, cast, taught):
    session = taught.sessions.get()
    wrong = {f"mark-{cast['li'].pk}": "asleep", "save": "1"}
    assert ask("coordinator", "post", "attendance", session.ref, **wrong).status_code == 422
    assert not Attendance.objects.exists()


OPENING = {
    "source": "opening", "title": "市委党校培训", "day": "2026-03-02", "kind": "centralised",
    "quantity": "2", "unit": "day", "reason": "结业证书",
}  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "status", "words"),
    [
        ({}, 302, ""),
        ({"evidence": b""}, 422, "文件是空的"),
        ({"evidence": b"<svg onload=alert(1)>"}, 422, "只能上传PDF"),
        ({"evidence": None}, 422, "请选择证明材料"),
        ({"evidence": b"%PDF-" + b"x" * LARGEST_FILE}, 413, "文件超过10MB"),
        ({"quantity": "1.5"}, 422, "须填整数"),
        ({"quantity": "1.5", "unit": "credit"}, 302, ""),
        ({"quantity": "-1"}, 422, ""),
        ({"quantity": "１０个"}, 422, ""),
        ({"quantity": "1e9"}, 422, ""),
        ({"quantity": "100"}, 409, "数量不合理"),
        ({"day": "2026-11-24"}, 409, "不能晚于今天"),
        ({"day": "2020-01-01"}, 409, "没有适用的折算标准"),
        ({"unit": "minute"}, 409, "没有适用的折算标准"),
    ],
)
def test_hours_on_evidence(ask, cast, taught, settings, tmp_path, wrong, status, words):
    settings.MEDIA_ROOT = tmp_path
    data = OPENING | wrong
    content = data.pop("evidence", PDF)
    if content is not None:
        data["evidence"] = SimpleUploadedFile("结业证.pdf", content)
    answer = ask("coordinator", "post", "add_opening", cast["li"].pk, **data)
    assert answer.status_code == status
    assert LedgerEntry.objects.count() == (status == 302)
    if status != 302:
        assert words in text(answer)
        assert 'value="市委党校培训"' in answer.content.decode()


def test_the_scan_goes_out_as_a_download_to_whom_it_concerns(ask, cast, taught):
    entry = add_hours(cast, cast["li"], 1)
    answer = ask("li", "get", "evidence", entry.evidence)
    assert answer.content == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert ask("wang", "get", "evidence", entry.evidence).status_code == 404


def test_a_foreign_room_s_file_is_not_evidence(ask, cast, taught):
    assert ask("coordinator", "get", "evidence", "x" * 22).status_code == 404


def test_an_objection_travels_from_the_officer_to_the_answer(ask, cast, taught):
    session = taught.sessions.get()
    marks = everybody(session, Mark.ABSENT)
    take_attendance(session, marks, actor=cast["coordinator"], now=AFTER)
    close_session(session, actor=cast["coordinator"], now=AFTER)
    mark = Attendance.objects.current().get(person=cast["li"])
    filed = ask("li", "post", "object_to_mark", mark.pk, claim="当日到课，有签名")
    assert filed.status_code == 302
    objection = Objection.objects.get()
    assert "有1件学时异议待答复" in text(ask("coordinator", "get", "objections"))
    form = ask("coordinator", "get", "answer_objection", objection.ref)
    assert "当日到课，有签名" in text(form)
    answer = {"answer": "upheld", "mark": "present", "reason": "签到表有签名"}
    done = ask("coordinator", "post", "answer_objection", objection.ref, **answer)
    assert done.status_code == 302
    assert LedgerEntry.objects.get().person == cast["li"]
    assert "签到表有签名" in text(ask("li", "get", "hours"))
    again = ask("coordinator", "post", "answer_objection", objection.ref, **answer)
    assert again.status_code == 409


def test_a_missing_line_is_booked_with_the_answer(ask, cast, taught, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    objection = file_objection(
        cast["li"], Matter(date(2026, 3, 2)), claim="三月培训未登记", now=NINE
    )
    answer = {"answer": "upheld", "reason": "有证书", "quantity": "1", "unit": "day"}
    answer |= {"kind": "centralised"}
    bare = ask("coordinator", "post", "answer_objection", objection.ref, **answer)
    assert bare.status_code == 422
    answer |= {"title": "市委党校培训", "evidence": SimpleUploadedFile("a.pdf", PDF)}
    full = ask("coordinator", "post", "answer_objection", objection.ref, **answer)
    assert full.status_code == 302
    assert LedgerEntry.objects.get().credit == 750


POLICY = {"valid_from": "2026-12-01", "basis": "市政府办公室通知", "reason": "上级调整"}


def test_a_change_of_policy_shows_whom_it_touches_before_it_holds(ask, cast, taught):
    data = POLICY | {"days": "5", "credit": "37.5"}
    add_hours(cast, cast["li"], 5)
    shown = ask("legal_affairs", "post", "set_requirement", "enforcement", **data)
    persons = len(cast)
    said = f"涉及执法岗位{persons}人。今年已达标的，按现行标准0人，按新标准1人。"
    assert said in text(shown)
    assert Requirement.objects.current().filter(category="enforcement").count() == 1
    confirmed = re.search(r'name="confirmed" value="([^"]+)"', shown.content.decode())[1]
    other = data | {"credit": "99", "confirmed": confirmed}
    assert (
        ask("legal_affairs", "post", "set_requirement", "enforcement", **other).status_code == 200
    )
    assert Requirement.objects.current().filter(category="enforcement").count() == 1
    same = data | {"confirmed": confirmed}
    assert ask("legal_affairs", "post", "set_requirement", "enforcement", **same).status_code == 302
    targets = Requirement.objects.targets(date(2026, 12, 1))
    assert targets["enforcement"].credit == 3750


@pytest.mark.parametrize(("kind", "unit"), [("online", "day"), ("x", "day"), ("online", "x")])
def test_there_is_no_conversion_of_what_is_not_measured_so(ask, kind, unit):
    assert ask("legal_affairs", "get", "set_conversion", kind, unit).status_code == 404


def test_standards_of_the_whole_city_are_read_by_a_district_and_set_by_the_city(cast, tree, ask):
    cast["legal_there"] = make_person(
        tree.there, "50000009", "法九", Role.LEGAL_AFFAIRS, over=tree.district
    )
    page = ask("legal_there", "get", "policies")
    assert (page.status_code, "采用建议标准" in page.content.decode()) == (200, False)
    assert ask("legal_there", "post", "adopt_proposed").status_code == 403
    assert ask("legal_there", "get", "set_requirement", "enforcement").status_code == 403
    assert ask("legal_there", "get", "set_conversion", "centralised", "day").status_code == 403
    assert not Requirement.objects.exists()
    assert "采用建议标准" in ask("legal_affairs", "get", "policies").content.decode()


def test_an_empty_city_adopts_the_proposed_standards(ask):
    assert "尚未规定学时标准" in text(ask("legal_affairs", "get", "policies"))
    assert ask("legal_affairs", "post", "adopt_proposed").status_code == 302
    page = text(ask("legal_affairs", "get", "policies"))
    assert "每45分钟折1学时" in page
    assert "每1个半天折3.75学时、集中培训0.5天" in page


CLASS = {"title": "新法专题班", "kind": "centralised", "venue": "101 室", "capacity": "30"}


def test_a_class_is_planned_by_its_pages(ask, cast):
    make_policies()
    here = cast["coordinator"].agency_id
    added = ask("coordinator", "post", "add_class", **CLASS, agency=here, audience=here)
    made = TrainingClass.objects.get()
    assert added.url == reverse("training:training_class", args=[made.ref])
    half_day = {"topic": "第一讲", "day": "2026-12-01", "starts": "08:30", "ends": "11:30"}
    assert ask("coordinator", "post", "open_class", made.ref).status_code == 409
    ask("coordinator", "post", "add_session", made.ref, **half_day)
    wrong = ask("coordinator", "post", "add_session", made.ref, **half_day)
    assert wrong.status_code == 409
    assert "与本班另一课次的时间重叠" in text(wrong)
    assert ask("coordinator", "post", "open_class", made.ref).status_code == 302
    ask("coordinator", "post", "enrol_agency", made.ref, agency=here)
    page = text(ask("coordinator", "get", "training_class", made.ref))
    assert "共1个半天，全程参加计集中培训0.5天、3.75学时" in page
    assert "李青" in page
    found = text(ask("coordinator", "get", "training_class", made.ref, query={"find": "王川"}))
    assert "没有找到人员" in found
    printed = text(ask("coordinator", "get", "signature_sheet", made.ref))
    assert "培训签到表" in printed
    assert "王川" in printed


def test_the_list_of_classes_says_of_each_how_it_stands(ask, cast):
    make_class(cast, title="已开放的班")
    make_class(cast, title="筹备中的班", is_open=False, venue="二楼会议室")
    page = text(ask("coordinator", "get", "classes"))
    rows = page.split("名额（人）")[-1]
    assert "报名和开班" in rows
    assert "筹备" in rows
    assert "已取消" not in rows


def test_a_coordinator_below_sees_of_an_upper_class_only_their_own(ask, cast, tree):
    make_policies()
    boss = make_person(tree.city, "20000009", "市培", Role.COORDINATOR)
    made = make_class(
        cast, cast["li"], cast["zhao"], agency=tree.city, audience=tree.city,
        starts_at=NINE + timedelta(days=7), now=NINE,
    )  # fmt: skip
    cast["boss"] = boss
    assert "赵禾" in text(ask("boss", "get", "training_class", made.ref))
    below = ask("coordinator", "get", "training_class", made.ref)
    assert "李青" in text(below)
    assert "赵禾" not in text(below)
    assert ask("coordinator", "post", "cancel_class", made.ref, reason="误").status_code == 403


def test_the_ledger_goes_out_as_a_sheet(ask, cast, taught):
    add_hours(cast, cast["li"], 5)
    answer = ask("coordinator", "get", "ledger_sheet", cast["li"].pk)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
    head, row = sheet.to_python()
    assert row[head.index("学时")] == "37.5"
    assert row[head.index("内容")] == "市委党校培训"


def test_lists_ask_as_often_for_twenty_rows_as_for_one(client, cast, tree, taught):
    pages = ("hours", "classes", "objections")
    seen = {}
    session = taught.sessions.get()
    with time_machine.travel(AFTER, tick=False):
        for n in (1, 19):
            for k in range(n):
                fresh = make_person(tree.here, f"7{n:03d}{k:04d}", f"员{k}", Role.OFFICER)
                day = NINE + timedelta(days=10 * n + k)
                make_class(cast, cast["li"], fresh, starts_at=day, now=NINE)
                make_class(cast, starts_at=day, now=NINE, venue=f"别处{k}", half_days=2)
                entry = add_hours(cast, cast["li"], 1, day=date(2026, 2, 2))
                matter = Matter(entry.day, entry=entry)
                file_objection(cast["li"], matter, claim="应为两天", now=NINE)
                taught.enrolments.create(person=fresh, agency=tree.here, enrolled_at=NINE)
            addresses = {
                "hours": ("li", reverse("training:hours")),
                "classes": ("coordinator", reverse("training:classes")),
                "objections": ("coordinator", reverse("training:objections")),
                "class": ("coordinator", reverse("training:training_class", args=[taught.ref])),
                "attendance": ("coordinator", reverse("training:attendance", args=[session.ref])),
                "ledger": ("coordinator", reverse("training:ledger", args=[cast["li"].pk])),
                "policies": ("legal_affairs", reverse("training:policies")),
                "home": ("coordinator", reverse("home")),
            }
            for page, (who, address) in addresses.items():
                client.force_login(cast[who].user)
                client.get(address)
                with CaptureQueriesContext(connection) as queries:
                    assert client.get(address).status_code == 200
                seen.setdefault(page, []).append(len(queries))
    assert set(pages) <= seen.keys()
    for page, (one, twenty) in seen.items():
        assert one == twenty <= 25, page
