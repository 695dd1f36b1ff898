"""The hall's pages for every eye: no finding by axe, no sideways scrolling, both themes."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.sitting import Browser, running_session

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def session(cast):
    return running_session(cast, cast["li"])


def test_an_exam_that_ends_another_day_fits_a_phone(sight, camera, cast):
    """The sentence at the top then names the date as well as the hour."""
    session = running_session(cast, cast["li"], duration_minutes=24 * 60, full_duration=True)
    page = sight(cast["li"])
    page.goto(Browser(page, session.attempts.get()).address("attempt"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile(r"\d{4}-\d\d-\d\d"))
    camera.look(page, "hall-another-day")


def test_every_page_of_the_hall(sight, camera, open_context, sign_in, cast, session):
    page = sight(cast["li"])
    li = Browser(page, session.attempts.get())
    page.goto(li.address("attempt"))
    page.locator("[data-check=storage] .status").wait_for()
    camera.look(page, "hall-attempt")
    li.start().answer(1).answer(5).choose(1).go(2)
    page.locator("[data-flag]").check()
    li.wait_light("已保存")
    camera.look(page, "hall-open")
    page.get_by_role("link", name="交卷", exact=True).click()
    camera.look(page, "hall-ask")
    page.get_by_role("link", name="继续作答").click()
    page.context.set_offline(True)
    li.answer(3).wait_light("未保存")
    page.evaluate("() => window.scrollTo(0, 0)")
    camera.look(page, "hall-without-line")
    page.context.set_offline(False)
    li.wait_light("已保存")
    still = open_context(reduced_motion="reduce").new_page()  # it will be told 422
    other = sign_in(still, cast["li"])
    other.goto(li.address("take_over"))
    other.get_by_label("换机码").fill("12345678")
    other.get_by_role("button", name="在本机继续", exact=True).click()
    other.get_by_text("换机码不对").wait_for()
    camera.look(other, "hall-wrong-code")
    li.hand_in().wait_wiped()
    camera.look(page, "hall-receipt")
