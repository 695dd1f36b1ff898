"""The middle act: the officer answers on a phone, goes on at a desk and hands in."""

from __future__ import annotations

import re

from django.urls import reverse
from django.utils import timezone

from exams.actions import saving, sitting
from exams.models import Attempt
from tests.browser.conftest import DESK, PHONE
from tests.browser.sitting import Browser
from tests.browser.story import bank
from tests.browser.story.stage import follow, press, said
from tests.exams.makers import FIRST_CLIENT_SEQ, operation


class Officer(Browser):
    """A candidate who knows the regulation, but errs on the question that 方敏 wrote."""

    def write(self, place):
        self.go(place)
        stem = self.page.locator("[data-stem]").inner_text()
        self.watch_light()
        for option in bank.ANSWERS[stem]:
            self.page.locator(".option", has_text=re.compile(rf"[^一-龥]{option}$")).click()
        return self


def others_sit(session, own):
    """Of six colleagues two stay away, four answer a question or more; one hands in."""
    colleagues = session.attempts.exclude(pk=own.pk).order_by("candidate__number")[:4]
    for n, attempt in enumerate(colleagues, 1):
        now = timezone.now()
        sitting.start(attempt, device=f"computer-{n}", now=now)
        attempt.refresh_from_db()
        answers = [
            operation(attempt, place, seq=FIRST_CLIENT_SEQ + place) for place in range(1, n + 1)
        ]
        saving.save(attempt.ref, attempt.person_id, answers, arrival=now, now=now)
        if n == 4:
            sitting.hand_in(attempt.ref, attempt.person_id, [], arrival=now, now=now)


def sit(stage, attempt, camera):
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


def move_to_another_device(stage, sat, session, camera):
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
    assert Attempt.objects.get(pk=sat.attempt.pk).state == "closed"


def _issue_code(stage, session, camera):
    page = stage.enter("invigilator")
    page.goto(reverse("home"))
    camera.look(page, "home-invigilator")
    page.goto(reverse("exams:room", args=[session.ref]))
    camera.look(page, "room", docs=("1280",))
    follow(page, "李青", exact=False)
    camera.look(page, "seat")
    press(page, "发给换机码")
    page.locator(".code-once").wait_for()
    camera.look(page, "seat-code")
    return page.locator(".code-once").inner_text().replace(" ", "")
