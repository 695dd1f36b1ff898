"""The catalogues of words: found in code and templates, kept in `locale`, compiled by Babel.

The source strings are Chinese. `en` holds every one of them; `zh_Hans` only rewords a few sentences
of the frameworks, and is written by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
MARKED = re.compile(rf"\b(?:{'|'.join(KEYWORDS)})\s*\(".encode())
LANGUAGE = "en"
FOLDERS_WITHOUT_WORDS = {"migrations", "tests"}


def found(root: Path, rooms: list[str]) -> Catalog:
    """Every word marked for translation in the rooms' code and in the templates."""
    catalogue = Catalog(locale=LANGUAGE, project="Mingfa", charset="utf-8")
    for path, source in _sources(root, rooms):
        lines = extract("python", BytesIO(source), keywords=KEYWORDS, comment_tags=["Translators:"])
        for _line, words, comments, context in lines:
            catalogue.add(
                words,
                auto_comments=comments,
                context=context,
                locations=[(path.relative_to(root).as_posix(), 1)],
                flags=("python-format",) if _has_values(words) else (),
            )
    for word in catalogue:
        word.locations.sort()  # as a .po file lists them, and is sorted by
    return catalogue


def file_of(locale: Path, language: str = LANGUAGE) -> Path:
    return locale / language / "LC_MESSAGES" / "django.po"


def read(path: Path) -> Catalog:
    """The catalogue of a .po file; an empty one where there is none yet."""
    if not path.exists():
        return Catalog(locale=LANGUAGE, project="Mingfa", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)


def update(path: Path, words: Catalog) -> Catalog:
    """Bring a .po file in line with the words found: new ones empty, forgotten ones gone."""
    catalogue = read(path)
    catalogue.update(words, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(
            file, catalogue, width=100, sort_by_file=True, include_lineno=False, omit_header=True
        )
    return catalogue


def unfinished(catalogue: Catalog, words: Catalog) -> list[str]:
    """The words found that the catalogue leaves empty or doubtful, or whose values differ."""
    return [_first(word.id) for word in words if word.id and not _is_done(catalogue, word)]


def compile_all(locale: Path) -> list[Path]:
    """Write a .mo beside every .po; those whose .mo is newer are left alone."""
    made = []
    for path in sorted(locale.glob("*/LC_MESSAGES/django.po")):
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= path.stat().st_mtime_ns:
            continue
        with target.open("wb") as file:
            write_mo(file, read(path))
        made.append(target)
    return made


def _sources(root: Path, rooms: list[str]) -> Iterator[tuple[Path, bytes]]:
    """Python as it stands, templates as the Python that Django makes of them."""
    for room in rooms:
        for path in sorted((root / room).rglob("*.py")):
            if not FOLDERS_WITHOUT_WORDS & set(path.parts):
                source = path.read_bytes()
                if MARKED.search(source):  # to read a file word by word takes long
                    yield path, source
    for path in sorted((root / "templates").rglob("*")):
        if path.suffix in {".html", ".txt"}:
            script = templatize(path.read_text(encoding="utf-8"), origin=str(path))
            yield path, "\n".join(line.strip() for line in script.splitlines()).encode()


def _has_values(words: str | tuple[str, ...]) -> bool:
    return "%(" in str(words)


def _first(word: str | tuple[str, ...] | list[str]) -> str:
    return word if isinstance(word, str) else word[0]


def _is_done(catalogue: Catalog, word: Message) -> bool:
    """Whether a word has a translation that is not doubtful and names the same values."""
    kept = catalogue.get(_first(word.id), word.context)
    if kept is None or kept.fuzzy or not kept.string:
        return False
    said = kept.string if isinstance(kept.string, list | tuple) else [kept.string]
    values = set(re.findall(r"%\(\w+\)[sd]", _first(word.id)))
    return all(text and set(re.findall(r"%\(\w+\)[sd]", text)) == values for text in said)
