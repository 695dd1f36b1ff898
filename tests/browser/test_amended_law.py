"""From a Word file to an amended law: a question comes in, is approved and sealed into an exam; its
article changes, it leaves the pool on the day, and two officers decide what becomes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from exams.actions import making
from exams.models import Paper
from exams.proof import pool_of
from exams.rules.drawing import Cell
from questionbank import actions
from questionbank.models import Revision
from statutes import actions as statutes
from statutes.rules.references import Reference
from tests.browser.story.stage import follow, press, said
from tests.exams.makers import make_ready
from tests.questionbank.conftest import SINGLE
from tests.questionbank.test_formats import word
from tests.statutes.conftest import LAW, take_in
from tests.statutes.test_amend import NEW

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
DOCUMENT = (
    "一、单项选择题（每题1分）",
    "1．当场收缴的罚款，应当自收缴之日起（ B ）内交至行政机关。",
    "A．一日  B．二日  C．三日  D．五日",
    "【答案】B\n【解析】第一条定为二日。\n【法律依据】《示范法》第1条",
)
RESERVE = replace(
    SINGLE,
    stem="对处罚决定不服的，可以自知道之日起几日内申请行政复议？",
    options=("十五日", "三十日", "六十日", "九十日"),
    right=(2,),
    rationale="第二条定为六十日。",
    citations=(Reference("示范法", 2),),
)
CELLS = [Cell("single", 1, 10000)]


@pytest.fixture(autouse=True)
def at_once(settings, tmp_path):
    """Jobs run where they are queued; files lie in a folder of the test's own."""
    settings.TASKS = AT_ONCE
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def law(cast):
    """示范法, and a reserve on its 第二条 that stands in the bank already."""
    take_in(LAW, "2020年公布", timezone.localdate() - timedelta(days=900))
    reserve = actions.add_question(
        RESERVE, agency=cast["legal_affairs"].agency, author=cast["setter"], now=timezone.now()
    )
    actions.submit(reserve, author=cast["setter"], now=timezone.now())
    actions.approve(reserve, reviewer=cast["reviewer"], now=timezone.now())


@pytest.mark.long
def test_an_amended_article_takes_its_question_out_of_a_sealed_exam(sight, camera, cast, law):
    bring_in(sight(cast["setter"]))
    approve(sight(cast["reviewer"]))
    question = Revision.objects.get(stem__startswith="当场收缴的罚款")
    opens_at = timezone.now() + timedelta(days=20)
    exam, session = make_ready(
        cast, cast["li"], now=timezone.now(), opens_at=opens_at, cells=CELLS, papers=False
    )
    day = timezone.localdate() + timedelta(days=10)
    confirm(sight(cast["legal_affairs"]), camera, day)

    before = {item.revision_id for item in pool_of(CELLS, day - timedelta(days=1))}
    after = {item.revision_id for item in pool_of(CELLS, day)}
    assert question.pk in before
    assert before - after == {question.pk}

    propose(sight(cast["exam_officer"]), camera, exam, question)
    countersign(sight(cast["exam_officer_2"]), camera, exam)
    making.make_papers(session, now=timezone.now())
    (place,) = Paper.objects.get().body["places"]
    assert place["revision"] != question.pk


def bring_in(page):
    """The setter brings a document in as it was typed."""
    page.goto(reverse("imports:upload"))
    page.get_by_label("导入内容").select_option("questions")
    content = {"name": "题库.docx", "mimeType": "", "buffer": word(*DOCUMENT)}
    page.get_by_label("文件", exact=True).set_input_files(content)
    press(page, "上传并核对")
    page.get_by_role("link", name="提交登记").click()
    press(page, "登记 1 条")
    said(page, "已登记 1 条")


def approve(page):
    """A reviewer, who did not bring it in, approves it."""
    page.goto(reverse("questionbank:review"))
    revision = Revision.objects.get(state="submitted")
    page.get_by_role("link", name=revision.question.code).click()
    press(page, "批准")
    said(page, "已批准")


def confirm(page, camera, day):
    """The legal-affairs office takes the new text's map row by row, sees its reach, confirms."""
    new = take_in(NEW, "修订", day)
    law = new.statute.versions.exclude(pk=new.pk).get()
    amendment = statutes.propose_amendment(law, new, actor_id=None, now=timezone.now())
    page.goto(reverse("statutes:amendment", args=[amendment.pk]))
    for box in page.locator("input[name=row]").all():
        box.check()
    press(page, "确认所选各条")
    follow(page, "查看影响并确认")
    said(page, "须由两名考务员决定换题或者保留")
    camera.look(page, "amendment-impact")
    press(page, "确认")
    said(page, "修订对照已确认")


def propose(page, camera, exam, question):
    """The first officer is asked at home, reads old and new article, and replaces the question."""
    page.goto("/")
    said(page, f"决定条文变动的试题：{exam.title}")
    follow(page, "去决定")
    said(page, f"试题 {question.question.code}")
    camera.look(page, "exam-questions")
    page.get_by_label(f"试题 {question.question.code} 的处理").select_option("replace")
    page.get_by_label("理由").fill("第一条的期限已由二日改为三日")
    press(page, "签署处理意见")
    said(page, "等待第二人签署后生效")


def countersign(page, camera, exam):
    """The second officer checks the same and signs; the exam shows what was decided."""
    page.goto(reverse("exams:decide_questions", args=[exam.ref]))
    said(page, "考一已于")
    camera.look(page, "exam-questions-waiting")
    press(page, "核对无误，签署")
    said(page, "变更即时生效")
    said(page, "第一条的期限已由二日改为三日")
    camera.look(page, "exam-decided")
