"""The pages of an import: upload, progress, preview, mending in place, decision, result."""

from __future__ import annotations

import re
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from exchange.models import Import
from exchange.rules import Resolution
from people.models import Person
from tests.exchange import files
from tests.exchange.conftest import commit, resolve, stage

HTMX = {"HX-Request": "true"}


@pytest.fixture
def at_once(settings):
    """Jobs run where they are queued."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


@pytest.fixture
def admin(client, cast):
    client.force_login(cast["agency_admin"].user)
    return client


def address(page, job, **more):
    return reverse(f"imports:{page}", kwargs={"ref": job.ref} | more)


def send(client, data, kind="persons", name="名单.xlsx"):
    file = SimpleUploadedFile(name, data)
    return client.post(reverse("imports:upload"), {"kind": kind, "file": file})


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", "", answer.content.decode()).split())


def test_the_list_goes_out_as_a_sheet(admin):
    send(admin, files.persons(files.person("孙新")))
    sheet = admin.get(reverse("imports:imports_sheet"))
    head, row = openpyxl.load_workbook(BytesIO(sheet.content)).active.values
    assert head == ("文件", "内容", "状态", "行数", "登记数", "上传时间")
    assert row[:2] == ("名单.xlsx", "人员")
    empty = admin.get(reverse("imports:imports_sheet"), {"name": "别的"})
    assert len(list(openpyxl.load_workbook(BytesIO(empty.content)).active.values)) == 1


def test_the_whole_way_without_scripts(admin, at_once):
    data = files.persons(files.person("孙新", valid_from="三月"), files.person("吴立"))
    job = Import.objects.get(ref=send(admin, data).url.split("/")[-2])
    page = admin.get(address("show", job))
    assert "有 1 行需要改正" in text_of(page)
    assert "第 2 行“起始日期”：" in text_of(page)
    assert "请写成 2026-01-31 的形式" in text_of(page)
    answer = admin.post(address("mend", job, n=2), {"valid_from": "2026-03-01"})
    assert answer.status_code == 302
    assert "将新登记 2 条" in text_of(admin.get(address("show", job)))
    assert "登记 2 条" in text_of(admin.get(address("commit", job)))
    assert admin.post(address("commit", job)).status_code == 302
    page = admin.get(address("show", job))
    assert "已登记 2 条" in text_of(page)
    assert "孙新，市城管局" in text_of(page)
    answer = admin.post(address("undo", job), {"reason": "名单有误"})
    assert answer.status_code == 302
    assert "理由：名单有误" in text_of(admin.get(address("show", job)))
    assert not Person.objects.filter(name="孙新").exists()


def test_a_job_waits_in_the_queue_and_its_progress_can_be_asked_for(
    client, transactional_db, tree, cast
):
    client.force_login(cast["agency_admin"].user)
    send(client, files.persons(files.person("孙新")))
    job = Import.objects.get()
    page = client.get(address("show", job))
    assert "等待读取" in text_of(page)
    assert f'hx-get="{address("progress", job)}"' in page.content.decode()
    part = client.get(address("progress", job), headers=HTMX)
    assert "<html" not in part.content.decode()
    assert "HX-Redirect" not in part
    call_command("db_worker", "--batch", "--no-startup-delay", verbosity=0)
    part = client.get(address("progress", job), headers=HTMX)
    assert part["HX-Redirect"] == address("show", job)
    assert "将新登记 1 条" in text_of(client.get(address("show", job)))


def test_while_rows_are_checked_nobody_reads_of_none_done_and_unread_sheets_are_named(admin, cast):
    job = stage("persons", files.persons(files.person("孙新")), cast["agency_admin"])
    assert "张没有读取" not in text_of(admin.get(address("show", job)))
    Import.objects.update(unread=["南湾区", "底稿"])
    assert "还有 2 张没有读取：南湾区、底稿" in text_of(admin.get(address("show", job)))
    Import.objects.update(state="reading", done=0, total=300)
    shown = admin.get(address("show", job))
    assert "已读取 300 行，正在核对" in text_of(shown)
    assert 'max="300"' not in shown.content.decode()


def test_mending_in_place_answers_with_the_preview_alone(admin, cast):
    data = files.persons(files.person("孙新", valid_from="三月"), files.person("吴立"))
    job = stage("persons", data, cast["agency_admin"])
    fields = admin.get(address("mend", job, n=2), headers=HTMX).content.decode()
    assert fields.startswith("\n") or "<tr" in fields[:200]
    assert 'name="valid_from"' in fields
    assert 'name="phone"' not in fields
    answer = admin.post(address("mend", job, n=2), {"valid_from": "2026-03-01"}, headers=HTMX)
    assert "<html" not in answer.content.decode()
    assert "第 2 行已保存。" in text_of(answer)
    assert "将新登记 2 条" in text_of(answer)
    assert job.rows.get(n=2).cells["name"] == "孙新"


def test_what_stays_wrong_is_said_beside_the_field_and_kept_as_typed(admin, cast):
    data = files.persons(files.person("孙新", valid_from="三月"))
    job = stage("persons", data, cast["agency_admin"])
    answer = admin.post(address("mend", job, n=2), {"valid_from": "四月"})
    assert answer.status_code == 422
    assert 'value="四月"' in answer.content.decode()
    assert "请写成 2026-01-31 的形式" in text_of(answer)


def test_a_key_that_is_no_column_changes_nothing(admin, cast):
    job = stage("persons", files.persons(files.person("孙新")), cast["agency_admin"])
    before = job.rows.get().cells
    admin.post(
        address("mend", job, n=2),
        {"standing": "new", "state": "committed", "key": "1", "identity_lookup": "x"},
    )
    assert job.rows.get().cells == before
    job.refresh_from_db()
    assert job.state == "previewed"


def test_namesakes_are_asked_about_and_a_page_of_them_at_once(admin, cast):
    data = files.persons(files.person("李青"), files.person("王川"))
    job = stage("persons", data, cast["agency_admin"])
    page = text_of(admin.get(address("show", job)))
    assert "有 2 行同名" in page
    assert "与“李青，市城管局，10000001”是同一人" in page
    admin.post(address("resolve", job), {"n": ["2", "3"], "resolution": "different"})
    assert list(job.rows.values_list("resolution", flat=True)) == ["different", "different"]
    answer = admin.post(
        address("resolve", job),
        {"n": "2", "resolution": "same", "key": str(cast["li"].pk)},
        headers=HTMX,
    )
    assert "将新登记 1 条" in text_of(answer)


@pytest.mark.parametrize(
    "given",
    [
        {"n": "99", "resolution": "skip"},
        {"n": ["2", "99"], "resolution": "skip"},
        {"n": "x", "resolution": "skip"},
        {"n": "2", "resolution": "delete"},
        {"resolution": "skip"},
        {"n": "2", "resolution": "same"},
        {"n": "9" * 40, "resolution": "skip"},
    ],
)
def test_a_malformed_decision_is_refused_in_a_sentence(admin, cast, given):
    job = stage("persons", files.persons(files.person("孙新")), cast["agency_admin"])
    answer = admin.post(address("resolve", job), given)
    assert answer.status_code == 409
    assert "没有办理" in text_of(answer)
    assert job.rows.get().resolution == ""


def test_an_unreadable_file_ends_with_its_reason(admin, at_once):
    send(admin, files.formula_cell())
    page = text_of(admin.get(address("show", Import.objects.get())))
    assert "文件未能读取" in page
    assert "单元格 B7 含有公式" in page


@pytest.mark.parametrize(
    ("data", "sentence", "status"),
    [
        (b"", "文件是空的", 422),
        (b"a" * (10 * 1024 * 1024 + 1), "超过 10 MB", 413),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_at_once(admin, data, sentence, status):
    answer = send(admin, data)
    assert answer.status_code == status
    assert sentence in text_of(answer)
    assert not Import.objects.exists()


def test_an_upload_beyond_the_cap_is_cut_off_with_its_form_intact(cast):
    """Threat 100, with the proof of origin that a real form carries."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast["agency_admin"].user)
    page = client.get(reverse("imports:upload")).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    file = SimpleUploadedFile("名单.csv", b"a" * (60 << 20))
    given = {"csrfmiddlewaretoken": token, "kind": "persons", "file": file}
    answer = client.post(reverse("imports:upload"), given)
    assert answer.status_code == 413
    assert "超过 10 MB" in text_of(answer)


