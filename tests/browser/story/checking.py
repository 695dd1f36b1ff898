"""The personnel office asks: about one person, about a list, and again after a suspension."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from exchange.reading.tables import read_cells
from people.models import Person
from qualifications.models import Check, CheckBatch
from tests.browser.story.stage import press, said
from tests.browser.story.year import COLLEAGUES, NEW, POCKET
from tests.exchange.files import xlsx

LETTER = "云组〔2026〕8号"


def check_one(stage, camera):
    """杜若 asks on the own home page whether 魏然 may enforce today."""
    page = stage.enter("personnel")
    page.goto(reverse("home"))
    camera.look(page, "home-personnel")
    _ask(page)
    said(page, "可以上岗")
    assert Check.objects.get().outcome == "yes"
    camera.look(page, "check-answer", docs=("360",))


def _ask(page, day=None):
    page.get_by_label("姓名或者编号").fill(NEW)
    page.get_by_label("查询事由").select_option("appointment")
    page.get_by_label("事由说明").fill(LETTER)
    if day:
        page.get_by_label("核验日期").fill(day.isoformat())
    press(page, "核验")
    said(page, "本次核验")


def check_list(stage, camera):
    """杜若 sends a list of three, and takes the same sheet back with the answers."""
    page = stage.enter("personnel")
    page.goto(reverse("qualifications:check_batch"))
    rows = [["序号", "姓名"], *([str(n), name] for n, name in enumerate([NEW, *COLLEAGUES], 1))]
    content = {"name": "拟任人选.xlsx", "mimeType": "", "buffer": xlsx(rows)}
    page.get_by_label("文件", exact=True).set_input_files(content)
    page.get_by_label("查询事由").select_option("appointment")
    page.get_by_label("事由说明").fill(LETTER)
    camera.look(page, "check-list-form")
    press(page, "上传并核验")
    said(page, "2 行不能、无法确认或者未查到")
    expect(page.locator("tr", has_text=NEW)).to_contain_text("可以上岗")
    expect(page.locator("tr", has_text=COLLEAGUES[0])).to_contain_text("不能")
    camera.look(page, "check-list", docs=("1280",))
    with page.expect_download() as coming:
        page.get_by_role("link", name="下载核验后的名单").click()
    sheet = read_cells(coming.value.path().read_bytes())
    answers = {row[1]: row[2] for row in sheet if row[1] in (NEW, *COLLEAGUES)}
    assert answers == {NEW: "可以上岗"} | dict.fromkeys(COLLEAGUES, "不能")
    assert CheckBatch.objects.get().counts == {"yes": 1, "no": 2}


def check_again(stage, camera):
    """Suspended today: 不能 and why. For the day before the answer stays what it was."""
    page = stage.enter("personnel")
    today = timezone.localdate()
    for day, verdict, outcome in [
        (today, "被决定停止执法", "no"),
        (today - timedelta(days=1), "可以上岗", "yes"),
    ]:
        page.goto(reverse("qualifications:check"))
        _ask(page, day)
        said(page, verdict)
        camera.look(page, f"check-{outcome}", docs=("1280",) if outcome == "no" else ())
        made = Check.objects.latest("pk")
        assert (made.day, made.outcome) == (day, outcome)
    page.goto(reverse("qualifications:checks"))
    said(page, NEW)
    camera.look(page, "checks")


def read_own_standing(stage, camera):
    """魏然 sees the suspension, what lifts it, and that the personnel office asked."""
    page = stage.enter("officer", **POCKET)
    page.goto(reverse("qualifications:mine"))
    said(page, "您今天不能上岗")
    said(page, "由作出决定的机关决定恢复执法")
    person = Person.objects.get(name=NEW)
    assert Check.objects.filter(person=person).count() == 4
    page.locator("section", has_text="对您的核验").locator("li").nth(3).wait_for()
    camera.look(page, "own-standing", docs=("360",))
