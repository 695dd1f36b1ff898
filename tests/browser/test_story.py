"""The whole story in a real browser: a question, an exam, an officer's attempt, a result."""

from __future__ import annotations

import re
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.conf import settings as django_settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from exams.models import Attempt, ExamSession, Paper, Publication, Result
from journal.models import Entry
from mingfa.auditing.words import fact_in_words
from mingfa.periodic import run_due
from people.models import Person
from people.rules import Role
from questionbank.models import Revision
from tests.browser.conftest import DESK, PHONE
from tests.browser.sitting import Browser
from tests.browser.story import bank
from tests.browser.story.camera import Camera
from tests.conftest import NINE, make_person
from tests.exchange import files

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "Yunze-2026-mingti"
HOUR = timedelta(hours=1)
NAMES = {
    "li": "李青",
    "setter": "方敏",
    "reviewer": "沈嘉言",
    "exam_officer": "周衡",
    "exam_officer_2": "吴颖",
    "invigilator": "郑远",
    "auditor": "韩立",
    "agency_admin": "许宁",
}


@pytest.fixture
def clock():
    """The afternoon before the exam; `clock.move_to(…)` goes on. It ticks."""
    with time_machine.travel(NINE - 18 * HOUR, tick=True) as traveller:
        yield traveller


@pytest.fixture
def camera():
    return Camera()


class Stage:
    """The persons of the story, each with a browser of their own."""

    def __init__(self, open_context, address, cast, camera):
        self.open_context, self.address = open_context, address
        self.cast, self.camera = cast, camera

    def blank(self, **options):
        """A signed-out window."""
        context = self.open_context(reduced_motion="reduce", color_scheme="light", **options)
        return self.camera.watch(context.new_page())

    def enter(self, who, page=None, **options):
        """A window in which the person is signed in."""
        page = page or self.blank(**options)
        client, name = Client(), django_settings.SESSION_COOKIE_NAME
        client.force_login(self.cast[who].user)
        value = client.cookies[name].value
        page.context.add_cookies([{"name": name, "value": value, "url": self.address}])
        return page