def test_a_file_that_is_lost_before_it_is_read_ends_the_import(
    client, transactional_db, tree, cast, settings
):
    client.force_login(cast["agency_admin"].user)
    send(client, files.persons(files.person("孙新")))
    for stored in (settings.MEDIA_ROOT / "imports").iterdir():
        stored.unlink()
    call_command("db_worker", "--batch", "--no-startup-delay", verbosity=0)
    job = Import.objects.get()
    assert (job.state, job.refusal) == ("failed", "interrupted")
    assert "请重新上传" in text_of(client.get(address("show", job)))


def test_no_file_and_no_kind_are_asked_for(admin):
    answer = admin.post(reverse("imports:upload"), {})
    assert answer.status_code == 422
    assert "请选择文件" in text_of(answer)


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..\\..\\x.xlsx", "名单\u202exslx.exe", "<b>.csv"]
)
def test_a_file_name_is_only_ever_text(admin, at_once, settings, name):
    """Threat 89: the stored name is made here; the given one is shown, cleaned and escaped."""
    send(admin, files.persons(files.person("孙新")), name=name)
    job = Import.objects.get()
    assert re.fullmatch(r"[0-9a-f]{32}", job.stored_as)
    assert [p.name for p in (settings.MEDIA_ROOT / "imports").iterdir()] == [job.stored_as]
    assert not set("/\\\u202e") & set(job.file_name)
    assert b"<b>.csv" not in admin.get(address("show", job)).content


