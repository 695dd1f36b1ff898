"""A page at both widths in both themes, for whoever reads it: axe, and no sideways scrolling."""

from __future__ import annotations

import os
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings

DESK = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 780}
NO_LINE = "net::ERR_INTERNET_DISCONNECTED"  # what the browser says while the line is cut

# What axe is asked at each look. Its colours take three quarters of its time, the rest is a matter
# of structure: each look asks what another has not answered yet.
COLOURS = ["color-contrast", "link-in-text-block"]
ALL: dict[str, object] = {}
COLOURS_ALONE = {"runOnly": COLOURS}
ALL_BUT_COLOURS = {"rules": {name: {"enabled": False} for name in COLOURS}}
LOOKS = [
    ("1280", DESK, "light", ALL),
    ("1280", DESK, "dark", COLOURS_ALONE),
    ("360", PHONE, "light", ALL_BUT_COLOURS),
    ("360", PHONE, "dark", COLOURS_ALONE),
]
# Only what is wrong is read, and only as it stands in the page; there are no frames.
LEAN = """{resultTypes: ["violations"], selectors: false, preload: false, iframes: false}"""
RUN = f"""options => axe.run({{...options, ...{LEAN}}}).then(
  found => found.violations.map(v => [v.id, v.nodes.map(node => node.html)]))"""
THEME = "document.documentElement.dataset.bsTheme"


def _height(page):
    return page.evaluate("document.documentElement.scrollHeight")


class Camera:
    """Looks at pages; a complaint in the log of a watched page fails the test as well.

    With MINGFA_SCREENSHOTS=1 the pictures lie under `var/screenshots`, and those that are named for
    the README in `docs/screenshots` as well.
    """

    def __init__(self):
        self.axe = Axe()
        self.complaints: list[str] = []
        self.keeps = os.environ.get("MINGFA_SCREENSHOTS") == "1"
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
        for width, size, theme, asked in LOOKS:
            page.set_viewport_size(size)
            page.evaluate(f"theme => {{ {THEME} = theme; }}", theme)
            if self.keeps:
                self._keep(page, name, width, theme, in_docs=width in docs)
            self._check(page, f"{name} at {width}, {theme}", asked)
        page.set_viewport_size(width_before)
        page.evaluate(f"theme => {{ {THEME} = theme; }}", theme_before)

    def _keep(self, page, name, width, theme, *, in_docs):
        size = page.viewport_size
        if width == "360":
            page.set_viewport_size(size | {"height": max(size["height"], _height(page))})
        self._shoot(page, self.kept / f"{name}-{width}-{theme}.png", full_page=True)
        page.set_viewport_size(size)
        if in_docs and theme == "light":
            suffix = "-phone" if width == "360" else ""
            page.evaluate("window.scrollTo(0, 0)")
            self._shoot(page, self.shown / f"{name}{suffix}.png")

    def _shoot(self, page, path: Path, **options):
        path.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=path, animations="disabled", **options)

    def _check(self, page, where, asked):
        page.locator("main").wait_for()  # after a press the next page may only be arriving
        page.wait_for_load_state()
        if not page.evaluate("'axe' in window"):
            page.evaluate(self.axe.axe_script)
        barriers = page.evaluate(RUN, asked)
        assert barriers == [], f"{where}: {barriers}"
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{where} scrolls sideways by {wide}"
        assert self.complaints == [], where
