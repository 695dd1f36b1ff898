"""Every page that the story visits, seen at both widths in both themes, and kept as pictures."""

from __future__ import annotations

import os
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings

from tests.browser.conftest import DESK, PHONE

# plotly brings styles for maps; no page has a map, and the policy keeps them out.
UNUSED_MAP_STYLES = "sha256-ji27qzEtxXZW+7dun6UwjHXJ18e6WAin1VvNtkzIE/o="
NO_LINE = "net::ERR_INTERNET_DISCONNECTED"  # what the browser says while the line is cut
EXPECTED = (UNUSED_MAP_STYLES, NO_LINE)
LOOKS = [(size, theme) for size in (("1280", DESK), ("360", PHONE)) for theme in ("light", "dark")]


def _height(page):
    return page.evaluate("document.documentElement.scrollHeight")


class Camera:
    """Looks at pages for whoever reads them: axe, no sideways scrolling, no complaint in the log.

    The pictures lie under `var/screenshots`; with MINGFA_SCREENSHOTS=1 those that are named for
    the README go to `docs/screenshots` as well.
    """

    def __init__(self):
        self.axe = Axe()
        self.taken: list[str] = []
        run = settings.ENVIRONMENT.var  # …/var/test/run-…
        self.kept = run.parent.parent / "screenshots"
        self.kept.mkdir(parents=True, exist_ok=True)
        wanted = os.environ.get("MINGFA_SCREENSHOTS") == "1"
        self.shown = settings.BASE_DIR / "docs" / "screenshots" if wanted else None

    def watch(self, page):
        """From now on a complaint of the page fails the story."""
        page.on("pageerror", lambda error: self._complain(str(error)))
        page.on("console", lambda m: self._complain(m.text) if m.type == "error" else None)
        return page

    def _complain(self, words):
        if not any(expected in words for expected in EXPECTED):
            raise AssertionError(words)

    def look(self, page, name, *, docs=()):
        """The page at both widths in both themes. `docs` names the widths that the README shows."""
        width_before = page.viewport_size
        theme_before = page.evaluate("document.documentElement.dataset.bsTheme")
        self.taken.append(name)
        for (width, size), theme in LOOKS:
            page.set_viewport_size(size)
            if width == "360":
                page.set_viewport_size(size | {"height": max(size["height"], _height(page))})
            page.evaluate("theme => { document.documentElement.dataset.bsTheme = theme; }", theme)
            self._shoot(page, self.kept / f"{name}-{width}-{theme}.png", full_page=True)
            if self.shown and width in docs and theme == "light":
                suffix = "-phone" if width == "360" else ""
                page.set_viewport_size(size)
                page.evaluate("window.scrollTo(0, 0)")
                self._shoot(page, self.shown / f"{name}{suffix}.png")
            self._check(page, f"{name} at {width}, {theme}", colours_only=theme == "dark")
        page.set_viewport_size(width_before)
        page.evaluate(
            "theme => { document.documentElement.dataset.bsTheme = theme; }", theme_before
        )

    def _shoot(self, page, path: Path, **options):
        page.screenshot(path=path, animations="disabled", **options)

    def _check(self, page, where, *, colours_only):
        """axe, whole or for the colours alone where only the theme is another."""
        if not page.evaluate("'axe' in window"):
            page.evaluate(self.axe.axe_script)
        options = {"resultTypes": ["violations"]}
        if colours_only:
            options["runOnly"] = ["color-contrast", "link-in-text-block"]
        found = page.evaluate("options => axe.run(options)", options)["violations"]
        barriers = [(v["id"], [node["html"] for node in v["nodes"]]) for v in found]
        assert barriers == [], f"{where}: {barriers}"
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{where} scrolls sideways by {wide}"
