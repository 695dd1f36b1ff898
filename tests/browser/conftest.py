"""One real browser for the whole session, one clean context for each test."""

from __future__ import annotations

import os

import pytest
from django.conf import settings as django_settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.http import HttpResponse
from django.test import Client
from playwright.sync_api import expect, sync_playwright

from tests import chromium
from tests.browser import camera as cameras
from tests.browser.camera import DESK, PHONE, Camera

__all__ = ["DESK", "PHONE"]
PATIENCE = (
    30_000  # milliseconds; a test waits for a state, never for a time, and a busy machine is slow
)
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(os.path.dirname(__file__)):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session", autouse=True)
def kept_static_files():
    """Let the browser keep static files, as in production, whatever the clock of the test says;
    what the camera brings along is one of them."""
    serve = StaticFilesHandler.serve

    def serve_to_keep(self, request):
        if request.path == cameras.ADDRESS:
            response = HttpResponse(cameras.SCRIPT, content_type="text/javascript")
        else:
            response = serve(self, request)
        response["Cache-Control"] = "max-age=99999999, immutable"
        return response

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StaticFilesHandler, "serve", serve_to_keep)
        yield


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    # Playwright's synchronous API keeps an event loop in this thread, which Django would take for
    # asynchronous code; the tests themselves are synchronous.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    home = chromium.font_home(tmp_path_factory.mktemp("xdg"))
    with sync_playwright() as play:
        running = play.chromium.launch(
            executable_path=chromium.program(),
            args=chromium.arguments(),
            env={**os.environ, "XDG_DATA_HOME": str(home)},
        )
        yield running
        running.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def open_context(browser, live_server):
    """Make a signed-out browser context: `open_context(viewport=PHONE)`."""
    contexts = []

    def open_one(**options):
        options = {"base_url": live_server.url, "locale": "zh-CN", "viewport": DESK} | options
        context = browser.new_context(**options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        return context

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_context):
    """A page of a signed-out browser on a desk."""
    return open_context().new_page()


@pytest.fixture
def phone(open_context):
    """A page of a signed-out browser on a phone."""
    return open_context(viewport=PHONE, has_touch=True, is_mobile=True).new_page()


@pytest.fixture
def sign_in(live_server):
    """Sign a person in, past the sign-in form: `sign_in(page, person)`. Others stay signed in."""

    def sign(page, person):
        client = Client()
        client.force_login(person.user)
        name = django_settings.SESSION_COOKIE_NAME
        page.context.add_cookies(
            [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
        )
        return page

    return sign


@pytest.fixture
def camera():
    one = Camera()
    yield one
    assert one.complaints == []


@pytest.fixture
def sight(open_context, sign_in, camera):
    """A watched page on which nothing moves; signed in when a person is named."""

    def page_of(person=None, **options):
        page = camera.watch(open_context(reduced_motion="reduce", **options).new_page())
        return sign_in(page, person) if person else page

    return page_of
