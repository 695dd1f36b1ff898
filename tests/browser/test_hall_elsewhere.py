"""Two computers, two windows: one pen."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from exams.actions import sitting
from exams.models import Lease, Operation
from tests.browser.sitting import Browser, running_session

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "Qinghe-2026-law"


@pytest.fixture
def session(cast):
    user = cast["li"].user
    user.set_password(PASSWORD)
    user.save()
    return running_session(cast, cast["li"], cast["wang"])


@pytest.fixture
def here(page, sign_in, cast, session):
    sign_in(page, cast["li"])
    return Browser(page, session.attempts.get(person=cast["li"])).enter()


@pytest.fixture
def there(open_context, sign_in, cast, here):
    """李 at a second computer, signed in, with the attempt's page open."""
    page = sign_in(open_context().new_page(), cast["li"])
    second = Browser(page, here.attempt)
    page.goto(second.address("hall"))
    page.wait_for_url(re.compile(r"/take-over/"))
    return second


def take_over(browser, *, password=PASSWORD):
    browser.page.get_by_label("登录密码").fill(password)
    browser.page.get_by_role("button", name="验证并在本机继续").click()
    return browser


def test_taking_over_fences_the_first_computer_and_keeps_what_was_saved(here, there):
    here.answer(1).wait_light("已保存")
    take_over(there).opened().wait_light("已保存")
    assert there.page.locator(".places .is-answered").count() == 1
    there.answer(2).wait_light("正在保存").wait_light("已保存")
    here.page.evaluate(
        """() => {
          document.querySelectorAll(".places button")[2].click();
          document.querySelector(".option input").click();
        }"""
    )
    here.page.locator("[data-note=fenced]").wait_for()
    assert here.page.locator(".option input:disabled").count() == 4
    here.wait_light("只能查看")
    assert here.page.get_by_role("link", name="交卷").count() == 0
    assert there.page.get_by_role("link", name="交卷").count() == 1
    assert there.answers() == {1: 1, 2: 1}
    assert Operation.objects.get(place=3).disposition == "fenced"


def test_a_wrong_password_does_not_take_over(here, there):
    take_over(there, password="wrong")
    there.page.get_by_text("密码不对").wait_for()
    assert Lease.objects.count() == 1
    here.answer(1).wait_light("正在保存").wait_light("已保存")


def test_an_invigilators_code_takes_over_once(here, there, cast):
    code = sitting.issue_takeover_code(here.attempt, actor=cast["invigilator"], now=timezone.now())
    there.page.get_by_label("换机码").fill(f"{code[:4]}-{code[4:].lower()}")
    there.page.get_by_role("button", name="在本机继续", exact=True).click()
    there.opened()
    here.page.goto(here.address("take_over"))
    here.page.get_by_label("换机码").fill(code)
    here.page.get_by_role("button", name="在本机继续", exact=True).click()
    here.page.get_by_text("换机码不对，或者已经失效").wait_for()
    assert Lease.objects.count() == 2


def test_what_the_first_computer_could_not_send_is_sent_when_it_asks_again(here, there):
    here.wait_light("已保存")
    here.page.context.set_offline(True)
    here.answer(4).wait_light("未保存")
    take_over(there).opened().wait_light("已保存")
    here.page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('no line')); }")
    here.page.context.set_offline(False)
    here.page.goto(here.address("hall"))
    here.page.wait_for_url(re.compile(r"/take-over/"))
    here.page.get_by_text("本机暂存的答案已全部送达").wait_for()
    assert Operation.objects.get(place=4).disposition == "fenced"
    assert there.answers() == {}


def test_of_two_windows_one_writes_and_the_pen_can_be_taken(here):
    here.answer(1).wait_light("已保存")
    second = Browser(here.page.context.new_page(), here.attempt)
    second.page.goto(second.address("hall"))
    second.opened()
    second.page.locator("[data-note=tab]").wait_for()
    second.wait_light("只能查看")
    assert second.page.get_by_role("link", name="交卷").count() == 0
    assert second.page.locator(".option input:disabled").count() == 4
    second.page.get_by_role("button", name="在此窗口继续").click()
    second.wait_light("已保存").answer(2).wait_light("正在保存").wait_light("已保存")
    here.page.locator("[data-note=tab]").wait_for()
    here.wait_light("只能查看")
    assert second.page.get_by_role("link", name="交卷").count() == 1
    assert here.page.locator(".option input:disabled").count() == 4
    assert second.answers() == {1: 1, 2: 1}
    assert Lease.objects.count() == 1


def test_a_second_browser_after_the_hand_in_shows_the_receipt(here, there):  # #1903
    here.answer(1).wait_light("已保存").hand_in()
    there.page.goto(there.address("hall"))
    there.page.wait_for_url(re.compile(r"/receipt/"))
    assert "已交卷" in there.page.locator("h1").inner_text()
    take = there.page.goto(there.address("take_over"))
    assert take.url.endswith("/receipt/")


def test_the_other_window_goes_to_the_receipt_too(here):
    second = Browser(here.page.context.new_page(), here.attempt)
    second.page.goto(second.address("hall"))
    second.opened()
    here.hand_in()
    second.page.wait_for_url(re.compile(r"/receipt/"))
