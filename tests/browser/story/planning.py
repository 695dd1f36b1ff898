"""The first acts: a question is written and approved, an exam is planned, sealed and locked."""

from __future__ import annotations

import re

from django.urls import reverse

from exams.models import ExamSession
from questionbank.models import Revision
from tests.browser.story import bank
from tests.browser.story.stage import PASSWORD, press, said


def write_question(stage, camera):
    """方敏 signs in on the real page, writes a question with its article and hands it on."""
    page = stage.blank()
    page.goto(reverse("home"))
    camera.look(page, "sign-in", docs=("1280",))
    page.get_by_label("工作人员编号").fill(stage.cast["setter"].staff_number)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    press(page, "登录")
    page.wait_for_url(re.compile(r"/$"))
    camera.look(page, "home-setter")
    page.goto(reverse("questionbank:questions"))
    camera.look(page, "questions")
    page.get_by_role("link", name="命题", exact=True).click()
    page.get_by_role("textbox", name="题干").fill(bank.STEM)
    for letter, option in zip("ABCD", bank.OPTIONS, strict=True):
        page.get_by_label(f"选项 {letter}", exact=True).fill(option)
    page.get_by_role("radio", name="B").check()
    page.get_by_role("textbox", name="释义").fill(bank.RATIONALE)
    page.get_by_label("依据法规").select_option(bank.TITLE)
    page.get_by_label("条", exact=True).fill("第三条")
    press(page, "查看条文和相近试题")
    said(page, "应当自收缴之日起二日内")
    camera.look(page, "question-write")
    press(page, "保存草稿")
    said(page, "已存为草稿")
    camera.look(page, "question-draft")
    press(page, "提交审定")
    said(page, "已提交，等待他人审定")
    revision = Revision.objects.get(stem=bank.STEM)
    assert (revision.state, revision.author_id) == ("submitted", stage.cast["setter"].pk)


def approve_question(stage, camera):
    """沈嘉言, who did not write it, sees the article beside it and approves."""
    page = stage.enter("reviewer")
    page.goto(reverse("questionbank:review"))
    camera.look(page, "review")
    revision = Revision.objects.get(stem=bank.STEM)
    page.get_by_role("link", name=revision.question.code).click()
    said(page, "应当自收缴之日起二日内")
    camera.look(page, "question-review", docs=("1280",))
    press(page, "批准")
    said(page, "已批准")
    revision.refresh_from_db()
    assert (revision.state, revision.decided_by_id) == ("approved", stage.cast["reviewer"].pk)


def plan(stage, page, camera):
    """周衡 makes blueprint, exam, session and roster; the bank is shown to suffice."""
    page.goto(reverse("exams:make_blueprint"))
    page.get_by_label("方案名称").fill("执法程序 8 题 100 分")
    _fill_line(page, 0, "single", 4, "10")
    press(page, "增加一行")
    _fill_line(page, 1, "multiple", 2, "20")
    press(page, "增加一行")
    _fill_line(page, 2, "true_false", 2, "10")
    press(page, "核对题量")
    said(page, "题库可以满足")
    camera.look(page, "blueprint-form")
    page.get_by_role("button", name="保存方案").last.click()
    said(page, "按现有题库可以组成试卷")
    camera.look(page, "blueprint")

    page.goto(reverse("exams:make_exam"))
    page.get_by_label("考试名称").fill("2026年度行政执法程序考试")
    page.get_by_label("考试用途").select_option("日常测试、模拟练习")
    page.get_by_label("组卷方案").select_option("执法程序 8 题 100 分")
    page.get_by_label("考试时长（分钟）").fill("60")
    camera.look(page, "exam-form")
    press(page, "保存")
    page.get_by_role("link", name="增加场次").first.click()
    page.get_by_label("考点").fill("市民服务中心三楼机考室")
    page.get_by_label("开考时间").fill("2026-11-23T09:00")
    page.get_by_label("结束时间").fill("2026-11-23T10:30")
    camera.look(page, "session-form")
    press(page, "保存场次")
    page.wait_for_url(re.compile(r"/plans/[^/]+/$|/sessions/[^/]+/$"))
    page.goto(reverse("exams:session", args=[ExamSession.objects.get().ref]))
    page.get_by_label("姓名或者工作人员编号").fill("李青")
    press(page, "查找人员")
    page.get_by_role("checkbox", name="选中李青").check()
    camera.look(page, "session-roster")
    press(page, "将勾选的人员编入名单")
    said(page, "已编入 1 人")
    page.get_by_label("单位（含下级）").select_option(label="市城管局一大队")
    press(page, "编入该单位全部执法人员")
    said(page, "已编入 6 人")
    invigilator = f"郑远　{stage.cast['invigilator'].staff_number}　"
    choice = page.get_by_role("combobox", name="监考员")
    choice.select_option(choice.locator("option", has_text=invigilator).get_attribute("value"))
    press(page, "安排监考")
    said(page, "已安排郑远监考")
    page.goto(reverse("exams:exams"))
    camera.look(page, "exams")


def _fill_line(page, n, kind, count, marks):
    line = page.locator("fieldset.line").nth(n)
    line.get_by_label("题型").select_option(kind)
    line.get_by_label("题数").fill(str(count))
    line.get_by_label("每题分值").fill(marks)


def seal_and_lock(first, second, session, camera):
    """Two persons sign the seal; two sign the lock, the second with the drawn number."""
    exam = reverse("exams:exam", args=[session.exam.ref])
    seal = reverse("exams:sign_seal", args=[session.exam.ref])
    first.goto(exam)
    camera.look(first, "exam-draft")
    first.goto(seal)
    camera.look(first, "seal")
    press(first, "我已核对，签署封存")
    said(first, "等待第二人签署")
    second.goto(reverse("home"))
    camera.look(second, "home-exam-officer")
    second.goto(seal)
    said(second, "周衡")
    with second.expect_navigation():
        press(second, "我已核对，签署封存")
    session.exam.refresh_from_db()
    assert session.exam.state == "sealed"

    lock = reverse("exams:sign_lock", args=[session.ref])
    first.goto(lock)
    camera.look(first, "lock")
    press(first, "我已核对，签署")
    said(first, "请当众抽取数字")
    second.goto(lock)
    second.get_by_label("当众抽取的数字").fill("20261122")
    camera.look(second, "lock-number")
    press(second, "锁定名单")
    said(second, "名单已锁定")
    session.refresh_from_db()
    assert (session.state, session.roster_lock.witness_number) == ("locked", "20261122")
    first.goto(exam)
    camera.look(first, "exam", docs=("1280",))
