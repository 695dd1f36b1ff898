"""A law that is passed and not yet in force, with its map waiting for the legal-affairs office."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from mingfa.demo.city import City
from mingfa.demo.stories import Story
from statutes import actions as statutes
from statutes import sheets
from statutes.models import Version

PASSED = {"current": "商标法_2019修正", "pending": "商标法_2026修订"}


def coming_law(city: City, texts: Path) -> Story:
    """Take in a law as it stands and as it will; a site without the law texts shows none."""
    at = city.span.now - timedelta(days=3)
    yield at
    dates, made = sheets.read_dates(), list[Version]()
    for part, stem in PASSED.items():
        path, passed = texts / part / f"{stem}.md", dates[stem].promulgated_on
        if not path.is_file() or (passed and passed > at.date()):
            return
        file = sheets.TextFile(path)
        version, _new = statutes.import_version(
            file.read(), dates[stem], source=file.source, actor_id=None, now=at
        )
        made.append(version)
    old, new = made
    statutes.propose_amendment(old, new, actor_id=None, now=at)
