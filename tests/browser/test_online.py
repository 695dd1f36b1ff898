"""An online page in a browser: the server's time, one page of two, the quiz, on a phone too."""

from __future__ import annotations

from datetime import timedelta

import pytest
import typst
from django.db.models import F
from django.urls import reverse
from playwright.sync_api import expect

from tests.practice.makers import make_pool
from tests.training.test_online import make_lesson
from training.actions import Scan
from training.models import Stretch

pytestmark = pytest.mark.django_db(transaction=True)
SOURCE = b"#set page(width: 21cm, height: 29.7cm)\n#set text(size: 40pt)\n= Penalty\n#lorem(60)"


def test_one_of_two_pages_counts_and_the_quiz_follows(cast, tree, sight, camera):
    make_pool(cast, tree)
    pdf = typst.compile(SOURCE)
    lesson = make_lesson(cast, tree, questions=2, scan=Scan(pdf, "讲义.pdf"))
    page = sight(cast["li"])
    address = reverse("training:lesson", args=[lesson.ref])
    with page.expect_response(f"**{address}beat/"):
        page.goto(address)
    expect(page.get_by_text("学满时长并通过测验，方为学完。")).to_be_visible()
    page.get_by_role("img", name="第 1 页").scroll_into_view_if_needed()
    camera.look(page, "online-lesson")

    second = camera.watch(page.context.new_page())
    second.goto(address)
    expect(second.get_by_text("您已在另一页面或者另一设备上学习")).to_be_visible()
    second.get_by_role("button", name="在本页继续学习").click()
    expect(second.get_by_text("您已在另一页面或者另一设备上学习")).to_be_hidden()
    assert Stretch.objects.count() == 2
    second.close()

    Stretch.objects.update(first_at=F("first_at") - timedelta(minutes=3))  # as if it had lasted
    with page.expect_response(f"**{address}beat/"):
        page.reload()
    page.get_by_role("link", name="参加测验").click()
    page.get_by_role("button", name="开始测验").click()
    camera.look(page, "online-quiz")
