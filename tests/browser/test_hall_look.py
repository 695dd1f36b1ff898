"""The hall's pages for every eye: no finding by axe, no sideways scrolling, both themes."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import DESK, PHONE
from tests.browser.sitting import Browser, running_session

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def session(cast):
    return running_session(cast, cast["li"])


def check(page, name):
    """The page in both themes: axe finds nothing, nothing is cut off sideways."""
    for theme in ("light", "dark"):
        page.evaluate("theme => { document.documentElement.dataset.bsTheme = theme; }", theme)
        page.wait_for_timeout(300)  # colours change over a moment
        found = Axe().run(page)
        assert found.violations_count == 0, f"{name}: {found.generate_report()}"
        assert page.evaluate(
            "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_every_page_of_the_hall(open_context, sign_in, cast, session, size):
    page = sign_in(open_context(viewport=size).new_page(), cast["li"])
    li = Browser(page, session.attempts.get())
    page.goto(li.address("attempt"))
    page.locator("[data-check=storage] .status").wait_for()
    check(page, "attempt")
    li.start().answer(1).answer(5).choose(1).go(2)
    page.locator("[data-flag]").check()
    li.wait_light("已保存")
    check(page, "hall")
    page.get_by_role("link", name="交卷", exact=True).click()
    check(page, "ask")
    page.get_by_role("link", name="继续作答").click()
    page.context.set_offline(True)
    li.answer(3).wait_light("未保存")
    page.evaluate("() => window.scrollTo(0, 0)")
    check(page, "held")
    page.context.set_offline(False)
    li.wait_light("已保存")
    other = sign_in(open_context(viewport=size).new_page(), cast["li"])
    other.goto(li.address("take_over"))
    other.get_by_label("换机码").fill("12345678")
    other.get_by_role("button", name="在本机继续", exact=True).click()
    other.get_by_text("换机码不对").wait_for()
    check(other, "take_over")
    li.hand_in().wait_wiped()
    check(page, "receipt")
