"""Where the real browser is, and the fonts that it needs for Chinese."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pylopdf_fonts_zh_cn

HOW_TO_GET = "apt-get install chromium-headless-shell  (or chromium)"
# The first is the same browser without windows: half the work for a processor.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
)


def program() -> str | None:
    return next((found for name in NAMES if (found := shutil.which(name))), None)


# Pages are drawn and fetched in the browser's own process, and scripts, each of which runs for a
# moment, are not improved meanwhile: a tenth less work. The second feature is Playwright's own.
LEAN = (
    "--disable-gpu",
    "--in-process-gpu",
    "--enable-features=NetworkServiceInProcess2,CDPScreenshotNewSurface",
    "--js-flags=--no-opt --no-maglev",
)


def arguments() -> list[str]:
    """Root cannot use Chromium's sandbox; nothing here may reach out of the machine."""
    quiet = [*LEAN, "--disable-background-networking", "--no-first-run"]
    return [*quiet, "--no-sandbox"] if os.geteuid() == 0 else quiet


def font_home(folder: Path) -> Path:
    """A data home whose `fonts` links to the Chinese fonts of the wheel."""
    fonts = folder / "fonts"
    fonts.mkdir(parents=True, exist_ok=True)
    for font in Path(pylopdf_fonts_zh_cn.__file__).parent.glob("*.otf"):
        link = fonts / font.name
        if not link.exists():
            link.symlink_to(font)
    return folder
