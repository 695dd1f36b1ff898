"""Written answers in real browsers: the hall keeps the text, markers differ, a third settles."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from exams.actions import results
from exams.models import Attempt, ExamSession, HandMark, Result, Script
from exams.rules import keeping
from exams.rules.drawing import Cell
from people.rules import Role
from tests.browser.conftest import PHONE
from tests.browser.sitting import Browser
from tests.conftest import make_person
from tests.exams.makers import make_bank, make_ready, make_written

pytestmark = pytest.mark.django_db(transaction=True)
CELLS = [
    Cell(kind="short_answer", count=1, marks=1000),
    Cell(kind="case", count=1, marks=1500),
]


@pytest.fixture
def session(cast):
    make_bank(cast)
    make_written(cast)
    opens_at = timezone.now() - timedelta(minutes=5)
    return make_ready(cast, cast["li"], opens_at=opens_at, cells=CELLS, pass_marks=1000)[1]


@pytest.fixture
def li(page, sign_in, cast, session):
    sign_in(page, cast["li"])
    return Browser(page, session.attempts.get(person=cast["li"])).enter()


def area(li):
    return li.page.get_by_label("作答", exact=True)


def written(li, place):
    answer = keeping.fold(Attempt.objects.get(pk=li.attempt.pk).stored_log()).get(place)
    return "".join(keeping.typed(answer.choices).values()) if answer else ""


def write_all(li):
    area(li).fill("应当出示执法证件。\n应当告知陈述权。")
    assert "已写 18 字，至多 3000 字" in li.page.locator("[data-hint]").inner_text()
    li.wait_light("正在保存").wait_light("已保存")
    li.go(2).choose()
    li.go(3)
    assert "本题为第 2 小题，共 2 小题" in li.page.locator("[data-material]").inner_text()
    area(li).press_sequentially("不清楚")


def test_a_written_answer_is_kept_over_a_reload_and_sent_when_handed_in_at_once(li):
    write_all(li)
    assert written(li, 1) == "应当出示执法证件。\n应当告知陈述权。"
    li.page.reload()
    li.page.locator("[data-options] textarea").wait_for()
    assert area(li).input_value() == "不清楚"
    area(li).press_sequentially("，请复核")
    li.hand_in()
    assert written(li, 3) == "不清楚，请复核"


def test_a_case_fits_a_phone_and_its_material_can_be_folded(open_context, sign_in, cast, session):
    page = open_context(viewport=PHONE, has_touch=True, is_mobile=True).new_page()
    sign_in(page, cast["li"])
    li = Browser(page, session.attempts.get(person=cast["li"])).enter()
    page.locator(".hall-foot").get_by_role("button", name="下一题").tap()
    assert "case-0 题干" in page.locator("[data-material]").inner_text()
    page.locator("[data-material] summary").tap()
    assert not page.locator("[data-material] div").is_visible()
    li.go(3)
    assert area(li).bounding_box()["height"] >= 150
    assert "已写 0 字" in page.locator("[data-hint]").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def mark(page, *points):
    """By keyboard alone: the first point has the focus."""
    page.wait_for_load_state()  # by then the script listens
    expect(page.locator("form :focus")).to_be_visible()
    for point in points:
        page.keyboard.type(str(point))
        if point != "F":  # which goes on by itself
            page.keyboard.press("Enter")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def over(session):
    """The session has ended, and marking has looked at it."""
    ExamSession.objects.filter(pk=session.pk).update(
        closes_at=timezone.now() - timedelta(seconds=1)
    )
    results.mark_waiting(now=timezone.now())


def test_two_markers_differ_a_third_settles_and_the_result_is_there(
    li, session, cast, tree, sight, camera
):
    write_all(li)
    li.hand_in()
    over(session)
    more = [
        make_person(tree.there, f"4100000{n}", "阅", Role.MARKER, over=tree.city) for n in (2, 3)
    ]
    given = [("F", "F"), (0, 1), (5, 4)]
    for marker, points in zip([cast["marker"], *more], given, strict=True):
        page = sight(marker)
        page.goto(reverse("exams:marking"))
        if marker == cast["marker"]:
            camera.look(page, "marking")
        while page.get_by_role("link", name="开始评分").count():
            page.get_by_role("link", name="开始评分").click()
            if not HandMark.objects.exists():
                camera.look(page, "mark_script")
                page.reload()
            is_first = "告知陈述权" in page.locator(".written").inner_text()
            mark(page, *(points if is_first else (0, 0)))
        assert page.locator("h1").inner_text() == "没有等待您评分的作答"
    assert HandMark.objects.count() == 5
    results.mark_waiting(now=timezone.now())
    assert Result.objects.get().marks[0] == [1, 950, 1000]
    assert Script.objects.count() == 2


def test_the_hall_with_written_answers_for_every_eye(sight, camera, cast, session):
    page = sight(cast["li"])
    li = Browser(page, session.attempts.get(person=cast["li"])).enter()
    camera.look(page, "hall-written")
    li.go(3)
    camera.look(page, "hall-case")
