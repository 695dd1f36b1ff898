"""Whatever goes wrong, the reader is told what happened and how to go on, and nothing leaks."""

from __future__ import annotations

import pytest
from django.conf import settings as django_settings
from django.test import Client, RequestFactory

from mingfa.views.errors import server_error
from tests.test_headers import missing_headers

pytestmark = pytest.mark.sqlite  # what a page shows does not hang on the engine
FRAME = "主导航"


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


@pytest.fixture(autouse=True)
def addresses_that_fail(settings):
    settings.ROOT_URLCONF = "tests.shell.failing_urls"


def told(answer, status, sentence, *, framed=True):
    page = answer.content.decode()
    assert answer.status_code == status
    assert sentence in page
    assert "回到首页" in page
    assert (FRAME in page) == framed
    assert missing_headers(answer) == {}
    assert "planted" not in page
    assert "Traceback" not in page
    return page


def test_nowhere(client, cast):
    client.force_login(cast["li"].user)
    told(client.get("/nowhere/"), 404, "没有找到这一页")


def test_nowhere_for_a_stranger(client, db):
    told(client.get("/nowhere/"), 404, "没有找到这一页", framed=False)


def test_a_role_too_low_is_told_which_would_do(client, cast):
    client.force_login(cast["li"].user)
    page = told(client.get("/guarded/"), 403, "您的角色不能办理这一事项")
    assert "<b>考务员</b>、<b>监考员</b>" in page
    client.force_login(cast["exam_officer"].user)
    assert client.get("/guarded/").content == b"inside"


def test_a_malformed_request(client, cast):
    client.force_login(cast["li"].user)
    told(client.get("/malformed/"), 400, "这一请求无法受理")


def test_a_host_that_is_not_ours(client, db):
    answer = client.get("/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "evil.example" not in answer.content.decode()
    assert missing_headers(answer) == {}


def test_a_form_that_is_too_large(client, cast):
    client.force_login(cast["li"].user)
    large = "x" * (django_settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    told(client.post("/form/", {"a": large}), 413, "提交的内容过大")
    answer = client.post("/form/", large, content_type="application/x-www-form-urlencoded")
    told(answer, 413, "提交的内容过大")


def test_a_form_of_too_many_fields(client, cast):
    client.force_login(cast["li"].user)
    many = {str(n): "" for n in range(django_settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}
    told(client.post("/form/", many), 413, "提交的内容过大")
    assert client.post("/form/", {"a": "1", "b": "2"}).content == b"2"


def test_a_form_too_large_is_refused_before_its_origin_is_asked(cast):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(cast["li"].user)
    client.get("/")
    large = "a=" + "x" * django_settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    answer = client.post("/form/", large, content_type="application/x-www-form-urlencoded")
    told(answer, 413, "提交的内容过大")


def test_a_form_without_its_proof_of_origin(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast["li"].user)
    told(client.post("/form/", {"a": "1"}), 403, "页面已失效，没有保存任何改动")


def test_a_fault_of_ours(client, cast):
    client.force_login(cast["li"].user)
    told(client.get("/fails/"), 500, "暂时无法办理", framed=False)


def test_the_page_for_our_own_faults_needs_no_database(rf: RequestFactory):
    # No `db` fixture: a query would fail the test.
    assert "暂时无法办理" in server_error(rf.get("/")).content.decode()


def test_the_page_for_our_own_faults_needs_no_static_files(rf, settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "mingfa.statics.Storage"}}
    assert "暂时无法办理" in server_error(rf.get("/")).content.decode()


def test_errors_speak_the_readers_language(client, cast):
    client.force_login(cast["li"].user)
    client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = "en"
    assert 'lang="en"' in client.get("/nowhere/").content.decode()
    assert 'lang="en"' in client.get("/fails/").content.decode()


def test_a_chart_page_may_have_plotlys_empty_style_and_others_may_not(client, cast):
    client.force_login(cast["li"].user)
    chart = client.get("/chart/")["Content-Security-Policy"]
    assert "style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='" in chart
    assert "sha256" not in client.get("/")["Content-Security-Policy"]


def test_only_a_page_that_says_so_may_be_kept(client, cast):
    client.force_login(cast["li"].user)
    assert client.get("/public/")["Cache-Control"] == "public, max-age=60"
    assert client.get("/form/")["Cache-Control"] == "no-store"