def test_markup_in_cells_and_heads_is_shown_as_text(admin, cast):
    """Threat 85: dull fields are escaped like all others."""
    probe = "<img src=x onerror=alert(1)>"
    job = stage("persons", files.persons([probe] * 10), cast["agency_admin"])
    for page in (address("show", job), address("mend", job, n=2)):
        assert probe not in admin.get(page).content.decode()
    bad_head = stage(
        "persons", files.xlsx([[*files.PERSON_HEAD, probe], ["x"]]), cast["agency_admin"]
    )
    assert probe not in admin.get(address("show", bad_head)).content.decode()


def test_thirty_uploads_an_hour_are_enough(admin, cast):
    for _ in range(19):
        stage("persons", files.persons(files.person("孙新")), cast["agency_admin"])
    assert send(admin, files.persons(files.person("孙新"))).status_code == 302
    answer = send(admin, files.persons(files.person("孙新")))
    assert answer.status_code == 409
    assert "未办结的导入已达上限" in text_of(answer)
    assert Import.objects.count() == 20


def test_the_template_is_read_back_by_the_importer(admin, cast):
    for kind in ("persons", "agencies"):
        answer = admin.get(reverse("imports:template", kwargs={"kind": kind}))
        book = openpyxl.load_workbook(BytesIO(answer.content))
        head = [cell.value for cell in book.worksheets[0][1]]
        assert head == (files.PERSON_HEAD if kind == "persons" else files.AGENCY_HEAD)
        assert book.worksheets[1].title == "填写说明"
        assert book.worksheets[0].data_validations.count >= 1
        assert stage(kind, answer.content, cast["agency_admin"]).refusal == "no_rows"


