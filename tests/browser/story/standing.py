"""From the exam to the certificate: what counts, who confirms it, what is entered."""

from __future__ import annotations

import re
from datetime import timedelta

from django.urls import reverse

from exams.actions import planning, results, sitting
from exams.models import Attempt
from exams.rules.drawing import Cell
from people.models import Person
from qualifications.models import Certificate, Qualification
from questionbank.models import Revision
from questionbank.rules.wording import choices
from tests.browser.story import bank
from tests.browser.story.hall import Officer
from tests.browser.story.stage import press, said
from tests.browser.story.year import COLLEAGUES, NEW, POCKET
from tests.conftest import NINE
from tests.exams.makers import FIRST_CLIENT_SEQ, make_ready, operation, publish, started

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
DOMAIN = "城市管理"
PUBLIC, PROFESSIONAL = "2026 年公共法律知识考试", "2026 年城市管理执法专业考试"
CELLS = [
    Cell(kind="single", count=3, marks=2000),
    Cell(kind="multiple", count=2, marks=1000),
    Cell(kind="true_false", count=2, marks=1000),
]
NUMBER = "云00027"
ORDER = {"文号": "云司资〔2026〕27号", "法律依据": "《行政处罚法》第四十二条", "理由": "考试合格"}


def hold_exams(cast):
    """Two exams for the three newcomers: one was sat three days ago, one opens today at nine."""
    bank.found_bank(cast, NINE - 6 * DAY, [*bank.WORDINGS, *bank.MORE])
    persons = list(Person.objects.filter(name__in=[NEW, *COLLEAGUES]).order_by("pk"))
    past = _hold(cast, persons, PUBLIC, NINE - 3 * DAY)
    for person in persons[:2]:
        attempt = started(past, person, now=past.opens_at)
        answers = [
            operation(
                attempt,
                stored["place"],
                choices=_right(stored),
                seq=FIRST_CLIENT_SEQ + stored["place"],
            )
            for stored in attempt.paper.body["places"]
        ]
        later = past.opens_at + HOUR
        sitting.hand_in(attempt.ref, person.pk, answers, arrival=later, now=later)
    over = past.closes_at + HOUR
    sitting.close_overdue(now=over)
    results.mark_waiting(now=over)
    publish(past, cast["exam_officer"], cast["exam_officer_2"], now=over)
    return _hold(cast, persons, PROFESSIONAL, NINE)


def _hold(cast, persons, title, opens_at):
    _exam, session = make_ready(
        cast, *persons, cells=CELLS, title=title, opens_at=opens_at, purpose="qualification"
    )
    planning.appoint_invigilator(
        session, cast["invigilator"], actor=cast["exam_officer"], now=opens_at - HOUR
    )
    return session


def _right(stored):
    """The tokens of the right options of a place, by what the bank's author knows."""
    asked = Revision.objects.get(pk=stored["revision"])
    right = [choices(asked.kind, asked.options).index(word) for word in bank.ANSWERS[asked.stem]]
    pairs = zip(stored["tokens"], stored["order"], strict=True)
    return tuple(token for token, option in pairs if option in right)


def sit(stage, session, camera):
    """魏然 sits the second exam on a phone and answers everything."""
    page = stage.enter("officer", **POCKET)
    page.goto(reverse("home"))
    said(page, f"参加考试：{PROFESSIONAL}")
    sat = Officer(page, Attempt.objects.get(session=session, person__name=NEW)).start()
    for place in range(1, 8):
        sat.write(place).wait_light("正在保存").wait_light("已保存")
    page.get_by_role("link", name="交卷", exact=True).tap()
    press(page, "确认交卷")
    page.wait_for_url(re.compile(r"/receipt/"))
    said(page, "7 / 7 题")
    sat.wait_wiped()


def publish_by_two(stage, session):
    """周衡 has the checks made and signs; with the signature of 吴颖 the results are public."""
    address = reverse("exams:publish", args=[session.ref])
    first, second = stage.enter("exam_officer"), stage.enter("exam_officer_2")
    first.goto(address)
    press(first, "开始核对")
    said(first, "检查全部通过")
    press(first, "我已核对，签署公布")
    said(first, "等待第二人签署后公布")
    second.goto(address)
    press(second, "我已核对，签署公布")
    said(second, "成绩已公布")


def recognise_exams(stage, camera):
    """严明 says which exam counts as which part of the qualification."""
    page = stage.enter("legal_affairs")
    for title, part, domain in [(PUBLIC, "public", ""), (PROFESSIONAL, "professional", DOMAIN)]:
        page.goto(reverse("qualifications:recognise_exam"))
        page.get_by_label("考试", exact=True).select_option(label=title)
        page.get_by_label("考试部分").select_option(part)
        page.get_by_label("执法领域").select_option(domain)
        page.get_by_role("button", name="认定").click()
        said(page, "资格考试已认定。")
    camera.look(page, "qualification-settings")


def confirm(stage, camera):
    """严明 finds 魏然 on the own page, and confirms on the two results."""
    page = stage.enter("legal_affairs")
    page.goto(reverse("home"))
    said(page, "确认执法资格 1 人")
    camera.look(page, "home-legal-affairs")
    page.get_by_role("link", name="去确认").click()
    said(page, NEW)
    camera.look(page, "eligible")
    page.locator("tr", has_text=NEW).get_by_role("link", name="确认").click()
    _decide(page)
    camera.look(page, "qualify")
    press(page, "确认执法资格")
    said(page, "资格已确认。")
    held = Qualification.objects.get(person__name=NEW)
    assert (held.domains, len(held.evidence)) == ([DOMAIN], 2)


def register_certificate(stage, camera):
    """严明 enters the certificate that the province issued."""
    page = stage.enter("legal_affairs")
    person = Person.objects.get(name=NEW)
    page.goto(reverse("qualifications:register_certificate", args=[person.pk]))
    page.get_by_label("证号").fill(NUMBER)
    page.get_by_label(DOMAIN).check()
    page.get_by_label("有效期自").fill("2026-11-23")
    page.get_by_label("有效期至").fill("2031-11-22")
    _fill(page, {"发证文号": ORDER["文号"]} | {name: ORDER[name] for name in ("法律依据", "理由")})
    camera.look(page, "certificate-form")
    press(page, "登记")
    said(page, "证件已登记。")
    page.goto(reverse("qualifications:person", args=[person.pk]))
    said(page, NUMBER)
    camera.look(page, "qualification-person", docs=("1280",))
    assert Certificate.objects.get().person == person


def suspend(stage, camera):
    """严明 enters the decision that suspends 魏然 from duty, from the day of the decision on."""
    page = stage.enter("legal_affairs")
    person = Person.objects.get(name=NEW)
    page.goto(reverse("qualifications:person", args=[person.pk]))
    page.get_by_role("link", name="停止执法").click()
    _decide(page, reason="涉嫌违规执法，调查期间停止执法", document="云司停〔2026〕3号")
    camera.look(page, "suspend")
    press(page, "停止执法")
    said(page, "已登记停止执法。")


def _decide(page, *, reason="两部分考试均已合格", document="云司资〔2026〕27号"):
    _fill(page, {"决定机关": "云泽市司法局"} | ORDER | {"理由": reason, "文号": document})


def _fill(page, texts):
    for label, text in texts.items():
        page.get_by_label(label, exact=True).or_(page.get_by_label(f"{label}*")).fill(text)
