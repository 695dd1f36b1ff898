"""The frame as a reader uses it: by mouse, by keyboard, on a phone, in both themes."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE
from tests.conftest import make_person
from tests.exams.makers import make_bank

LUMINANCE = "getComputedStyle(document.body).backgroundColor"


def theme(page):
    return page.evaluate("document.documentElement.dataset.bsTheme")


@pytest.fixture
def reader(tree):
    return make_person(tree.here, "10000001", "李青", "officer", "coordinator")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_first_paint_has_the_readers_theme(open_context, db, scheme):
    page = open_context(color_scheme=scheme).new_page()
    page.goto(reverse("account_login"), wait_until="commit")
    page.wait_for_selector("body")
    assert theme(page) == scheme


def test_a_chosen_theme_is_kept(open_context, db):
    page = open_context(color_scheme="light").new_page()
    page.goto(reverse("account_login"))
    light = page.evaluate(LUMINANCE)
    page.get_by_role("button", name="深色").click()
    assert page.evaluate(LUMINANCE) != light
    page.reload()
    assert theme(page) == "dark"
    expect(page.get_by_role("button", name="浅色")).to_be_visible()


def test_the_menu_opens_by_keyboard_and_closes_by_escape(page, sign_in, reader):
    sign_in(page, reader).goto(reverse("home"))
    summary = page.locator("details[data-menu] > summary").first
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="退出登录")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="退出登录")).to_be_hidden()
    assert summary.evaluate("element => element === document.activeElement")


def test_the_menu_closes_by_a_click_elsewhere(page, sign_in, reader):
    sign_in(page, reader).goto(reverse("home"))
    page.locator("details[data-menu] > summary").first.click()
    expect(page.get_by_role("button", name="退出登录")).to_be_visible()
    page.locator("h1").click()
    expect(page.get_by_role("button", name="退出登录")).to_be_hidden()


def test_the_first_tab_leads_past_the_frame(page, sign_in, reader):
    sign_in(page, reader).goto(reverse("home"))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_role_is_chosen_in_the_menu(page, sign_in, reader):
    sign_in(page, reader).goto(reverse("home"))
    page.locator("details[data-menu] > summary").first.click()
    page.get_by_role("button", name="培训管理员").click()
    expect(page.locator("header summary")).to_contain_text("培训管理员")


def test_the_language_is_switched_and_back(page, sign_in, reader):
    sign_in(page, reader).goto(reverse("home"))
    page.locator(".tools > form").get_by_role("button", name="English").click()
    assert page.evaluate("document.documentElement.lang") == "en"
    page.locator(".tools > form").get_by_role("button", name="中文").click()
    assert page.evaluate("document.documentElement.lang") == "zh-hans"


def test_a_page_works_without_scripts(open_context, sign_in, reader):
    page = open_context(java_script_enabled=False).new_page()
    sign_in(page, reader).goto(reverse("home"))
    page.locator("details[data-menu] > summary").first.click()
    expect(page.get_by_role("button", name="退出登录")).to_be_visible()
    expect(page.get_by_role("button", name="深色外观")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_nothing_is_out_of_reach(open_context, sign_in, cast, size, scheme):
    make_bank(cast)
    page = open_context(viewport=size, color_scheme=scheme).new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(reverse("account_login"))
    _is_sound(page)
    for who in ("li", "reviewer", "exam_officer", "auditor", "system_admin"):
        sign_in(page, cast[who]).goto(reverse("home"))
        _is_sound(page)
    assert said == []
    page.goto("/nowhere/")
    _is_sound(page)


def _is_sound(page):
    """No sideways scrolling, no finding by axe, nothing from another host."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    findings = Axe().run(page).response["violations"]
    assert [(found["id"], found["nodes"][0]["html"]) for found in findings] == []
    hosts = page.evaluate(
        "performance.getEntriesByType('resource').map(entry => new URL(entry.name).origin)"
    )
    assert set(hosts) <= {page.evaluate("location.origin")}


def test_paper_names_its_office_and_its_moment_and_leaves_the_frame_out(page, sign_in, reader):
    sign_in(page, reader).goto(reverse("home"))
    expect(page.locator(".print-issuer")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator(".print-issuer")).to_contain_text("云泽市行政执法培训考试与资格管理平台")
    expect(page.locator(".print-issuer")).to_contain_text("打印日期")
    expect(page.locator("header.topbar")).to_be_hidden()
    expect(page.locator("footer.foot")).to_be_hidden()
