"""How the paper is shown: one question or all, in which size; what is said of the time."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from exams.models import Attempt, CandidatePhoto, Operation
from journal import vault
from tests.browser.sitting import Browser, running_session

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def session(cast):
    return running_session(cast, cast["li"])


def add_photo(person):
    picture = io.BytesIO()
    Image.new("RGB", (84, 112), "navy").save(picture, "PNG")
    cipher = vault.encrypt(picture.getvalue(), purpose="exams.photo")
    CandidatePhoto.objects.create(
        person=person, media_type="image/png", sha256="0" * 64, cipher=cipher,
        added_by_id=person.pk, added_at=timezone.now(),
    )  # fmt: skip


def is_whose(page, name):
    """Name and photo stay in sight wherever on the paper the candidate is."""
    for place in (8, 1):
        page.locator(f"#question-{place}").scroll_into_view_if_needed()
        expect(page.locator(".hall-who")).to_contain_text(name)
        expect(page.locator(".hall-who")).to_be_in_viewport(ratio=1)
        photo = page.get_by_alt_text("考生照片")
        expect(photo).to_be_in_viewport(ratio=1)
    assert photo.evaluate("image => image.naturalWidth") == 84


def show(li, words):
    if not li.page.locator(".hall-view[open]").count():
        li.page.get_by_text("显示方式").click()
    li.page.get_by_label(words, exact=True).check()


def test_the_whole_paper_stands_on_one_page_in_the_size_that_was_chosen(
    sight, camera, cast, session
):
    add_photo(cast["li"])
    page = sight(cast["li"])
    li = Browser(page, session.attempts.get()).enter()
    li.answer(1).wait_light("已保存")
    show(li, "全卷一页")
    show(li, "特大")
    forms = page.locator(".hall-paper > form")
    expect(forms).to_have_count(8)
    assert forms.first.locator("input:checked").count() == 1
    li.watch_light()
    forms.nth(2).locator(".option").nth(1).click()
    li.wait_light("已保存")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#question-4")).to_be_focused()
    page.keyboard.press("1")
    li.wait_light("已保存")
    expect(page.locator(".places .is-answered")).to_have_count(3)
    is_whose(page, "李青")
    camera.look(page, "hall-all")
    page.reload()
    page.locator(".hall-paper .option").first.wait_for()
    assert page.locator("[data-hall]").get_attribute("data-text") == "larger"
    show(li, "一页一题")
    li.go(3)
    assert page.locator(".option input").nth(1).is_checked()
    assert li.answers() == {1: 1, 3: 1, 4: 1}


@pytest.fixture
def timed(page, sign_in, cast, session):
    """李's attempt at a window whose time the test moves; the server's stays as it is."""
    sign_in(page, cast["li"])
    page.clock.install(time=timezone.now())
    return Browser(page, session.attempts.get()).enter()


def left(li, minutes):
    """The server says that so much time is left."""
    at = timezone.now() + timedelta(minutes=minutes)
    Attempt.objects.filter(pk=li.attempt.pk).update(deadline_at=at)
    li.page.reload()
    li.opened()


def test_the_page_says_when_little_time_is_left_and_when_time_was_given(timed):
    left(timed, 15.5)
    timed.page.context.set_offline(True)  # else the page would hear that no time has passed
    soon = timed.page.locator("[data-note=time_soon]")
    for minutes, said in ((1, "15 分钟"), (10, "5 分钟"), (4, "1 分钟")):
        timed.page.clock.fast_forward(minutes * 60_000)
        expect(soon).to_contain_text(said)
        expect(timed.page.locator("[data-spoken]")).to_contain_text(said)
    at = timezone.now() + timedelta(minutes=30)
    Attempt.objects.filter(pk=timed.attempt.pk).update(deadline_at=at)
    timed.page.context.set_offline(False)
    timed.page.clock.fast_forward(20_000)
    expect(timed.page.locator("[data-note=given]")).to_contain_text(re.compile(r"延至 \d\d:\d\d"))
    timed.page.locator("[data-close-note=given]").click()
    expect(timed.page.locator("[data-note=given]")).to_be_hidden()


def test_ten_minutes_without_a_line_lose_nothing(timed):
    timed.wait_light("已保存")
    timed.page.context.set_offline(True)
    for minute in range(10):
        timed.answer(minute % 8 + 1, minute // 8)
        timed.page.clock.run_for(60_000)
    assert timed.light() == "未保存"
    seconds = timed.page.locator("[data-light-detail]").inner_text()
    assert int(seconds.split()[0]) >= 500
    assert timed.kept() == [""] * 10
    timed.page.context.set_offline(False)
    timed.watch_light()
    timed.page.clock.run_for(20_000)
    timed.wait_light("已保存")
    assert sorted(timed.answers()) == list(range(1, 9))
    assert set(Operation.objects.values_list("disposition", flat=True)) == {"applied"}
