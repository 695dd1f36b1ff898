"""Answering in a real browser: saved means saved, whatever the line does."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.urls import reverse

from exams.models import Operation
from tests.browser.conftest import PHONE
from tests.browser.sitting import Browser, running_session

pytestmark = pytest.mark.django_db(transaction=True)

# What a page sends while it is being left cannot be caught on its way: it is not sent at all.
NO_FAREWELL = """() => {
  const really = window.fetch;
  window.fetch = (url, options) =>
    options?.keepalive ? Promise.reject(new TypeError("no line")) : really(url, options);
}"""

# No answer gets through but what the page sends while it is being left.
FAREWELL_ALONE = """() => {
  const really = window.fetch;
  window.fetch = (url, options) =>
    options?.keepalive ? really(url, options) : Promise.reject(new TypeError("no line"));
}"""


@pytest.fixture
def session(cast):
    return running_session(cast, cast["li"], cast["wang"])


@pytest.fixture
def li(page, sign_in, cast, session):
    sign_in(page, cast["li"])
    return Browser(page, session.attempts.get(person=cast["li"])).enter()


def test_an_answer_is_saved_and_the_light_says_so(li):
    li.wait_light("已保存").answer(1).wait_light("正在保存").wait_light("已保存")
    assert li.answers() == {1: 1}
    assert li.kept() == ["applied"]
    assert li.page.locator(".places .is-answered").count() == 1


def test_ten_questions_answered_without_a_line_all_arrive(li):
    li.wait_light("已保存")
    li.page.context.set_offline(True)
    for place in range(1, 9):
        li.answer(place)
    li.answer(1, 1).answer(2, 2)
    li.wait_light("未保存")
    assert li.page.locator("[data-light-detail]").inner_text().endswith("秒")
    assert li.answers() == {}
    assert li.kept() == [""] * 10
    li.page.context.set_offline(False)
    li.wait_light("已保存")
    assert sorted(li.answers()) == list(range(1, 9))
    assert set(Operation.objects.values_list("disposition", flat=True)) == {"applied"}


def test_a_reload_after_a_failed_save_keeps_the_answer_and_sends_it(li):  # Artemis 12948
    li.wait_light("已保存")
    li.page.route("**/save/", lambda route: route.abort())
    li.answer(3, 1).wait_light("未保存")
    li.page.evaluate(NO_FAREWELL)
    li.page.reload()
    li.opened()
    li.go(3)
    assert li.page.locator(".option input").nth(1).is_checked()
    assert li.answers() == {}
    li.page.unroute("**/save/")
    li.wait_light("已保存")
    assert li.answers() == {3: 1}


def test_what_is_answered_while_leaving_the_page_still_arrives(li):
    li.wait_light("已保存")
    li.page.evaluate(FAREWELL_ALONE)
    li.answer(4).wait_light("未保存")
    li.page.goto(reverse("home"))
    for _ in range(600):
        if li.answers():
            break
        li.page.wait_for_timeout(50)
    assert li.answers() == {4: 1}


def test_a_reload_stays_at_the_same_question_and_shows_what_is_saved(li):
    li.answer(5).wait_light("已保存")
    li.page.reload()
    li.opened().wait_light("已保存")
    assert li.page.locator("[data-ask-title]").inner_text().startswith("第 5 题")
    assert li.page.locator(".option input:checked").count() == 1


def test_everything_can_be_done_by_keyboard(li):
    keys = li.page.keyboard
    keys.press("b")
    keys.press("m")
    keys.press("ArrowRight")
    keys.press("1")
    keys.press("2")
    assert li.page.locator("[data-ask-title]").inner_text().startswith("第 2 题")
    for _ in range(3):
        keys.press("ArrowRight")
    keys.press("1")
    keys.press("C")
    li.wait_light("已保存")
    assert li.answers() == {1: 1, 2: 1, 5: 2}
    keys.press("ArrowLeft")
    assert li.page.locator("[data-ask-title]").inner_text().startswith("第 4 题")
    assert "已标记" in li.page.locator(".places button").first.get_attribute("aria-label")


def test_a_choice_can_be_taken_back(li):
    li.answer(1).wait_light("正在保存").wait_light("已保存")
    li.page.get_by_role("button", name="清除选择").click()
    li.wait_light("正在保存").wait_light("已保存")
    assert li.answers() == {}
    assert li.page.locator(".option input:checked").count() == 0


def test_a_server_that_fails_is_asked_again_until_it_answers(li):
    li.page.clock.install()
    li.page.reload()
    li.opened().wait_light("已保存")
    replies = iter([500, 503, 429, 502])
    status = {"left": 4}

    def fail(route):
        if status["left"] == 0:
            route.continue_()
            return
        status["left"] -= 1
        route.fulfill(status=next(replies), headers={"Retry-After": "1"}, body="")

    li.page.route("**/save/", fail)
    li.answer(2)
    li.wait_light("未保存")
    for _ in range(600):
        if status["left"] == 0:
            break
        li.page.clock.fast_forward(2_000)
        li.page.wait_for_timeout(50)
    li.page.clock.fast_forward(30_000)
    li.wait_light("已保存")
    assert status["left"] == 0
    assert li.answers() == {2: 1}


def test_one_refused_operation_does_not_hold_up_the_others(li):
    li.wait_light("已保存")
    li.page.context.set_offline(True)
    li.answer(1).answer(2).answer(3)
    spoiled = {}

    def refuse_first(route):
        ops = route.request.post_data_json["ops"]
        spoiled.setdefault("id", ops[0]["op_id"])
        if any(op["op_id"] == spoiled["id"] for op in ops):
            route.fulfill(status=422, json={"error": "altered"})
        else:
            route.continue_()

    li.page.route("**/save/", refuse_first)
    li.page.context.set_offline(False)
    li.wait_light("已保存")
    assert sorted(li.answers()) == [1, 2, 3]


def test_a_lost_session_does_not_end_the_saving(li):
    li.wait_light("已保存")
    li.page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    li.answer(1).wait_light("正在保存").wait_light("已保存")
    assert li.answers() == {1: 1}


def test_a_page_whose_lease_has_ended_locks_and_keeps_the_answers(li):
    li.wait_light("已保存")
    li.page.route("**/save/", lambda route: route.fulfill(status=401, json={"error": "lease"}))
    li.choose()
    li.page.locator("[data-note=lease]").wait_for()
    assert li.page.locator(".option input:disabled").count() == 4
    assert li.kept() == [""]
    li.page.unroute("**/save/")
    li.page.get_by_role("button", name="刷新本页").click()
    li.opened().wait_light("已保存")
    assert li.answers() == {1: 1}


def test_a_server_that_went_back_is_offered_everything_once_more(li):
    li.answer(1).wait_light("已保存")
    offered = []

    def went_back(route):
        ops = route.request.post_data_json["ops"]
        offered.append([op["place"] for op in ops])
        reply = route.fetch()
        route.fulfill(response=reply, json=reply.json() | {"head_n": 1})

    li.page.route("**/save/", went_back)
    li.answer(2).wait_light("正在保存").wait_light("已保存")
    li.page.wait_for_timeout(1500)
    assert [place for places in offered for place in places].count(1) == 1
    assert li.answers() == {1: 1, 2: 1}


def test_a_paper_that_does_not_open_says_so_and_can_be_asked_for_again(li):
    li.answer(1).wait_light("已保存")
    li.page.route("**/paper/", lambda route: route.abort())
    li.page.reload()
    li.page.locator("[data-note=unopened]").wait_for()
    li.page.unroute("**/paper/")
    li.page.get_by_role("button", name="重新打开").click()
    li.opened().wait_light("已保存")
    assert li.page.locator(".option input:checked").count() == 1


def test_without_storage_the_page_says_so_and_still_saves(open_context, sign_in, cast, session):
    context = open_context()
    context.add_init_script("Object.defineProperty(window, 'indexedDB', {get: () => undefined})")
    page = sign_in(context.new_page(), cast["li"])
    li = Browser(page, session.attempts.get(person=cast["li"])).enter()
    assert page.locator("[data-note=memory]").is_visible()
    li.answer(1).wait_light("已保存")
    page.reload()
    li.opened().answer(2).wait_light("正在保存").wait_light("已保存")
    assert li.answers() == {1: 1, 2: 1}


def test_no_text_of_a_question_is_stored_in_the_browser(li):
    li.answer(1).wait_light("已保存")
    stored = li.page.evaluate(
        """async () => {
          const name = (await indexedDB.databases()).map((db) => db.name);
          const stores = [{...localStorage}, {...sessionStorage}, name, await caches.keys()];
          const keep = JSON.stringify(stores);
          const db = await new Promise((resolve) => {
            const request = indexedDB.open(name.find((one) => one.startsWith("mingfa-hall")));
            request.onsuccess = () => resolve(request.result);
          });
          const rows = await new Promise((resolve) => {
            const request = db.transaction("ops").objectStore("ops").getAll();
            request.onsuccess = () => resolve(request.result);
          });
          db.close();
          const bytes = rows.map((row) => new TextDecoder().decode(row.sealed)).join();
          return keep + JSON.stringify(rows) + bytes;
        }"""
    )
    assert "题干" not in stored
    assert "选项" not in stored
    assert '"choices"' not in stored


def test_on_a_phone_the_foot_moves_and_the_sheet_is_part_of_the_page(
    open_context, sign_in, cast, session
):
    page = open_context(viewport=PHONE, has_touch=True, is_mobile=True).new_page()
    sign_in(page, cast["li"])
    li = Browser(page, session.attempts.get(person=cast["li"])).enter()
    foot = page.locator(".hall-foot")
    foot.get_by_role("button", name="下一题").tap()
    assert page.locator("[data-ask-title]").inner_text().startswith("第 2 题")
    li.choose().wait_light("已保存")
    foot.get_by_role("link").tap()
    assert page.locator("#sheet").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    small = page.evaluate(
        """() => [...document.querySelectorAll("button, a, .option, .flagbox")]
          .filter((node) => node.offsetParent && !node.closest(".skip"))
          .map((node) => [node.className || node.textContent, node.getBoundingClientRect().height])
          .filter(([, height]) => height < 44)"""
    )
    assert [name for name, _height in small if "skip" not in name] == []
