"""The check of a computer, in a real browser."""

from __future__ import annotations

import pytest

from exams.models import SeatCheck
from exams.rules import seating
from exams.views import seat_checks
from tests.browser.conftest import PHONE

pytestmark = pytest.mark.django_db(transaction=True)
WIPE = """() => new Promise((resolve, reject) => {
  const request = indexedDB.deleteDatabase("mingfa-seat");
  request.onsuccess = resolve;
  request.onerror = reject;
})"""


def run(page, *, restarted):
    page.goto("/exams/seat-checks/begin/")
    page.get_by_label("考点").fill("机考室")
    page.get_by_label("机位").fill("A07")
    page.get_by_label("已经重新启动").set_checked(restarted)
    page.get_by_role("button", name="开始检测").click()
    page.get_by_role("heading", name="检测结果").wait_for()
    return page.get_by_role("heading", level=1).inner_text()


@pytest.mark.long
def test_fifty_saves_then_a_restart_then_a_browser_that_was_wiped(sight, camera, cast, monkeypatch):
    page = sight(cast["invigilator"], viewport=PHONE)
    page.goto("/exams/seat-checks/begin/")
    camera.look(page, "seat-check-form")
    assert run(page, restarted=False) == "目前符合要求，请重启后复检"
    camera.look(page, "seat-check")
    assert SeatCheck.objects.get().saves == 50
    for asked in (seating, seat_checks):  # fifty are enough once
        monkeypatch.setattr(asked, "PROBE_SAVES", 5)
    assert run(page, restarted=True) == "这台电脑可以用于考试"
    page.evaluate(WIPE)
    assert run(page, restarted=True) == "答案只能保存在服务器上"
    page.goto("/exams/seat-checks/")
    camera.look(page, "seat-checks")
