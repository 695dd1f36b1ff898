"""A coordinator's whole year through the pages: planned, approved, taught, chased, closed."""

from __future__ import annotations

from datetime import datetime

import pytest
import time_machine
from django.urls import reverse

from tests.browser.story.stage import Stage, follow, press, said
from tests.conftest import SHANGHAI
from tests.training.makers import make_policies
from training.models import LedgerEntry, PlanItem, Rotation, TrainingClass, YearSeal

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
JANUARY = datetime(2026, 1, 12, 9, tzinfo=SHANGHAI)
MAY = datetime(2026, 5, 15, 17, tzinfo=SHANGHAI)  # both classes are over
NEXT_YEAR = datetime(2027, 1, 11, 9, tzinfo=SHANGHAI)
TITLE = "执法骨干轮训"
CLASSES = [("一期", "2026-05-13", 5), ("二期", "2026-05-14", 4)]
HERE = "市城管局"


@pytest.fixture
def clock():
    with time_machine.travel(JANUARY, tick=True) as traveller:
        yield traveller


@pytest.fixture
def stage(clock, open_context, live_server, cast, camera, settings):
    settings.TASKS = AT_ONCE
    make_policies()
    return Stage(open_context, live_server.url, cast, camera)


def test_a_coordinator_plans_teaches_chases_and_closes_a_year(stage, clock, cast, camera):
    plan(stage)
    approve(stage)
    for name, day, seats in CLASSES:
        plan_class(stage, name, day, seats)
    rotate(stage, camera)

    clock.move_to(MAY)
    take_attendance(stage)
    spend(stage)
    look_at_board_and_remind(stage)

    clock.move_to(NEXT_YEAR)
    close_year(stage)
    seal = YearSeal.objects.get()
    assert (seal.year, seal.lines) == (2026, LedgerEntry.objects.count())
    assert seal.lines == TrainingClass.objects.count() // 2 * 8
    officer = stage.enter("li")
    officer.goto(reverse("training:hours") + "?year=2026")
    said(officer, "学时明细 1 条")


def plan(stage):
    """陈培 drafts the year's plan of the bureau with one item and submits it."""
    page = stage.enter("coordinator")
    page.goto(reverse("training:add_plan"))
    page.get_by_label("单位", exact=True).select_option(label=HERE)
    page.get_by_label("种类").select_option(label="执法人员培训")
    press(page, "拟订年度计划")
    follow(page, "增加事项")
    for label, value in (("内容", TITLE), ("月份", "5"), ("人数", "8"), ("人均学时", "3.75"),
                         ("预算（元）", "8000")):  # fmt: skip
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_label("对象").select_option(label="执法岗位")
    press(page, "增加事项")
    follow(page, "提交计划")
    press(page, "提交计划")
    said(page, "待批准")


def approve(stage):
    """The legal-affairs office approves it as the second person."""
    page = stage.enter("legal_affairs")
    page.goto(reverse("training:plans"))
    follow(page, HERE)
    follow(page, "批准计划")
    page.get_by_label("批准", exact=True).check()
    page.get_by_label("批准文号或者意见").fill("云法〔2026〕1 号")
    page.locator("main form button[type=submit]").click()
    said(page, "已批准")


def plan_class(stage, name, day, seats):
    """陈培 makes a class of the item, with one half-day."""
    page = stage.enter("coordinator")
    page.goto(reverse("training:plan", args=[PlanItem.objects.get().plan.ref]))
    follow(page, "按事项开班")
    page.get_by_label("名称", exact=True).fill(TITLE + name)
    page.get_by_label("其他地点").fill("局三楼会议室")
    page.get_by_label("名额").fill(str(seats))
    press(page, "按事项开班")
    page.get_by_role("link", name="增加课次").click()
    page.get_by_label("内容").fill("行政处罚程序")
    page.get_by_label("日期").fill(day)
    press(page, "登记")
    said(page, "行政处罚程序")


def rotate(stage, camera):
    """Everybody goes once to one of the two classes; one is moved by hand; all are told."""
    page = stage.enter("coordinator")
    page.goto(reverse("training:add_rotation"))
    page.get_by_label("名称", exact=True).fill(TITLE)
    page.get_by_label("每几人至多一人离岗").fill("1")
    for box in page.get_by_role("checkbox").all():
        box.check()
    press(page, "登记")
    said(page, "轮训方案已登记。")
    press(page, "开始编排")
    said(page, "均已安排")
    camera.look(page, "rotation-proposed")
    page.get_by_role("row", name="李青").get_by_role("link", name="调整").click()
    press(page, f"调整到{TITLE}一期")
    said(page, "已将李青调整到")
    press(page, "发布并通知")
    said(page, "已发布")
    assert Rotation.objects.get().seats.count() == 8


def take_attendance(stage):
    """Both rolls are called; the hours stand in the ledger at once."""
    page = stage.enter("coordinator")
    for found in TrainingClass.objects.all():
        page.goto(reverse("training:attendance", args=[found.sessions.get().ref]))
        press(page, "其余均为到课")
        press(page, "保存并确认")
        said(page, "考勤已确认，已为")


def spend(stage):
    """What it cost is entered by item; the plan says how far it is."""
    page = stage.enter("coordinator")
    page.goto(reverse("training:plan", args=[PlanItem.objects.get().plan.ref]))
    follow(page, "登记支出")
    for label, value in (("金额（元）", "3000"), ("日期", "2026-05-14"), ("凭证号", "凭证 31"),
                         ("用途", "讲课费")):  # fmt: skip
        page.get_by_label(label, exact=True).fill(value)
    press(page, "登记支出")
    said(page, "已登记 30 学时")
    said(page, "每人每学时 100 元")


def look_at_board_and_remind(stage):
    """The board says who owes what; one press tells them."""
    page = stage.enter("coordinator")
    page.goto(reverse("training:board"))
    said(page, "年学时未达标")
    follow(page, "拟写提醒")
    press(page, "在本站逐人提醒")
    said(page, "已提醒")
    officer = stage.enter("li")
    officer.goto(reverse("notices:notices"))
    said(officer, "学时提醒")


def close_year(stage):
    """陈培 asks for the year to be closed, the legal-affairs office signs as the second."""
    page = stage.enter("coordinator")
    page.goto(reverse("training:propose_seal"))
    page.get_by_label("年度").select_option("2026")
    press(page, "提出封存")
    said(page, "已提出，请由另一人会签。")
    second = stage.enter("legal_affairs")
    second.goto(reverse("training:seals"))
    second.get_by_role("link", name="会签").first.click()
    press(second, "会签封存")
    said(second, "年度学时已封存。")
