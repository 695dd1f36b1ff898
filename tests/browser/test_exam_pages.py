"""The exam pages for every eye: no finding by axe, no sideways scrolling, both themes.

What `test_story.py` looks at on its way is not looked at again: drafts, seal, publication.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from exams.actions import amending, invigilating, sealing, sitting
from tests.exams.makers import make_bank, make_exam
from tests.matrix import exam_pages
from tests.matrix.exam_pages import STAFF

pytestmark = pytest.mark.django_db(transaction=True)


class World:
    """What the makers of the permission matrix need."""

    def __init__(self, cast, tree):
        self.cast, self.tree, self.kept = cast, tree, {}


@pytest.fixture
def world(cast, tree):
    return World(cast, tree)


@pytest.fixture
def show(sight, camera, cast):
    windows = {}

    def one(who, page, address, name=None, *, act=None):
        seen = windows.get(who) or windows.setdefault(who, sight(cast[who]))
        seen.goto(reverse(f"exams:{page}", kwargs=address))
        if act:
            act(seen)
        camera.look(seen, name or page)

    return one


def _count_questions(page):
    page.get_by_role("button", name="核对题量").click()
    page.get_by_text("题库可以满足").wait_for()


def test_planning(world, show):
    exam_pages.draft(world)
    show("exam_officer", "blueprints", {})
    show(
        "exam_officer",
        "change_blueprint",
        exam_pages.draft_blueprint(world),
        act=_count_questions,
    )
    show("exam_officer", "session", exam_pages.draft_session(world), "session-draft")


def test_a_blueprint_that_cannot_be_filled(world, cast, show):
    make_bank(cast, singles=3)
    exam = make_exam(cast, opens_at=timezone.now() + timedelta(days=1), now=timezone.now())
    show("exam_officer", "exam", {"ref": exam.ref}, "exam-short")


def test_the_lock_and_the_proof(world, show):
    address = exam_pages.sealed_session(world)
    show("exam_officer", "exam", exam_pages.draft_exam(world), "exam-sealed")
    show("exam_officer", "sign_lock", address)
    show("exam_officer", "session_record", address)
    sealing.sign_lock(world.draft.sessions.get(), actor=world.cast[STAFF[0]], now=timezone.now())
    show("exam_officer", "session", address, "session-half-locked")


def test_an_amendment(world, cast, show):
    exam_pages.signed_amendment(world)
    address = {"ref": world.draft.ref}
    show("exam_officer", "amend", address)
    change, now = {"entry_minutes": 45}, timezone.now()
    words = {"reason": "交通管制", "actor": cast[STAFF[0]], "now": now}
    amending.amend(world.draft, change=change, **words)
    show("exam_officer", "exam", address, "exam-amended")


def test_an_attempt_closed_by_invigilators(world, cast, show):
    address = exam_pages.seat(world)
    for who in ("invigilator", "legal_affairs"):
        words = {"reason": "携带资料", "actor": cast[who], "now": timezone.now()}
        invigilating.close(world.attempt, **words)
    show("invigilator", "seat", address, "seat-closed")
    show("li", "receipt", {"ref": world.attempt.ref}, "receipt-closed")


def test_the_desk(world, show):
    address = exam_pages.signed_grant(world)
    address.pop("signature_id")
    show("invigilator", "seat", address)
    show("invigilator", "room", exam_pages.running(world))
    show("invigilator", "rooms", {})
    show("li", "mine", {})


def test_results(world, show):
    address = exam_pages.ended(world)
    show("exam_officer", "publish", address, "publish-unchecked")
    exam_pages.published(world)
    show("coordinator", "result_sessions", {})
    show("exam_officer", "results", address, act=_click_the_last_bar)


def _click_the_last_bar(page):
    """The band of full marks, by the mouse: its rows open."""
    page.wait_for_function("document.querySelectorAll('[data-figure] .bars .point').length == 10")
    box = page.locator("[data-figure] .bars .point path").last.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_url("**/results/?low=90#rows")
    expect(page.locator("tbody th, tbody td").filter(has_text="李青").first).to_be_visible()


def test_the_desk_renews_itself_and_leaves_alone_what_is_being_typed(world, cast, page, sign_in):
    address = exam_pages.running(world)
    page.clock.install()
    sign_in(page, cast["invigilator"]).goto(reverse("exams:room", kwargs=address))
    page.get_by_label("姓名、编号或者准考证号").fill("李")
    now = timezone.now()
    sitting.hand_in(world.attempt.ref, cast["li"].pk, [], arrival=now, now=now)
    page.clock.fast_forward(10_000)
    page.locator("#desk-seats").get_by_text("已交卷").wait_for()
    assert "0 人正在作答" in page.locator("h1").inner_text()
    assert page.get_by_label("姓名、编号或者准考证号").input_value() == "李"


def test_the_shortage_appears_while_a_line_is_being_changed(world, cast, page, sign_in):
    address = exam_pages.draft_blueprint(world)
    sign_in(page, cast["exam_officer"]).goto(reverse("exams:change_blueprint", kwargs=address))
    page.get_by_label("题数").first.fill("99")
    page.get_by_label("题数").first.blur()
    page.get_by_text("需 99 题，符合 8 题，缺 91 题").wait_for()
