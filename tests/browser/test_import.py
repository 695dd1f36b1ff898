"""An administrator brings in a list, in a real browser: upload, mend in place, decide, commit."""

from __future__ import annotations

import pytest

from people.models import Person
from tests.browser.conftest import DESK, PHONE
from tests.exchange import files

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


@pytest.fixture(autouse=True)
def at_once(settings, tmp_path):
    """Jobs run where they are queued; files lie in a folder of the test's own."""
    settings.TASKS = AT_ONCE
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_a_list_comes_in(sight, camera, cast, viewport):
    def look(page, name):
        if viewport == DESK:  # the camera goes to the other width by itself
            camera.look(page, f"import-{name}")

    page = sight(cast["agency_admin"], viewport=viewport)
    page.goto("/imports/")
    look(page, "list")
    page.get_by_role("link", name="上传文件").click()
    page.get_by_label("导入内容").select_option("persons")
    rows = [files.person("孙新", valid_from="三月"), files.person("李青"), files.person("吴立")]
    content = {"name": "名单.xlsx", "mimeType": "", "buffer": files.persons(*rows)}
    page.get_by_label("文件", exact=True).set_input_files(content)
    look(page, "upload")
    page.get_by_role("button", name="上传并核对").click()

    page.get_by_role("heading", name="有 1 行需要改正").wait_for()
    look(page, "faulty")
    page.get_by_role("link", name="改正 第 2 行").click()
    page.get_by_label("起始日期").fill("2026-03-01")
    look(page, "mending")
    page.get_by_role("button", name="保存").click()
    page.get_by_text("第 2 行已保存。").wait_for()
    page.get_by_role("link", name="同名 1").click()
    page.get_by_role("button", name="是不同的人", exact=True).wait_for()
    look(page, "namesakes")
    page.get_by_role("button", name="是不同的人", exact=True).click()
    page.get_by_role("heading", name="将新登记 3 条").wait_for()
    page.get_by_role("link", name="提交登记").click()
    page.get_by_role("button", name="登记 3 条").wait_for()
    look(page, "commit")
    page.get_by_role("button", name="登记 3 条").click()
    page.get_by_role("heading", name="已登记 3 条").wait_for()
    look(page, "result")
    assert Person.objects.filter(name="李青").count() == 2

    page.get_by_role("link", name="撤销这次导入").click()
    page.get_by_label("撤销理由").fill("名单有误")
    look(page, "undo")
    page.get_by_role("button", name="撤销", exact=True).click()
    page.get_by_role("heading", name="已撤销").wait_for()
    assert Person.objects.filter(name="李青").count() == 1
