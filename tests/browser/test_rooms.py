"""A room of twenty seats run by its invigilator, and the chief who signs on a telephone."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from exams.actions import planning, rooming, seating
from exams.actions.seating import RoomDraft
from people.rules import Role
from tests.browser.camera import PHONE
from tests.conftest import make_person
from tests.exams.makers import make_bank, make_ready

pytestmark = pytest.mark.django_db(transaction=True)
SEATS = 20


@pytest.fixture
def room(cast, tree):
    """Twenty candidates of two units in one room, open for five minutes; 监二 runs it."""
    make_bank(cast)
    persons = [
        make_person(tree.there if n % 2 else tree.team, f"7{n:07d}", f"考生{n}", Role.OFFICER)
        for n in range(SEATS)
    ]
    now = timezone.now()
    session = make_ready(cast, *persons, opens_at=now - timedelta(minutes=5))[1]
    cast["watch"] = make_person(tree.city, "40000011", "监二", Role.INVIGILATOR, over=tree.city)
    cast["chief"] = make_person(tree.city, "40000012", "考三", Role.EXAM_OFFICER, over=tree.city)
    words = {"actor": cast["exam_officer"], "now": now}
    made = seating.add_room(session, RoomDraft("5 楼 501", SEATS), **words)
    seating.assign_seats(session, **words)
    planning.appoint_invigilator(session, cast["watch"], room=made, **words)
    return made


def test_an_invigilator_runs_a_room_and_the_chief_gives_it_time(
    cast, room, sight, open_context, camera
):
    watch = sight(cast["watch"])
    watch.goto(reverse("exams:console", args=[room.ref]))
    expect(watch.locator("h1")).to_contain_text(f"还有 {SEATS} 人未到")
    candidates = list(room.session.candidates.order_by("seat__number").select_related("person"))
    watch.get_by_role("button", name=f"核验{candidates[0].person.name}入场").click()
    for candidate in candidates[1:-1]:
        words = {"actor": cast["watch"], "now": timezone.now()}
        rooming.check_in(candidate, is_present=True, **words)
    expect(watch.locator("h1")).to_contain_text("还有 1 人未到")  # by itself
    watch.get_by_role("button", name="公布考场码").click()
    code = watch.locator(".code-once").inner_text().replace(" ", "")

    seat = open_context().new_page()  # no account is signed in there
    seat.goto(reverse("exams:enter") + f"?number={candidates[0].number}")
    seat.get_by_label("考场码").fill(code)
    seat.get_by_role("button", name="进入考试").click()
    seat.get_by_role("button", name="信息无误，开始作答").click()
    seat.locator("[data-options] label").first.click()
    expect(seat.locator("[data-light-word]")).to_have_text("已保存")
    first = watch.locator(".seat").first
    expect(first).to_contain_text("作答中")
    camera.look(watch, "console")

    watch.get_by_role("link", name="全考场补时").click()
    watch.get_by_label("补时（分钟）").fill("7")
    watch.get_by_label("理由").fill("停电")
    watch.get_by_role("button", name="全考场补时").click()
    expect(watch.get_by_text("您已签署，等待第二人签署后生效")).to_be_visible()

    chief = sight(cast["chief"], viewport=PHONE)
    chief.goto(reverse("exams:desk", args=[room.session.ref]))
    expect(chief.get_by_text("监二已签署，理由：停电")).to_be_visible()
    camera.look(chief, "desk")
    attempt = room.session.attempts.get(candidate=candidates[0])
    chief.get_by_role("button", name="核对无误，签署").click()
    expect(chief.get_by_text(re.compile("1 人的截止时间已推迟"))).to_be_visible()
    before = attempt.deadline_at
    attempt.refresh_from_db()
    assert attempt.deadline_at - before == timedelta(minutes=7)