@pytest.fixture
def stage(clock, open_context, live_server, cast, camera, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    for who, name in NAMES.items():
        Person.objects.filter(pk=cast[who].pk).update(name=name)
        cast[who].refresh_from_db()
    user = cast["setter"].user
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    bank.found_bank(cast, timezone.now() - 48 * HOUR)
    return Stage(open_context, live_server.url, cast, camera)


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def said(page, words):
    page.get_by_text(words).first.wait_for()


def test_from_a_question_to_a_proved_result(stage, clock, cast, camera):
    _write_question(stage, camera)
    _approve_question(stage, camera)
    first, second = stage.enter("exam_officer"), stage.enter("exam_officer_2")
    _plan(stage, first, camera)
    session = ExamSession.objects.get()
    _seal_and_lock(first, second, session, camera)
    clock.move_to(NINE - HOUR / 2)
    _work()
    assert Paper.objects.count() == 1
    first.goto(reverse("exams:exam", args=[session.exam.ref]))
    camera.look(first, "exam-drawn")

    clock.move_to(NINE + HOUR / 20)
    attempt = Attempt.objects.get()
    sat = _sit(stage, attempt, camera)
    _move_to_another_device(stage, sat, session, camera)

    clock.move_to(NINE + 2 * HOUR)
    _work()
    first, second = stage.enter("exam_officer"), stage.enter("exam_officer_2")
    _publish(first, second, session, camera)
    _read_result(stage, attempt, camera)
    _prove()
    _audit(stage, camera)


def _work():
    """One round of what the worker does by the clock."""
    ran = run_due(timezone.now)
    assert {"exams.actions.sealing.make_due_papers", "exams.actions.results.mark_waiting"} <= set(
        ran
    )


# --- the question -------------------------------------------------------------------------------


def _write_question(stage, camera):
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
        page.get_by_label(f"选项 {letter}").fill(option)
    page.get_by_role("radio", name="B").check()
    page.get_by_role("textbox", name="释义").fill(bank.RATIONALE)
    page.get_by_label("依据法规").select_option(bank.TITLE)
    page.get_by_label("条", exact=True).fill("第三条")
    press(page, "查看条文")
    said(page, "应当自收缴之日起二日内")
    camera.look(page, "question-write")
    press(page, "保存草稿")
    said(page, "已存为草稿")
    camera.look(page, "question-draft")
    press(page, "提交审定")
    said(page, "已提交，等待他人审定")
    revision = Revision.objects.get(stem=bank.STEM)
    assert (revision.state, revision.author_id) == ("submitted", stage.cast["setter"].pk)


def _approve_question(stage, camera):
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


# --- the exam -----------------------------------------------------------------------------------


def _plan(stage, page, camera):
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
    page.get_by_label("姓名或工作人员编号").fill("李青")
    press(page, "查找人员")
    page.get_by_role("checkbox", name="选中李青").check()
    camera.look(page, "session-roster")
    press(page, "将勾选的人员编入名单")
    said(page, "已编入 1 人")
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


def _seal_and_lock(first, second, session, camera):
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


# --- the hall -----------------------------------------------------------------------------------


class Officer(Browser):
    """A candidate who knows the regulation, but errs on the question that 方敏 wrote."""

    def write(self, place):
        self.go(place)
        stem = self.page.locator("[data-stem]").inner_text()
        for option in bank.ANSWERS[stem]:
            self.page.locator(".option", has_text=re.compile(rf"[^一-龥]{option}$")).click()
        return self


def _sit(stage, attempt, camera):
    """李青 on a phone: confirms, answers, marks a question, loses the line and finds it again."""
    page = stage.enter("li", viewport=PHONE, has_touch=True, is_mobile=True)
    page.goto(reverse("home"))
    camera.look(page, "home-officer", docs=("1280", "360"))
    page.goto(reverse("exams:mine"))
    camera.look(page, "mine")
    page.get_by_role("link", name="进入考试").tap()
    said(page, "请核对本人信息")
    page.locator("[data-check=storage] .status").wait_for()
    camera.look(page, "attempt")
    sat = Officer(page, attempt).start()
    sat.write(1).wait_light("已保存")
    sat.write(2).wait_light("正在保存").wait_light("已保存")
    page.locator("[data-flag]").check()
    page.locator(".places .is-marked").wait_for()
    sat.wait_light("已保存").write(5).wait_light("正在保存").wait_light("已保存").go(2)
    page.evaluate("window.scrollTo(0, 0)")
    camera.look(page, "hall", docs=("1280", "360"))

    page.context.set_offline(True)
    sat.write(3).wait_light("未保存")
    camera.look(page, "hall-held")
    assert 3 not in sat.answers()
    page.context.set_offline(False)
    sat.wait_light("已保存")
    assert sat.answers() == {1: 1, 2: 1, 3: 1, 5: 3}
    return sat


def _move_to_another_device(stage, sat, session, camera):
    """The phone gives out: 郑远 issues a code, 李青 goes on at a desk and hands in there."""
    desk = stage.enter("li", viewport=DESK)
    moved = Officer(desk, sat.attempt)
    desk.goto(moved.address("hall"))
    desk.wait_for_url(re.compile(r"/take-over/"))
    camera.look(desk, "take-over")
    desk.get_by_label("换机码").fill(_issue_code(stage, session, camera))
    desk.get_by_role("button", name="在本机继续", exact=True).click()
    moved.opened().wait_light("已保存")
    assert desk.locator(".places .is-answered").count() == 4

    sat.page.locator(".places button").nth(5).tap()
    sat.page.locator("[data-note=fenced]").wait_for()
    assert sat.page.locator(".option input:enabled").count() == 0
    camera.look(sat.page, "hall-fenced")

    for place in (4, 6, 7):
        moved.write(place).wait_light("正在保存").wait_light("已保存")
    desk.get_by_role("link", name="交卷", exact=True).click()
    camera.look(desk, "hand-in")
    press(desk, "确认交卷")
    desk.wait_for_url(re.compile(r"/receipt/"))
    moved.wait_wiped()
    said(desk, "7 / 8 题")
    camera.look(desk, "receipt", docs=("1280",))
    assert Attempt.objects.get().state == "closed"


def _issue_code(stage, session, camera):
    page = stage.enter("invigilator")
    page.goto(reverse("home"))
    camera.look(page, "home-invigilator")
    page.goto(reverse("exams:room", args=[session.ref]))
    camera.look(page, "room", docs=("1280",))
    page.get_by_role("link", name="李青").click()
    camera.look(page, "seat")
    press(page, "发给换机码")
    camera.look(page, "seat-code")
    return page.locator(".code-once").inner_text().replace(" ", "")


# --- the result ---------------------------------------------------------------------------------


def _publish(first, second, session, camera):
    """周衡 and 吴颖 sign under the checks, one after the other."""
    result = Result.objects.get()  # one of eight wrong, one left open
    assert (result.total, result.passed) == (8000, True)
    address = reverse("exams:publish", args=[session.ref])
    first.goto(address)
    camera.look(first, "publish")
    press(first, "我已核对，签署公布")
    said(first, "等待第二人签署后公布")
    assert not Publication.objects.exists()
    second.goto(address)
    press(second, "我已核对，签署公布")
    said(second, "成绩已公布")
    second.locator(".graph .main-svg").first.wait_for()
    camera.look(second, "results")
    assert Publication.objects.exists()
    second.goto(reverse("exams:exam", args=[session.exam.ref]))
    camera.look(second, "exam-published")
    second.goto(reverse("exams:session_record", args=[session.ref]))
    camera.look(second, "record")


def _read_result(stage, attempt, camera):
    """李青 reads the result with rationale and article, and how the draw can be checked."""
    page = stage.enter("li", viewport=PHONE, has_touch=True, is_mobile=True)
    page.goto(reverse("exams:mine"))
    camera.look(page, "mine-after")
    page.get_by_role("link", name="查阅成绩").tap()
    said(page, bank.RATIONALE)
    said(page, f"《{bank.TITLE}》第三条（2023年公布）")
    assert page.get_by_text("应当自收缴之日起二日内交至所在的行政机关").count() >= 1
    camera.look(page, "result", docs=("1280", "360"))
    page.get_by_role("link", name="抽题核验").tap()
    said(page, "20261122")
    camera.look(page, "proof")


def _prove():
    assert _told("verify_exam", "--all") == "1 papers, 1 re-derived"
    journal = _told("verify_journal", "--against", str(django_settings.ENVIRONMENT.seals))
    assert re.match(r"\d+ entries, \d+ chains, intact\n1 seals", journal)


def _told(*command):
    out = StringIO()
    call_command(*command, stdout=out)
    return out.getvalue().strip()


def _audit(stage, camera):
    """韩立 finds every act of the story in the journal."""
    acts = set(Entry.objects.values_list("act", flat=True))
    assert {"exams.seal", "exams.lock", "exams.make_papers", "exams.publish"} <= acts
    named = {key for facts in Entry.objects.values_list("facts", flat=True) for key in facts}
    assert {key for key in named if fact_in_words(key, "")[0] == key} == set()
    page = stage.enter("auditor")
    page.goto(reverse("journal:entries"))
    camera.look(page, "journal", docs=("1280",))
    page.goto(reverse("journal:entry", args=[Entry.objects.filter(act="exams.lock").get().pk]))
    camera.look(page, "journal-entry")
    page.goto(reverse("journal:seals"))
    camera.look(page, "seals")


# --- the register -------------------------------------------------------------------------------

OFFICERS = ["孙维", "钱立民", "冯雪", "陆远航", "褚清", "蒋文博", "韩晓", "杨一帆", "何静", "吕岩"]


def test_an_administrator_looks_after_the_register(stage, tree, camera, settings):
    """许宁 looks at the list and brings in another one, in which two rows want a decision."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    for n, name in enumerate(OFFICERS):
        make_person(tree.team if n % 3 else tree.here, f"100001{n:02d}", name, Role.OFFICER)
    page = stage.enter("agency_admin")
    page.goto(reverse("home"))
    camera.look(page, "home-admin")
    page.goto(reverse("people:persons"))
    said(page, "孙维")
    camera.look(page, "persons", docs=("1280",))
    page.get_by_role("link", name="李青").click()
    camera.look(page, "person")
    page.goto(reverse("people:agencies"))
    camera.look(page, "agencies")
    page.goto(reverse("imports:upload"))
    page.get_by_label("导入内容").select_option("persons")
    rows = [
        files.person("魏然", valid_from="三月"),
        files.person("李青"),
        files.person("苏雅琴"),
        files.person("潘志远", agency="C0101"),
    ]
    content = {"name": "新录用人员.xlsx", "mimeType": "", "buffer": files.persons(*rows)}
    page.get_by_label("文件", exact=True).set_input_files(content)
    press(page, "上传并核对")
    said(page, "有 1 行需要改正")
    camera.look(page, "import-preview", docs=("1280",))
    page.goto(reverse("imports:imports"))
    camera.look(page, "imports")
