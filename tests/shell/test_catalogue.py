"""Every word is marked, the English catalogue holds every word, and both languages are spoken."""

from __future__ import annotations

import ast
import re

import pytest
from django import forms
from django.conf import settings
from django.utils import translation

from mingfa import catalogue
from tests.house import ROOMS, ROOT, is_layer, named, parsed, sources, text_of

CHINESE = re.compile(r"[\u3400-\u9fff]")
SHOWN = ("views", "forms", "tables", "filters", "figures", "models")  # layers that speak to readers
UNMARKED: dict[str, str] = {}

PAGE = """{% load i18n %}
<h1>{% translate "试题" %}</h1> it's 3 > 2 "
    {% blocktranslate count n=total %}共 {{ n }} 道{% plural %}共 {{ n }} 道{% endblocktranslate %}
  {% blocktranslate trimmed with who=name %}
    由 {{ who }}
    审定
  {% endblocktranslate %}
{# 说明 #}{{ now|date:_("Y年n月j日") }}
"""
CODE = """
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
TITLE = _("标题 %(name)s")
def words(n): return ngettext("%(n)d 人", "%(n)d 人", n)
NOT_MARKED = "不译"
"""


@pytest.fixture
def house(tmp_path):
    (tmp_path / "room").mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "room" / "views.py").write_text(CODE, encoding="utf-8")
    (tmp_path / "templates" / "page.html").write_text(PAGE, encoding="utf-8")
    return tmp_path


def ids(words):
    return {word.id if isinstance(word.id, str) else word.id[0] for word in words if word.id}


def test_words_are_found_in_code_and_in_templates(house):
    assert ids(catalogue.found(house, ["room"])) == {
        "标题 %(name)s",
        "%(n)d 人",
        "试题",
        "共 %(n)s 道",
        "由 %(who)s 审定",
        "Y年n月j日",
    }


def test_an_update_keeps_translations_adds_new_words_and_forgets_old_ones(house):
    path = catalogue.file_of(house / "locale")
    words = catalogue.found(house, ["room"])
    kept = catalogue.update(path, words)
    kept["试题"].string = "Questions"
    kept.add("旧词", "old")
    with path.open("wb") as file:
        catalogue.write_po(file, kept, omit_header=True)
    again = catalogue.update(path, words)
    assert again["试题"].string == "Questions"
    assert "旧词" not in path.read_text(encoding="utf-8")
    before = path.read_bytes()
    catalogue.update(path, words)
    assert path.read_bytes() == before


def test_a_file_has_one_order_whoever_writes_it(house):
    (house / "zones").mkdir()
    (house / "zones" / "views.py").write_text('TITLE = _("试题")\nLAST = _("末")', encoding="utf-8")
    (house / "room" / "zero.py").write_text('WORD = _("试题")', encoding="utf-8")
    path = catalogue.file_of(house / "locale")
    catalogue.update(path, catalogue.found(house, ["zones", "room"]))
    first, read = path.read_bytes(), catalogue.read(path)
    with path.open("wb") as file:
        catalogue.write_po(
            file, read, width=100, sort_by_file=True, include_lineno=False, omit_header=True
        )
    assert path.read_bytes() == first


@pytest.mark.parametrize(
    ("said", "finished"),
    [("", False), ("Title", False), ("Title %(nome)s", False), ("%(name)s's title", True)],
)
def test_a_translation_must_be_there_and_name_the_same_values(house, said, finished):
    words = catalogue.found(house, ["room"])
    kept = catalogue.Catalog(locale="en")
    kept.add("标题 %(name)s", said)
    assert ("标题 %(name)s" not in catalogue.unfinished(kept, words)) == finished


def test_the_english_catalogue_is_complete():
    words = catalogue.found(ROOT, list(ROOMS))
    kept = catalogue.read(catalogue.file_of(ROOT / "locale"))
    assert catalogue.unfinished(kept, words) == []
    assert ids(kept) - ids(words) == set(), "forgotten words; run: manage.py catalogue"


def test_the_frameworks_sentences_are_reworded():
    with translation.override("zh-hans"):
        assert forms.CharField().error_messages["required"] == "请填写此项。"


def test_times_and_languages_are_the_citys():
    assert settings.LANGUAGE_CODE == "zh-hans"
    assert [code for code, _label in settings.LANGUAGES] == ["zh-hans", "en"]


def unmarked(path):
    """Chinese strings of a file that are neither marked for translation nor docstrings."""
    nodes = list(ast.walk(parsed(path)))
    marked = {
        id(part)
        for call in nodes
        if isinstance(call, ast.Call) and _word(call.func) in catalogue.KEYWORDS
        for argument in call.args
        for part in ast.walk(argument)
    }
    silent = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    return [
        f"line {node.lineno}: {node.value}"
        for node in nodes
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and CHINESE.search(node.value)
        and id(node) not in marked | silent
    ]


def _word(node):
    return getattr(node, "attr", getattr(node, "id", ""))


def test_every_word_shown_to_readers_is_marked():
    shown = [path for path in sources() if is_layer(path, *SHOWN)]
    found = {named(path): unmarked(path) for path in shown if CHINESE.search(text_of(path))}
    found = {path: words for path, words in found.items() if words}
    assert {path: words for path, words in found.items() if path not in UNMARKED} == {}
    assert UNMARKED.keys() - found.keys() == set(), "these exemptions are stale"
