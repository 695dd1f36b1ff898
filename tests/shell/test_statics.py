"""Static files come out of installed wheels, are named by content and served without a CDN."""

from __future__ import annotations

import contextlib
import json
import re

import pytest
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.template import Context, Template
from django.test import Client
from django.urls import reverse

from mingfa.templatetags.icons import NoSuchIcon, icon
from mingfa.wheels import WHEELS

pytestmark = pytest.mark.sqlite  # what a page shows does not hang on the engine


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("static")


@pytest.fixture
def collected(settings, folder):
    """The static files as a site on one computer collects them; once is enough."""
    settings.STATIC_ROOT = folder
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "mingfa.statics.QuickStorage"}
    }
    if not any(folder.iterdir()):
        call_command("collectstatic", verbosity=0, interactive=False)
    return settings.STATIC_ROOT


def wanted():
    return [f"{prefix}/{name}" for prefix, (_p, _f, names) in WHEELS.items() for name in names]


@pytest.mark.parametrize("path", wanted())
def test_what_a_page_needs_from_elsewhere_is_in_a_wheel(path):
    assert finders.find(path)


def test_nothing_else_of_the_wheels_is_given_out():
    assert finders.find("vendor/bootstrap/js/jquery.js") is None
    assert finders.find("vendor/bootstrap/../../package.json") is None


def test_every_file_is_collected_under_a_name_that_tells_its_content(collected):
    paths = json.loads((collected / "staticfiles.json").read_text())["paths"]
    assert set(wanted()) <= paths.keys()
    assert re.fullmatch(r"css/tokens\.[0-9a-f]{12}\.css", paths["css/tokens.css"])
    module = (collected / paths["js/frame.js"]).read_text()
    assert re.search(r'from "\./theme\.[0-9a-f]{12}\.js"', module), "an import without digest"


def test_the_server_gives_them_out_for_good(collected, db):
    client = Client()
    page = client.get(reverse("account_login"))
    url = staticfiles_storage.url("css/tokens.css")
    with contextlib.closing(client.get(url)) as answer:
        told = (answer.status_code, answer["Cache-Control"], answer["X-Content-Type-Options"])
    assert page.status_code == 200
    assert told == (200, "max-age=315360000, public, immutable", "nosniff")


def test_an_icon_is_inlined_and_silent():
    shown = Template('{% icon "bell" %}').render(Context())
    assert shown.startswith('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="')
    assert "xmlns" not in shown
    assert "stroke=" not in shown
    assert shown.endswith("</svg>")


def test_an_icon_that_does_not_exist_is_an_error_while_building():
    with pytest.raises(NoSuchIcon):
        icon("no-such-icon")
