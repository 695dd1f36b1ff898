"""The frame as a reader uses it: by mouse, by keyboard, on a phone, in both themes."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

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
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator(".tools > form").get_by_role("button", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")


def test_a_page_works_without_scripts(open_context, sign_in, reader):
    page = open_context(java_script_enabled=False).new_page()
    sign_in(page, reader).goto(reverse("home"))
    page.locator("details[data-menu] > summary").first.click()
    expect(page.get_by_role("button", name="退出登录")).to_be_visible()
    expect(page.get_by_role("button", name="深色外观")).to_be_hidden()


def test_nothing_is_out_of_reach(sight, camera, page, sign_in, cast):
    make_bank(cast)
    seen = sight()
    seen.goto(reverse("account_login"))
    camera.look(seen, "sign-in")
    for who in ("li", "reviewer", "exam_officer", "auditor", "system_admin"):
        sign_in(seen, cast[who]).goto(reverse("home"))
        camera.look(seen, f"home of {who}")
        assert _hosts(seen) == {seen.evaluate("location.origin")}
    page.goto("/nowhere/")
    camera.look(page, "nowhere")


def _hosts(page):
    """Whence the page took what it shows."""
    return set(
        page.evaluate(
            "performance.getEntriesByType('resource').map(entry => new URL(entry.name).origin)"
        )
    )


def test_paper_names_its_office_and_its_moment_and_leaves_the_frame_out(page, sign_in, reader):
    sign_in(page, reader).goto(reverse("home"))
    expect(page.locator(".print-issuer")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator(".print-issuer")).to_contain_text("云泽市行政执法培训考试与资格管理平台")
    expect(page.locator(".print-issuer")).to_contain_text("打印日期")
    expect(page.locator("header.topbar")).to_be_hidden()
    expect(page.locator("footer.foot")).to_be_hidden()