def test_a_kind_that_does_not_exist_is_not_found(admin):
    assert admin.get(reverse("imports:template", kwargs={"kind": "planets"})).status_code == 404
    file = SimpleUploadedFile("x.xlsx", b"x")
    answer = admin.post(reverse("imports:upload"), {"kind": "planets", "file": file})
    assert answer.status_code == 422


def test_the_list_filters_sorts_and_has_an_empty_state(admin, cast):
    assert "您还没有导入过内容" in text_of(admin.get(reverse("imports:imports")))
    stage("persons", files.persons(files.person("孙新")), cast["agency_admin"], name="甲.xlsx")
    commit(stage("persons", files.persons(files.person("吴立")), cast["agency_admin"], "乙.xlsx"))
    page = text_of(admin.get(reverse("imports:imports")))
    assert "有 1 份导入等您核对" in page
    assert "甲.xlsx" in page
    filtered = text_of(admin.get(reverse("imports:imports"), {"state": "committed"}))
    assert "乙.xlsx" in filtered
    assert "甲.xlsx" not in filtered
    for order in ("file_name", "-added", "nonsense"):
        assert admin.get(reverse("imports:imports"), {"sort": order}).status_code == 200


def test_what_is_over_cannot_be_done_again(admin, cast):
    job = commit(stage("persons", files.persons(files.person("孙新")), cast["agency_admin"]))
    for page, more in (("commit", {}), ("discard", {}), ("mend", {"n": 2}), ("resolve", {})):
        answer = admin.post(address(page, job, **more), {"n": "2", "resolution": "skip"})
        assert answer.status_code == 409, page
        assert "目前不能这样办理" in text_of(answer)
    assert Person.objects.filter(name="孙新").count() == 1


def test_an_undo_without_a_reason_asks_for_it(admin, cast):
    job = commit(stage("persons", files.persons(files.person("孙新")), cast["agency_admin"]))
    answer = admin.post(address("undo", job), {"reason": " "})
    assert answer.status_code == 422
    assert "请填写撤销理由" in text_of(answer)


def test_giving_up_leaves_neither_rows_nor_file(
    admin, cast, settings, django_capture_on_commit_callbacks
):
    job = stage("persons", files.persons(files.person("孙新")), cast["agency_admin"])
    with django_capture_on_commit_callbacks(execute=True):
        admin.post(address("discard", job))
    assert not job.rows.exists()
    assert list((settings.MEDIA_ROOT / "imports").iterdir()) == []
    assert "没有登记任何内容" in text_of(admin.get(address("show", job)))


def test_an_import_is_its_importers_alone(client, cast):
    """Not even the same role in the same agency sees staged rows."""
    job = stage("persons", files.persons(files.person("孙新")), cast["agency_admin"])
    for who in ("system_admin", "neighbour"):
        client.force_login(cast[who].user)
        for page, more in (("show", {}), ("mend", {"n": 2}), ("commit", {}), ("undo", {})):
            assert client.get(address(page, job, **more)).status_code == 404
        assert client.post(address("commit", job)).status_code == 404
        assert client.post(address("mend", job, n=2), {"name": "别人"}).status_code == 404
    job.refresh_from_db()
    assert (job.state, job.rows.get().cells["name"]) == ("previewed", "孙新")


@pytest.mark.parametrize("rows", [1, 20])
def test_the_preview_asks_as_much_for_twenty_rows_as_for_one(
    admin, cast, rows, django_assert_max_num_queries
):
    people = [files.person("王川") for _ in range(rows)]
    job = stage("persons", files.persons(*people), cast["agency_admin"])
    # session, account, person, rights, (desk) second factor, import, counts, twin, count, rows
    with django_assert_max_num_queries(12):
        admin.get(address("show", job), {"tab": "all"})
    resolve(job, list(job.rows.to_resolve().values_list("n", flat=True)), Resolution.DIFFERENT)
    job = commit(job)
    with django_assert_max_num_queries(12):
        admin.get(address("show", job))
    with django_assert_max_num_queries(12):
        admin.get(reverse("imports:imports"))
