"""An appointment case in a real browser: opened, failed, tested again, concluded."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from appointments.actions import cases, concluding
from appointments.models import Case, DoorCheck, ResultSheet, TestCall
from appointments.rules.terms import MemberRole
from exams import http
from exams.actions import results
from exams.models import Exam
from exams.rules.clocks import Watch
from tests.appointments import makers
from tests.browser.sitting import Browser
from tests.browser.story.stage import PASSWORD, Stage, follow, press, said
from tests.conftest import NINE
from tests.exams.makers import checked, make_bank, read_forms

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clock(monkeypatch):
    """Nine in the morning; `clock.move_to(…)` goes on. The monotonic clock goes along."""
    with time_machine.travel(NINE, tick=True) as traveller:
        monkeypatch.setattr(http, "monotonic", time.time)
        monkeypatch.setattr(http, "WATCH", Watch(0.0))
        yield traveller


@pytest.fixture
def stage(clock, open_context, live_server, cast, camera):
    makers.make_policy()
    make_bank(cast, singles=12)
    makers.make_template(cast)
    return Stage(open_context, live_server.url, cast, camera)


def fill(page, **texts):
    for label, text in texts.items():
        page.get_by_label(re.compile(f"^{label}")).first.fill(text)


def decide(page, link, button, **texts):
    """Follow the link to a form, fill it in, do it."""
    follow(page, link)
    fill(page, **texts)
    with page.expect_navigation():
        press(page, button)


def test_a_case_from_its_opening_to_its_conclusion_with_a_failed_first_test(stage, clock, cast):
    lead = stage.enter("personnel")
    lead.goto("/appointments/cases/")
    decide(lead, "立案", "立案", 拟任职务="市甲局局长", 人选的工作人员编号="10000001",
           现任单位和职务="市城管局 科长", 办理期限="2026-12-31")  # fmt: skip
    case = Case.objects.get()
    name_signatories(case, cast)
    decide(lead, "决定测试", "决定测试", 理由="拟任部门主要负责人")
    call = call_for(stage, lead, case, hour="09:30")
    open_session(stage, call)
    fail_at_the_seat(stage, clock, call)
    lead.reload()
    said(lead, "测试不合格，可以补考")

    resit(case, cast, clock)
    clock.move_to(NINE + timedelta(hours=7))
    lead = stage.enter("personnel")
    lead.goto(reverse("appointments:case", args=[case.ref]))
    decide(lead, "汇编考查材料", "汇编")
    follow(lead, "签署")
    with lead.expect_navigation():
        press(lead, "签署")
    lead.goto(reverse("appointments:case", args=[case.ref]))
    decide(lead, "制作成绩单", "制作")
    sign_sheet(stage)
    lead.reload()
    said(lead, "全部机构已签署")
    follow(lead, "作出考查结论")
    lead.get_by_label("结论", exact=True).select_option("recommended")
    fill(lead, 理由="考查情况良好，测试合格")
    with lead.expect_navigation():
        press(lead, "作出结论")
    said(lead, "建议任用")
    stage.camera.look(lead, "appointment-case")
    assert Case.objects.get().state == "recommended"


def name_signatories(case, cast):
    for who, office in (("coordinator", 0), ("legal_affairs", 1)):
        cases.add_member(
            case,
            cast[who].staff_number,
            MemberRole.SIGNATORY,
            actor=cast["personnel"],
            now=NINE,
            office=makers.OFFICES[office],
        )


def call_for(stage, page, case, *, hour):
    """The lead calls for a session with a seat for the candidate."""
    page.goto("/appointments/calls/ask/")
    page.get_by_label("测试模板").select_option(label="县级领导模板")
    fill(page, 考点="行政中心 307", 日期="2026-11-23", 开考时间=hour,
         入场核验人的工作人员编号="40000003")  # fmt: skip
    page.get_by_label(case.intended_post).check()
    with page.expect_navigation():
        press(page, "安排")
    said(page, "1 个席位")
    page.goto(reverse("appointments:case", args=[case.ref]))
    return TestCall.objects.get()


def open_session(stage, call):
    """Two officers draw it up, two others have read its forms; nobody reads a name."""
    here = reverse("appointments:call", args=[call.ref])
    steps = (
        ("exam_officer", "开设场次", {"考场计算机的网段": makers.NETWORK}),
        ("exam_officer", "签署场次", {}),
        ("exam_officer_2", "签署场次", {}),
        ("exam_officer", "登记见证数字", {"见证数字": "20261123"}),
    )
    for who, deed, texts in steps:
        page = stage.enter(who)
        page.goto(here)
        assert "李青" not in page.content()
        decide(page, deed, deed, **texts)
        if deed == "开设场次":
            said(page, "请安排两人通读平行卷")
            read_forms(stage.cast, Exam.objects.get())
    said(page, "已锁定")
    call.refresh_from_db()


def fail_at_the_seat(stage, clock, call):
    """The checker lets the candidate in, who sets a password by the code and hands in nothing."""
    clock.move_to(call.opens_at + timedelta(minutes=1))
    door = stage.enter("invigilator")
    door.goto(reverse("appointments:door", args=[call.ref]))
    said(door, "李青")
    stage.camera.look(door, "appointment-door")
    follow(door, "核验", exact=False)
    press(door, "人证相符，发放登录码")
    code = door.locator("code").inner_text()
    seat = call.seats.get().stand_in
    page = stage.blank()
    page.goto("/account/password/code/")
    fill(
        page, 工作人员编号=seat.staff_number, 激活码=code, 新密码=PASSWORD, 再次输入新密码=PASSWORD
    )
    with page.expect_navigation():
        page.locator("main form button[type=submit]").click()
    stage.cast["seat"] = seat
    own = stage.enter("seat")
    own.goto("/")
    said(own, "任职前法律知识测试")
    attempt = call.session.attempts.get()
    Browser(own, attempt).start().hand_in()
    publish(call, stage.cast)


def publish(call, cast):
    results.mark_waiting(now=call.closes_at)
    for officer in (cast["exam_officer"], cast["exam_officer_2"]):
        checked(call.session, officer, now=call.closes_at)
        results.publish(call.session, actor=officer, now=call.closes_at)


def resit(case, cast, clock):
    """The second test, passed: its steps are those of the first."""
    opens_at = NINE + timedelta(hours=4)
    makers.take_test(case, cast, opens_at=opens_at)
    assert DoorCheck.objects.filter(seat__case=case).count() == 2


def sign_sheet(stage):
    """One office's signatory signs from the home page, the other's signature is there already."""
    sheet = ResultSheet.objects.get()
    concluding.sign_sheet(sheet, actor=stage.cast["coordinator"], now=timezone.now())
    page = stage.enter("legal_affairs")
    page.goto("/")
    follow(page, "去签署")
    follow(page, "签署成绩单")
    with page.expect_navigation():
        press(page, "签署")
    said(page, "已签署。")
