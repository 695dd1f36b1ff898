"""Questions with form in the hall: tables, lists and pictures, read alike by page and server."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from exams.rules.drawing import Cell
from questionbank import actions
from questionbank.models import Revision
from questionbank.rules.markup import figure_line, html
from questionbank.rules.wording import content_hash
from tests.browser.conftest import PHONE
from tests.browser.sitting import Browser
from tests.conftest import NINE
from tests.exams.makers import make_bank, make_ready
from tests.questionbank.test_markup import HOSTILE, SAMPLES
from tests.questionbank.test_pictures import picture

pytestmark = pytest.mark.django_db(transaction=True)
TABLE = "下表所列期限：\n\n| 行为 | 期限 |\n| --- | --- |\n| **复议** | 六十日 |"
READ = """async ([texts, address]) => {
  const { rich } = await import("/static/js/hall/markup.js");
  return texts.map((text) => {
    const box = document.createElement("div");
    box.append(...rich(text, address));
    return box.innerHTML;
  });
}"""


@pytest.fixture
def li(page, sign_in, cast):
    make_bank(cast)
    setter = cast["setter"]
    held = actions.add_picture(
        picture(size=(900, 300)), agency=setter.agency, actor=setter, now=NINE
    )
    for revision in Revision.objects.filter(kind="single"):
        revision.stem = f"{TABLE}\n\n{figure_line('路线图', held.sha256)}"
        revision.content_sha256 = content_hash(revision.wording(revision.key.open()))
        revision.save(update_fields=["stem", "content_sha256"])
    opens_at = timezone.now() - timedelta(minutes=5)
    cells = [Cell(kind="single", count=2, marks=1000)]
    session = make_ready(cast, cast["li"], opens_at=opens_at, cells=cells, pass_marks=1000)[1]
    sign_in(page, cast["li"])
    return Browser(page, session.attempts.get(person=cast["li"])).enter()


def test_a_table_and_a_picture_stand_in_the_hall_and_nothing_overflows(li, camera):
    li.page.set_viewport_size(PHONE)
    stem = li.page.locator("[data-stem]")
    expect(stem.locator("td b")).to_have_text("复议")
    shown = stem.get_by_role("img", name="路线图")
    expect(shown).to_be_visible()
    li.page.wait_for_function("document.querySelector('[data-stem] img').naturalWidth === 900")
    assert li.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_page_reads_the_markup_as_the_server_does(li):
    address = "/p/" + "0" * 64
    texts = [*(text for text, _elements in SAMPLES), *HOSTILE, TABLE, "- 甲\n1. 乙\n2. 丙\n丁"]
    expected = li.page.evaluate(
        "(all) => all.map((one) => { const box = document.createElement('div');"
        " box.innerHTML = one; return box.innerHTML; })",
        [html(text, lambda sha: f"/p/{sha}") for text in texts],
    )
    assert li.page.evaluate(READ, [texts, address]) == expected
