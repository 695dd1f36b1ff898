"""Half a month of one officer's year: entered by a sheet, trained in a class, certified."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from people.models import Person
from tests.browser.conftest import PHONE
from tests.browser.story.stage import follow, press, said
from tests.conftest import SHANGHAI
from tests.exchange import files
from training.models import Attendance, LedgerEntry, TrainingClass

MONDAY = datetime(2026, 11, 9, 9, tzinfo=SHANGHAI)  # the roster comes in
CLASS_OVER = datetime(2026, 11, 13, 15, tzinfo=SHANGHAI)
HALF_DAYS = [("行政处罚程序与证据", "2026-11-12"), ("行政裁量权基准的适用", "2026-11-13")]
TITLE = "2026 年城市管理执法人员培训班"
NEW = "魏然"
COLLEAGUES = ("苏雅琴", "潘志远")
POCKET = {"viewport": PHONE, "has_touch": True, "is_mobile": True}


def import_roster(stage, camera):
    """许宁 brings three new officers in by a sheet; nothing is entered before the preview."""
    page = stage.enter("agency_admin")
    page.goto(reverse("home"))
    camera.look(page, "home-agency-admin")
    page.goto(reverse("imports:upload"))
    page.get_by_label("导入内容").select_option("persons")
    rows = [files.person(NEW), *(files.person(name, agency="C0101") for name in COLLEAGUES)]
    content = {"name": "新录用执法人员.xlsx", "mimeType": "", "buffer": files.persons(*rows)}
    page.get_by_label("文件", exact=True).set_input_files(content)
    press(page, "上传并核对")
    said(page, "将新登记 3 条")
    assert not Person.objects.filter(name=NEW).exists()
    page.get_by_role("link", name="提交登记").click()
    press(page, "登记 3 条")
    said(page, "已登记 3 条")
    page.goto(reverse("home"))
    said(page, "发放激活单")


def plan_class(stage, camera):
    """陈培 plans a class of two half-days, puts a team on the roster, opens and prints it."""
    page = stage.enter("coordinator")
    page.goto(reverse("training:add_class"))
    page.get_by_label("名称", exact=True).fill(TITLE)
    page.get_by_label("地点").fill("市民服务中心 二楼培训室")
    camera.look(page, "class-form")
    press(page, "登记")
    for topic, day in HALF_DAYS:
        page.get_by_role("link", name="增加课次").click()
        page.get_by_label("内容").fill(topic)
        page.get_by_label("授课人").fill("周立新")
        page.get_by_label("日期").fill(day)
        press(page, "登记")
        said(page, topic)
    page.get_by_label("单位（含下级）").select_option(label="市城管局一大队")
    press(page, "列入该单位全部执法岗位人员")
    said(page, COLLEAGUES[0])
    press(page, "开放报名")
    said(page, "已开放报名。")


def enrol_oneself(stage, camera):
    """魏然, who has no hours yet, finds the class on a phone and enrols."""
    page = stage.enter("officer", **POCKET)
    page.goto(reverse("home"))
    camera.look(page, "home-new-officer")
    page.goto(reverse("training:hours"))
    said(page, "还差 60 学时")
    camera.look(page, "hours-none")
    page.get_by_role("button", name=f"报名{TITLE}").tap()
    page.get_by_role("heading", name="您已在名单中").wait_for()
    said(page, TITLE)
    assert TrainingClass.objects.get().enrolments.standing().count() == 3


def print_sheet(stage, camera):
    """陈培 looks at the full roster and at the sheet to sign."""
    page = stage.enter("coordinator")
    page.goto(reverse("training:classes"))
    camera.look(page, "classes")
    follow(page, TITLE)
    said(page, NEW)
    camera.look(page, "class", docs=("1280",))
    page.get_by_role("link", name="签到表", exact=True).click()
    page.locator("table.signatures tbody tr").nth(2).wait_for()
    camera.look(page, "signature-sheet")


def take_attendance(stage, camera):
    """陈培 marks both half-days on a phone, and takes 魏然 for absent at the second."""
    page = stage.enter("coordinator", **POCKET)
    page.goto(reverse("home"))
    said(page, f"确认考勤：{HALF_DAYS[0][0]}")
    camera.look(page, "home-coordinator", docs=("1280",))
    for n, (topic, _day) in enumerate(HALF_DAYS):
        session = TrainingClass.objects.get().sessions.get(topic=topic)
        page.goto(reverse("training:attendance", args=[session.ref]))
        if n:
            line = page.locator("fieldset", has_text=NEW)
            line.locator("[value=absent]").check()
        page.get_by_role("button", name="其余均为到课").tap()
        if n:
            camera.look(page, "attendance", docs=("360",))
        page.get_by_role("button", name="保存并确认").tap()
        said(page, "考勤已确认，已为")
    camera.look(page, "attendance-closed")
    assert LedgerEntry.objects.count() == 5


def object_to_mark(stage, camera):
    """魏然 sees three hours arrive and a half-day missing, and says so."""
    page = stage.enter("officer", **POCKET)
    page.goto(reverse("training:hours"))
    said(page, "未计学时的课次")
    camera.look(page, "hours", docs=("1280", "360"))
    page.get_by_role("link", name="提出异议").last.tap()
    page.get_by_label("异议内容").fill("11 月 13 日上午全程在场，签到表第 3 行有本人签名。")
    camera.look(page, "objection-file")
    press(page, "提出异议")
    said(page, "异议已提出，请等待答复。")


def answer_objection(stage, camera):
    """陈培 finds the signature on the sheet and corrects the mark; the hours follow."""
    page = stage.enter("coordinator")
    page.goto(reverse("home"))
    follow(page, "去答复")
    camera.look(page, "objections")
    page.get_by_role("link", name=NEW).click()
    page.get_by_label("成立", exact=True).check()
    page.get_by_label("考勤更正为").select_option("present")
    page.get_by_label("答复理由").fill("经核对签到表，本人当日全程到课。")
    camera.look(page, "objection-answer")
    press(page, "答复")
    said(page, "异议已答复。")
    mark = Attendance.objects.current().get(person__name=NEW, session__topic=HALF_DAYS[1][0])
    assert mark.mark == "present"
    page.goto(reverse("training:board"))
    page.locator(".main-svg").first.wait_for()
    camera.look(page, "board", docs=("1280",))
    officer = stage.enter("officer", **POCKET)
    officer.goto(reverse("training:hours"))
    said(officer, "学时明细 2 条")
    assert LedgerEntry.objects.filter(person__name=NEW).count() == 2
