"""Typing answers in a real browser: every letter is kept as every choice is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from exams.actions import results
from exams.models import Attempt, Operation, Result
from exams.rules import keeping
from exams.rules.drawing import Cell
from tests.browser.conftest import PHONE
from tests.browser.sitting import Browser
from tests.exams.makers import make_bank, make_fill_ins, make_ready

pytestmark = pytest.mark.django_db(transaction=True)
CELLS = [Cell(kind="single", count=1, marks=1000), Cell(kind="fill_in", count=2, marks=1000)]


@pytest.fixture
def session(cast):
    make_bank(cast)
    make_fill_ins(cast)
    opens_at = timezone.now() - timedelta(minutes=5)
    return make_ready(cast, cast["li"], opens_at=opens_at, cells=CELLS, pass_marks=1500)[1]


@pytest.fixture
def li(page, sign_in, cast, session):
    sign_in(page, cast["li"])
    return Browser(page, session.attempts.get(person=cast["li"])).enter()


def blank(li, n):
    return li.page.get_by_label(f"第 {n} 空", exact=True)


def typed(li, place):
    """What counts on the server, blank by blank."""
    attempt = Attempt.objects.get(pk=li.attempt.pk)
    answer = keeping.fold(attempt.stored_log()).get(place)
    texts = keeping.typed(answer.choices) if answer else {}
    return [texts.get(token, "") for token in attempt.paper.body["places"][place - 1]["tokens"]]


def test_blanks_are_typed_kept_over_a_reload_handed_in_and_marked(li):
    li.go(2)
    blank(li, 1).press_sequentially("２日")
    blank(li, 2).fill("书面形式")
    li.wait_light("正在保存").wait_light("已保存")
    assert typed(li, 2) == ["２日", "书面形式"]
    li.go(3)
    blank(li, 2).fill(" 书面 ")
    li.go(1).choose().wait_light("已保存")
    li.page.reload()
    li.opened().go(2)
    assert blank(li, 1).input_value() == "２日"
    assert li.page.locator(".places .is-answered").count() == 3
    li.hand_in()
    results.mark_waiting(now=timezone.now())
    assert [earned for _place, earned, _of in Result.objects.get().marks][1:] == [1000, 500]


def test_what_is_being_typed_counts_when_the_candidate_hands_in_at_once(li):
    li.go(2)
    blank(li, 1).press_sequentially("二日")
    li.hand_in()
    assert typed(li, 2) == ["二日", ""]


def test_typing_without_a_line_is_kept_and_sent_later(li):
    li.wait_light("已保存").go(2)
    li.page.context.set_offline(True)
    blank(li, 1).press_sequentially("二")
    li.wait_light("未保存")
    blank(li, 1).press_sequentially("日")
    li.page.wait_for_function("document.querySelector('.option input').value === '二日'")
    assert not Operation.objects.exists()
    li.page.context.set_offline(False)
    li.wait_light("已保存")
    assert typed(li, 2) == ["二日", ""]


def test_keys_that_choose_elsewhere_are_letters_in_a_blank(li):
    li.go(2)
    blank(li, 1).press_sequentially("Am1")
    blank(li, 1).press("ArrowLeft")
    li.wait_light("正在保存").wait_light("已保存")
    assert typed(li, 2) == ["Am1", ""]
    assert li.page.locator("[data-ask-title]").inner_text().startswith("第 2 题")
    blank(li, 1).press("Enter")
    assert li.page.locator("[data-ask-title]").inner_text().startswith("第 3 题")
    assert blank(li, 1).input_value() == ""


def test_what_was_typed_can_be_cleared(li):
    li.go(2)
    blank(li, 1).fill("五日")
    li.wait_light("正在保存").wait_light("已保存")
    li.page.get_by_role("button", name="清除所填").click()
    li.wait_light("正在保存").wait_light("已保存")
    assert typed(li, 2) == ["", ""]
    assert li.page.locator(".places .is-answered").count() == 0


def test_blanks_are_wide_enough_on_a_phone(open_context, sign_in, cast, session):
    page = open_context(viewport=PHONE, has_touch=True, is_mobile=True).new_page()
    sign_in(page, cast["li"])
    li = Browser(page, session.attempts.get(person=cast["li"])).enter()
    page.locator(".hall-foot").get_by_role("button", name="下一题").tap()
    box = blank(li, 1).bounding_box()
    assert box["height"] >= 44
    assert box["width"] >= 150
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_blanks_for_every_eye(sight, camera, cast, session):
    page = sight(cast["li"])
    li = Browser(page, session.attempts.get(person=cast["li"])).enter().go(2)
    blank(li, 1).fill("二日")
    camera.look(page, "hall-blanks")
