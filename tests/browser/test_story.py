"""The whole story in a real browser: a question, an exam, an officer's attempt, a result."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.conf import settings as django_settings
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from exams import http
from exams.models import Attempt, ExamSession, Paper, Publication, Result
from exams.rules.clocks import Watch
from journal.models import Entry
from mingfa.auditing.words import fact_in_words
from mingfa.periodic import run_due
from people.models import Person, User
from people.rules import Role
from tests.browser.conftest import PHONE
from tests.browser.story import bank, hall, planning
from tests.browser.story.stage import PASSWORD, Stage, follow, press, said
from tests.conftest import NINE, make_person
from tests.exchange import files

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)
OFFICERS = ["孙维", "钱立民", "冯雪", "陆远航", "褚清", "蒋文博", "韩晓", "杨一帆", "何静", "吕岩"]
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
def clock(monkeypatch):
    """The afternoon before the exam; `clock.move_to(…)` goes on. It ticks.

    The monotonic clock goes along, so that moving on is no jump.
    """
    with time_machine.travel(NINE - 18 * HOUR, tick=True) as traveller:
        monkeypatch.setattr(http, "monotonic", time.time)
        monkeypatch.setattr(http, "WATCH", Watch(0.0))
        yield traveller


@pytest.fixture
def stage(clock, open_context, live_server, cast, tree, camera, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, seals=tmp_path / "seals")
    for who, name in NAMES.items():
        Person.objects.filter(pk=cast[who].pk).update(name=name)
        cast[who].refresh_from_db()
    for n, name in enumerate(OFFICERS):
        make_person(tree.team if n % 3 else tree.here, f"100001{n:02d}", name, Role.OFFICER)
    User.objects.exclude(person__name__in=OFFICERS[-3:]).update(password=make_password(PASSWORD))
    bank.found_bank(cast, timezone.now() - 48 * HOUR)
    return Stage(open_context, live_server.url, cast, camera)


@pytest.mark.long
def test_from_a_question_to_a_proved_result(stage, clock, cast, camera):
    camera.keeps = True
    planning.write_question(stage, camera)
    planning.approve_question(stage, camera)
    first, second = stage.enter("exam_officer"), stage.enter("exam_officer_2")
    planning.plan(stage, first, camera)
    session = ExamSession.objects.get()
    planning.seal_and_lock(first, second, session, camera)
    clock.move_to(NINE - HOUR / 2)
    _work()
    assert Paper.objects.count() == 7
    first.goto(reverse("exams:exam", args=[session.exam.ref]))
    camera.look(first, "exam-drawn")

    clock.move_to(NINE + HOUR / 20)
    attempt = Attempt.objects.get(person=cast["li"])
    hall.others_sit(session, attempt)
    sat = hall.sit(stage, attempt, camera)
    hall.move_to_another_device(stage, sat, session, camera)

    clock.move_to(NINE + 2 * HOUR)
    _work()
    first, second = stage.enter("exam_officer"), stage.enter("exam_officer_2")
    _publish(first, second, session, camera)
    _read_result(stage, attempt, camera)
    _prove()
    _audit(stage, camera)


def _work():
    """One round of what the worker does by the clock."""
    ran = set(run_due(timezone.now))
    assert {"exams.tasks.make_due_papers", "exams.actions.results.mark_waiting"} <= ran


# --- the result ---------------------------------------------------------------------------------


def _publish(first, second, session, camera):
    """周衡 and 吴颖 sign under the checks, one after the other."""
    assert Result.objects.count() == 5
    result = Result.objects.get(attempt__person__name="李青")  # one of eight wrong, one open
    assert (result.total, result.passed) == (8000, True)
    address = reverse("exams:publish", args=[session.ref])
    first.goto(address)
    press(first, "开始核对")
    said(first, "正在核对，请稍候")
    call_command("db_worker", "--batch", "--no-startup-delay", verbosity=0)
    said(first, "检查全部通过")
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
    assert _told("verify_exam", "--all") == "7 papers, 7 re-derived"
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
    camera.look(page, "journal")
    page.goto(reverse("journal:entry", args=[Entry.objects.filter(act="exams.lock").get().pk]))
    camera.look(page, "journal-entry", docs=("1280",))
    page.goto(reverse("journal:seals"))
    camera.look(page, "seals")


# --- the register -------------------------------------------------------------------------------


def test_an_administrator_looks_after_the_register(stage, camera, settings):
    """许宁 looks at the list and brings in another one, in which two rows want a decision."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    page = stage.enter("agency_admin")
    page.goto(reverse("home"))
    camera.look(page, "home-admin")
    page.goto(reverse("people:persons"))
    said(page, "孙维")
    camera.look(page, "persons", docs=("1280",))
    follow(page, "李青")
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
