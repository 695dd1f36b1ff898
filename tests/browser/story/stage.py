"""The persons of the story, and how they read and press."""

from __future__ import annotations

from django.conf import settings as django_settings
from django.test import Client

PASSWORD = "Yunze-2026-mingti"


class Stage:
    """The persons of the story, each with a browser of their own."""

    def __init__(self, open_context, address, cast, camera):
        self.open_context, self.address = open_context, address
        self.cast, self.camera = cast, camera

    def blank(self, **options):
        """A signed-out window."""
        context = self.open_context(reduced_motion="reduce", color_scheme="light", **options)
        return self.camera.watch(context.new_page())

    def enter(self, who, page=None, **options):
        """A window in which the person is signed in."""
        page = page or self.blank(**options)
        client, name = Client(), django_settings.SESSION_COOKIE_NAME
        client.force_login(self.cast[who].user)
        value = client.cookies[name].value
        page.context.add_cookies([{"name": name, "value": value, "url": self.address}])
        return page


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def said(page, words):
    page.get_by_text(words).first.wait_for()
