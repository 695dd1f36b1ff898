"""The persons of the story, and how they read and press."""

from __future__ import annotations

from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import TimeoutError as WaitedTooLong

PASSWORD = "Yunze-2026-mingti"


class Stage:
    """The persons of the story, each with a browser of their own."""

    def __init__(self, open_context, address, cast, camera):
        self.open_context, self.address = open_context, address
        self.cast, self.camera = cast, camera
        self.windows = {}

    def blank(self, **options):
        """A signed-out window."""
        context = self.open_context(reduced_motion="reduce", color_scheme="light", **options)
        return self.camera.watch(context.new_page())

    def enter(self, who, **options):
        """The person's window, on a desk unless told otherwise; signed in anew, for time passes."""
        key = (who, repr(sorted(options.items())))
        page = self.windows.get(key) or self.windows.setdefault(key, self.blank(**options))
        client, name = Client(), django_settings.SESSION_COOKIE_NAME
        client.force_login(self.cast[who].user)
        value = client.cookies[name].value
        page.context.add_cookies([{"name": name, "value": value, "url": self.address}])
        return page


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def follow(page, name, *, exact=True):
    """Press the link, and wait for the page behind it."""
    with page.expect_navigation():
        page.get_by_role("link", name=name, exact=exact).first.click()


def said(page, words):
    """Wait until the page says so; a page that never does is quoted."""
    try:
        page.get_by_text(words).first.wait_for()
    except WaitedTooLong as waited:
        raise AssertionError(f"{words} is not in: {page.locator('body').inner_text()}") from waited
