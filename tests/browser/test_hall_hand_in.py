"""The end: by the candidate, by the clock; the receipt; nothing stays on the computer."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from exams.models import Attempt, Operation
from tests.browser.sitting import Browser, running_session

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def session(cast):
    return running_session(cast, cast["li"], cast["wang"])


@pytest.fixture
def li(page, sign_in, cast, session):
    sign_in(page, cast["li"])
    return Browser(page, session.attempts.get(person=cast["li"])).enter()


def last_minute(browser):
    """The attempt ends in a minute: its deadline is set and the page opened anew."""
    _end(browser, timezone.now() + timedelta(minutes=1))
    browser.page.clock.install()
    browser.page.reload()
    return browser.opened().wait_light("已保存")


def minute_passes(browser):
    """The minute is over, for the server and for the page."""
    _end(browser, timezone.now())
    browser.page.clock.fast_forward(61_000)


def _end(browser, deadline):
    started = timezone.now() - timedelta(minutes=1)
    Attempt.objects.filter(pk=browser.attempt.pk).update(started_at=started, deadline_at=deadline)


def body(browser):
    return browser.page.locator("[data-receipt-body]").text_content()


def test_handing_in_says_what_it_means_and_shows_the_receipt(li):
    li.answer(1).answer(2).wait_light("已保存")
    li.page.get_by_role("link", name="交卷", exact=True).click()
    assert "还有 6 题未答" in li.page.locator("#hand-in-title").inner_text()
    li.page.get_by_role("link", name="继续作答").click()
    li.answer(3).hand_in()
    assert "作答 3 / 8 题" in li.page.locator("h1").inner_text()
    assert json.loads(body(li))["answered"] == 3
    assert Attempt.objects.get(pk=li.attempt.pk).close_reason == "handed_in"


def test_the_receipt_stays_the_same_on_every_refresh(li):  # #2795
    li.answer(1).hand_in()
    first = body(li), li.page.locator("[data-receipt-signature]").text_content()
    li.page.reload()
    assert (body(li), li.page.locator("[data-receipt-signature]").text_content()) == first


def test_after_the_receipt_nothing_stays_and_back_shows_nothing(li):
    li.answer(1).wait_light("已保存")
    assert li.kept() == ["applied"]
    li.hand_in().wait_wiped()
    assert li.kept() is None
    li.page.go_back()
    li.page.wait_for_load_state()
    assert "题干" not in li.page.content()


def test_answers_in_flight_are_handed_in_with_the_paper(li):
    li.answer(1)
    li.hand_in()
    assert li.answers() == {1: 1}


def test_without_a_line_the_hand_in_waits_and_then_goes_through(li):
    li.wait_light("已保存")
    li.page.context.set_offline(True)
    li.answer(1).answer(2)
    li.page.get_by_role("link", name="交卷", exact=True).click()
    li.page.get_by_role("button", name="确认交卷").click()
    li.page.get_by_text("连接中断，恢复后自动交卷").wait_for()
    li.page.context.set_offline(False)
    li.page.wait_for_url(re.compile(r"/receipt/"))
    assert li.answers() == {1: 1, 2: 1}
    assert json.loads(body(li))["answered"] == 2


def test_a_hand_in_that_waits_can_be_taken_back(li):
    li.wait_light("已保存")
    li.page.context.set_offline(True)
    li.answer(1)
    li.page.get_by_role("link", name="交卷", exact=True).click()
    li.page.get_by_role("button", name="确认交卷").click()
    li.page.get_by_text("连接中断，恢复后自动交卷").wait_for()
    li.page.get_by_role("link", name="继续作答").click()
    li.page.context.set_offline(False)
    li.wait_light("已保存").answer(2).wait_light("正在保存").wait_light("已保存")
    assert Attempt.objects.get(pk=li.attempt.pk).state == "open"
    assert li.answers() == {1: 1, 2: 1}


def test_at_the_deadline_the_page_closes_by_itself(li):
    last_minute(li).answer(2).wait_light("正在保存").wait_light("已保存")
    minute_passes(li)
    li.page.wait_for_url(re.compile(r"/receipt/"))
    assert "时间到，已自动收卷" in li.page.locator("h1").inner_text()
    assert li.answers() == {2: 1}
    closed = Attempt.objects.get(pk=li.attempt.pk)
    assert closed.close_reason == "time_up"
    assert timedelta() <= closed.closed_at - closed.deadline_at < timedelta(seconds=30)


def test_at_the_deadline_without_a_line_the_inputs_lock_and_the_answers_wait(li):
    last_minute(li).page.context.set_offline(True)
    li.answer(2).wait_light("未保存")
    minute_passes(li)
    li.page.locator("[data-note=time_up]").wait_for()
    assert li.page.locator(".option input:disabled").count() == 4
    assert li.page.locator("[data-clock]").inner_text() == "00:00"
    li.page.context.set_offline(False)
    li.page.wait_for_url(re.compile(r"/receipt/"))
    assert li.answers() == {2: 1}


def test_time_that_is_given_at_the_end_lets_the_candidate_go_on(li):
    last_minute(li).page.context.set_offline(True)
    minute_passes(li)
    li.page.locator("[data-note=time_up]").wait_for()
    later = timezone.now() + timedelta(minutes=5)
    Attempt.objects.filter(pk=li.attempt.pk).update(deadline_at=later)
    li.page.context.set_offline(False)
    li.page.locator("[data-note=time_up]").wait_for(state="hidden")
    li.answer(3).wait_light("正在保存").wait_light("已保存")
    assert li.answers() == {3: 1}


def test_what_arrives_after_the_close_is_kept_for_an_admission_and_then_wiped(li):
    li.wait_light("已保存")
    li.page.context.set_offline(True)
    li.answer(1).answer(5)
    li.wait_light("未保存")
    ended = timezone.now() - timedelta(seconds=40)
    Attempt.objects.filter(pk=li.attempt.pk).update(
        started_at=ended - timedelta(minutes=1), deadline_at=ended
    )
    li.page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('no line')); }")
    li.page.context.set_offline(False)
    li.page.goto(li.address("hall"))
    li.page.wait_for_url(re.compile(r"/receipt/"))
    li.wait_wiped()
    li.page.get_by_text("本机暂存的答案已全部送达").wait_for()
    assert set(Operation.objects.values_list("disposition", flat=True)) == {"closed"}
    assert Operation.objects.count() == 2
    assert json.loads(body(li))["answered"] == 0
    assert li.kept() is None


def test_the_clock_of_the_computer_changes_nothing(li):
    before = li.page.locator("[data-clock]").inner_text()
    li.page.evaluate("() => { const real = Date.now; Date.now = () => real() + 3_600_000; }")
    li.page.wait_for_timeout(1500)
    after = li.page.locator("[data-clock]").inner_text()
    minutes = [int(text.split(":")[-2]) for text in (before, after)]
    assert abs(minutes[0] - minutes[1]) <= 1
    li.answer(1).wait_light("已保存")
    assert li.answers() == {1: 1}
