"""Practice for every eye, by keyboard, on a phone, and where scripts do not run."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from practice.models import Card, Purpose, Round
from tests.practice.makers import answer_all, begin, make_pool

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pool(cast, tree):
    return make_pool(cast, tree)


def home(page):
    page.goto(reverse("practice:practice"))


def right_letter(page):
    """The option that is right, by its words: the key of the makers' questions."""
    for words in ("二日", "错误"):
        found = page.locator(".option", has_text=re.compile(rf"\b{words}$|{words}"))
        if found.count() == 1:
            return found.locator(".option-mark").inner_text()
    raise AssertionError("no option of that text")


def test_every_page_of_practice(cast, pool, sight, camera):
    earlier = timezone.now() - timedelta(days=2)
    answer_all(begin(cast["li"], now=earlier), right=False, now=earlier)
    done = answer_all(begin(cast["li"], Purpose.MOCK, now=earlier), right=True, now=earlier)
    page = sight(cast["li"])
    page.goto(reverse("practice:question", args=[done.ref, 1]))
    camera.look(page, "practice-result")
    for name in ("practice", "book", "mock", "mocks", "forget"):
        page.goto(reverse(f"practice:{name}"))
        camera.look(page, f"practice-{name}")
    page.goto(reverse("practice:card", args=[pool[0].question.code]))
    camera.look(page, "practice-card")
    found = begin(cast["li"], now=timezone.now())
    for kind in ("single", "fill_in"):
        place = found.items.filter(revision__kind=kind).first().place
        page.goto(reverse("practice:question", args=[found.ref, place]))
        camera.look(page, f"practice-{kind}")
    page.locator("input[type=text]").first.fill("五日")
    page.get_by_role("button", name="提交答案").click()
    page.get_by_text("答案不对，已列入错题本").wait_for()
    camera.look(page, "practice-told")
    exam = begin(cast["li"], Purpose.MOCK, now=timezone.now())
    page.goto(reverse("practice:question", args=[exam.ref, 2]))
    page.locator("[data-left-ms]").wait_for()
    camera.look(page, "practice-mock-question")


def test_a_missed_question_is_practised_by_keyboard_until_it_rests(cast, pool, sight):
    earlier = timezone.now() - timedelta(days=2)
    answer_all(begin(cast["li"], now=earlier), right=False, now=earlier)
    singles = Card.objects.filter(revision__kind__in=("single", "true_false"))
    Card.objects.exclude(pk__in=singles).update(book_since=None)
    page = sight(cast["li"])
    home(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("3 道错题")
    page.get_by_role("button", name="开始复习").click()
    expect(page.locator("[data-head]")).to_contain_text("第 1 题")
    page.wait_for_load_state()  # its script hears the keys from now on
    for n in (1, 2, 3):
        expect(page.locator("[data-head]")).to_contain_text(f"第 {n} 题 / 共 3 题")
        letter = right_letter(page)
        page.keyboard.press(str("ABCDE".index(letter) + 1))
        page.keyboard.press("Enter")
        page.get_by_text("答对了").wait_for()
        page.keyboard.press("Enter")
    page.get_by_role("heading", name="作答 3 题，答对 3 题").wait_for()
    home(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("今天没有到期的错题")
    assert all(card.due_on > timezone.localdate() for card in singles)


def test_an_empty_answer_is_told_in_place_and_goes_on(cast, pool, sight, camera):
    found = begin(cast["li"], now=timezone.now())
    place = found.items.filter(revision__kind="single").first().place
    page = sight(cast["li"])
    page.goto(reverse("practice:question", args=[found.ref, place]))
    page.get_by_role("button", name="提交答案").click()
    page.get_by_role("alert").get_by_text("请先作答，再提交。").wait_for()
    page.locator(".option").first.click()
    page.get_by_role("button", name="提交答案").click()
    page.get_by_role("link", name="下一题").click()
    expect(page.locator("[data-head]")).not_to_contain_text(f"第 {place} 题")
    page.go_back()
    expect(page.locator("[data-head]")).to_contain_text(f"第 {place} 题")
    expect(page.locator(".topbar")).to_be_visible()
    camera.complaints = [words for words in camera.complaints if "422" not in words]


def test_on_a_phone_the_button_is_within_the_thumbs_reach(cast, pool, phone, sign_in):
    found = begin(cast["li"], now=timezone.now())
    place = found.items.filter(revision__kind="multiple").first().place
    sign_in(phone, cast["li"]).goto(reverse("practice:question", args=[found.ref, place]))
    button = phone.get_by_role("button", name="提交答案")
    box, height = button.bounding_box(), phone.viewport_size["height"]
    assert box["height"] >= 48
    assert height / 2 < box["y"] < height
    assert box["y"] + box["height"] <= height
    for option in phone.locator(".option").all():
        assert option.bounding_box()["height"] >= 48
    phone.locator(".option").first.tap()
    button.tap()
    phone.get_by_text("正确答案").first.wait_for()


def test_without_scripts_a_round_and_a_mock_exam_work(cast, pool, open_context, sign_in):
    page = sign_in(open_context(java_script_enabled=False).new_page(), cast["li"])
    home(page)
    page.get_by_role("button", name=re.compile("练习.*示范法")).click()
    page.locator("[name=choice], [type=text]").first.wait_for()
    found = Round.objects.get()
    place = found.items.filter(revision__kind="single").first().place
    page.goto(reverse("practice:question", args=[found.ref, place]))
    page.locator(".option", has_text="二日").click()
    page.get_by_role("button", name="提交答案").click()
    page.get_by_text("答对了").wait_for()
    page.goto(reverse("practice:mock"))
    page.get_by_role("button", name="开始模拟考试").click()
    page.locator(".option", has_text="二日").click()
    page.get_by_role("button", name="下一题").click()
    expect(page.locator("h1")).to_contain_text("第 2 题 / 共 4 题")
    page.get_by_role("button", name="交卷").click()
    page.get_by_role("heading", name="模拟考试 2 分（满分 9 分）").wait_for()


def test_a_mock_exam_hands_itself_in_when_its_time_is_over(cast, pool, sight):
    begun = timezone.now() - timedelta(minutes=6) + timedelta(seconds=8)
    found = begin(cast["li"], Purpose.MOCK, now=begun)
    page = sight(cast["li"])
    page.goto(reverse("practice:question", args=[found.ref, 1]))
    page.locator(".option", has_text="二日").click()
    page.get_by_role("heading", name="模拟考试 2 分").wait_for()
    found.refresh_from_db()
    assert found.closed_at
