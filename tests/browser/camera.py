"""A page at both widths in both themes, for whoever reads it: axe, and no sideways scrolling."""

from __future__ import annotations

import os
from pathlib import Path
from typing import ClassVar

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings

DESK = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 780}
NO_LINE = "net::ERR_INTERNET_DISCONNECTED"  # what the browser says while the line is cut

# At each width axe is asked in one theme about structure, in both about the colours.
LOOKS = [
    ("1280", DESK, "light", True),
    ("1280", DESK, "dark", False),
    ("360", PHONE, "light", True),
    ("360", PHONE, "dark", False),
]
# The browser keeps what it has compiled of a script that has an address; see `conftest.py`.
SCRIPT = Axe().axe_script + (Path(__file__).parent / "look.js").read_text()
ADDRESS = f"{settings.STATIC_URL}camera.js"
BRING = """address => new Promise((done, failed) => {
  const script = document.createElement("script");
  Object.assign(script, {src: address, onload: done, onerror: failed});
  document.head.append(script);
  script.remove();
}).then(() => true, () => false)"""
THEME = "document.documentElement.dataset.bsTheme"


def _height(page):
    return page.evaluate("document.documentElement.scrollHeight")


class Camera:
    """Looks at pages; a complaint in the log of a watched page fails the test as well.

    The pictures of a test that keeps them, with MINGFA_SCREENSHOTS=1 those of every test, lie under
    `var/screenshots`; with it those that are named for the README in `docs/screenshots` as well.
    """

    right: ClassVar[set[str]] = set()  # the colours of this process that axe has found right

    def __init__(self):
        self.complaints: list[str] = []
        self.is_asked = os.environ.get("MINGFA_SCREENSHOTS") == "1"
        self.keeps = self.is_asked
        run = settings.ENVIRONMENT.var  # …/var/test/run-…
        self.kept = run.parent.parent / "screenshots"
        self.shown = settings.BASE_DIR / "docs" / "screenshots"

    def watch(self, page):
        """From now on a complaint of the page fails the test."""
        page.on("pageerror", lambda error: self._note(str(error)))
        page.on("console", lambda m: self._note(m.text) if m.type == "error" else None)
        return page

    def _note(self, words):
        if NO_LINE not in words:
            self.complaints.append(words)

    def look(self, page, name, *, docs=()):
        """The page at both widths in both themes. `docs` names the widths that the README shows."""
        width_before, theme_before = page.viewport_size, page.evaluate(THEME)
        self._arrive(page)
        for width, size, theme, structure in LOOKS:
            if page.viewport_size != size:
                page.set_viewport_size(size)
            self._check(page, f"{name} at {width}, {theme}", theme=theme, structure=structure)
            if self.keeps:
                self._keep(page, name, width, theme, in_docs=self.is_asked and width in docs)
        page.set_viewport_size(width_before)
        page.evaluate(f"theme => {{ {THEME} = theme; }}", theme_before)

    def _keep(self, page, name, width, theme, *, in_docs):
        size = page.viewport_size
        if width == "360":
            page.set_viewport_size(size | {"height": max(size["height"], _height(page))})
        kept = self.kept / f"{name}-{width}-{theme}.jpg"  # two thirds of the work of a png
        self._shoot(page, kept, full_page=True, quality=70)
        page.set_viewport_size(size)
        if in_docs and theme == "light":
            suffix = "-phone" if width == "360" else ""
            page.evaluate("window.scrollTo(0, 0)")
            self._shoot(page, self.shown / f"{name}{suffix}.png")

    def _shoot(self, page, path: Path, **options):
        path.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=path, animations="disabled", **options)

    def _arrive(self, page):
        page.locator("main").wait_for()  # after a press the next page may only be arriving
        page.wait_for_load_state()
        if page.evaluate("'cameraLooks' in window"):
            return
        if not page.url.startswith("http") or not page.evaluate(BRING, ADDRESS):
            page.evaluate(SCRIPT + "null")  # there is no line

    def _check(self, page, where, **asked):
        asked["known"] = list(self.right)
        found = page.evaluate("asked => cameraLooks(asked)", asked)
        assert found["barriers"] == [], f"{where}: {found['barriers']}"
        assert found["wide"] <= 0, f"{where} scrolls sideways by {found['wide']}"
        assert self.complaints == [], where
        self.right.update(found["right"])
