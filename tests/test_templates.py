"""What a template may hold."""

from __future__ import annotations

import re

from django.template.loader import get_template

from tests.house import TEMPLATES

BANNED = {
    r"<script(?![^>]*\bsrc=)(?![^>]*application/json)": "a script belongs in static/js",
    r"<style": "a style belongs in static/css",
    r"\sstyle=": "a style belongs in static/css",
    r"\son[a-z]+=": "events are bound in static/js",
    r"\|safe\b": "mark safe in Python, with a reason",
    r"https?://(?!www\.w3\.org)": "nothing is fetched from elsewhere",
    r"javascript:": "events are bound in static/js",
}
CHINESE = re.compile(r"[\u3400-\u9fff]")
SPEAKS = (  # where Chinese may stand: marked for translation, or said to authors alone
    r"{#.*?#}",
    r"{%\s*comment.*?endcomment\s*%}",
    r"{%\s*blocktrans(?:late)?\b.*?endblocktrans(?:late)?\s*%}",
    r"{%\s*trans(?:late)?\b.*?%}",
    r"""_\((?:'[^']*'|"[^"]*")\)""",
)
UNMARKED = {
    "_ui/seal.html": "the seal shows two characters in every language",
    "_ui/topbar.html": "a language is offered in its own name",
}
ALL = sorted(TEMPLATES.rglob("*.html"))


def name(path):
    return path.relative_to(TEMPLATES).as_posix()


def is_partial(path):
    return path.name.startswith("_") or name(path).split("/")[0] in {"_ui", "bootstrap5"}


def faults(look, paths=ALL):
    """What `look(path, text)` finds in each template, those without a finding left out."""
    found = {name(path): look(path, path.read_text(encoding="utf-8")) for path in paths}
    return {path: wrong for path, wrong in found.items() if wrong}


def test_each_holds_nothing_that_the_policy_forbids():
    def look(path, text):
        return [why for pattern, why in BANNED.items() if re.search(pattern, text)]

    assert faults(look) == {}


def test_each_stays_small():
    assert faults(lambda path, text: text.count("\n") > 150) == {}


def test_each_compiles():
    for path in ALL:
        get_template(name(path))


def test_a_partial_says_what_it_needs():
    def look(path, text):
        return not text.startswith("{# ") or "Needs:" not in text.split("#}")[0]

    assert faults(look, [path for path in ALL if is_partial(path)]) == {}


def test_a_partial_gets_only_what_it_is_given():
    def look(path, text):
        includes = re.findall(r"{%\s*include\b[^%]*%}", text)
        return [tag for tag in includes if not re.search(r"\bonly\s*%}$", tag)]

    # crispy forms hand their whole context down
    assert faults(look, [path for path in ALL if not name(path).startswith("bootstrap5/")]) == {}


def unmarked(path):
    text = path.read_text(encoding="utf-8")
    for pattern in SPEAKS:
        text = re.sub(pattern, "", text, flags=re.DOTALL)
    return [line.strip() for line in text.splitlines() if CHINESE.search(line)]


def test_every_chinese_word_is_marked_for_translation():
    found = {name(path): unmarked(path) for path in ALL if unmarked(path)}
    assert {path: lines for path, lines in found.items() if path not in UNMARKED} == {}
    assert UNMARKED.keys() - found.keys() == set(), "these exemptions are stale"
