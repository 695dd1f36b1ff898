"""What a browser loads before the first question stands there: little enough for a slow room."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

pytestmark = pytest.mark.django_db
MOST = 150_000  # bytes on the wire, without pictures
LINKED = re.compile(r'(?:href|src)="/static/([^"?]+\.(?:css|js))"')
IMPORTED = re.compile(r'(?:from|import) "\./([\w-]+\.js)"')


def files_of(page):
    """Every style sheet and script that the page names, and the modules that those import."""
    found, waiting = set(), LINKED.findall(page)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        text = Path(finders.find(name)).read_text(encoding="utf-8")
        waiting += [str(Path(name).parent / other) for other in IMPORTED.findall(text)]
    return found


def wire(data):
    return len(gzip.compress(data, 6))


def hundred_questions(paper):
    """A paper as the hall sends it, of a hundred questions with texts of an ordinary length."""
    question = json.loads(paper)["questions"][0]
    words = [chr(0x4E00 + n * 7919 % 20_000) for n in range(20_000)]
    taken = iter(words * 3)
    long = lambda n: "".join(next(taken) for _ in range(n))  # noqa: E731
    return [
        question
        | {
            "place": place,
            "stem": long(70),
            "options": [
                {"token": f"{place * 7 + n:018x}"[::-1], "text": long(18)} for n in range(4)
            ],
        }
        for place in range(1, 101)
    ]


def test_the_first_load_of_a_hundred_questions_stays_small(li):
    page = li.start().get("hall").content
    files = files_of(page.decode())
    assert "js/hall/page.js" in files
    assert "js/hall/queue.js" in files
    loaded = {name: wire(Path(finders.find(name)).read_bytes()) for name in files}
    paper = json.dumps({"questions": hundred_questions(li.attempt.paper.hall)}, ensure_ascii=False)
    # The page itself is not compressed.
    loaded |= {"page": len(page), "paper": wire(paper.encode())}
    assert sum(loaded.values()) < MOST, loaded
