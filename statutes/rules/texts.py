"""The text of a statute cut into its articles, and the fingerprint of an article."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field

from statutes.rules.numerals import CHARACTERS
from statutes.rules.references import label, parse_label, short_title

_MARKS = str.maketrans("", "", "*#`_\\")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_FRONT_MATTER = re.compile(r"^---\n(?:[\w-]+:.*\n)*---$", re.MULTILINE)
_TITLE = re.compile(r"^#\s+(.+)$", re.MULTILINE)
_HEADING = re.compile(r"^(#{1,6})\s+(.+)$")
_DIVISION = re.compile(rf"^第[{CHARACTERS}]+(编|分编|章|节)")
_ARTICLE = re.compile(
    rf"^(?:\*\*)?(第[{CHARACTERS}]+条(?:之[{CHARACTERS}]+)?)(?:\*\*)?(?:[\s　]+(.*)|$)"
)
_RANK = {"编": 1, "分编": 2, "章": 3, "节": 4}


def normalise(text: str) -> str:
    """What the digest covers: NFC, without any white space and without markdown marks."""
    plain = unicodedata.normalize("NFC", _COMMENT.sub("", text)).translate(_MARKS)
    return "".join(plain.split())


def digest(text: str) -> str:
    """SHA-256 of the normalised text, 64 hexadecimal digits."""
    return hashlib.sha256(normalise(text).encode()).hexdigest()


@dataclass(frozen=True)
class ArticleText:
    """One article: paragraphs and items stand on lines of their own."""

    number: int
    suffix: int
    heading: str
    text: str

    @property
    def label(self) -> str:
        """第七十一条."""
        return label(self.number, self.suffix)

    @property
    def digest(self) -> str:
        return digest(self.text)


@dataclass(frozen=True)
class StatuteText:
    """A parsed text. `faults` names what a person must look at before relying on it."""

    title: str
    preamble: str
    articles: tuple[ArticleText, ...]
    faults: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 over the articles' numbers and digests in order."""
        rows = (f"{a.number}.{a.suffix}:{a.digest}" for a in self.articles)
        return hashlib.sha256("\n".join(rows).encode()).hexdigest()

    def article(self, number: int, suffix: int = 0) -> ArticleText | None:
        return next((a for a in self.articles if (a.number, a.suffix) == (number, suffix)), None)


@dataclass
class _Reader:
    """The state of reading one text line by line."""

    divisions: dict[int, str] = field(default_factory=dict)
    preamble: list[str] = field(default_factory=list)
    found: list[tuple[tuple[int, int], str, list[str]]] = field(default_factory=list)

    def take(self, line: str) -> None:
        heading = _HEADING.match(line)
        article = _ARTICLE.match(line)
        if heading:
            self._enter(heading[2].strip())
        elif article:
            where = " ".join(self.divisions[rank] for rank in sorted(self.divisions))
            self.found.append((parse_label(article[1]), where, [article[2] or ""]))
        elif self.found:
            self.found[-1][2].append(line)
        else:
            self.preamble.append(line)

    def _enter(self, heading: str) -> None:
        division = _DIVISION.match(heading)
        rank = _RANK[division[1]] if division else 1
        self.divisions = {r: h for r, h in self.divisions.items() if r < rank}
        if division or self.found:
            self.divisions[rank] = re.sub(r"[\s　]+", " ", heading)


def parse(source: str) -> StatuteText:
    """Cut a text in either of the two formats into articles.

    `**第X条**　…` under `## 第X章` headings, or `第X条 …` after an `INFO END` comment. The
    effective date is not read: an amended text keeps the date of the original in its last
    article. Raises ValueError when there is no title or no article.
    """
    text = _FRONT_MATTER.sub("", source.replace("\r\n", "\n").lstrip("﻿"))
    title = _TITLE.search(text)
    if title is None:
        raise ValueError("the text has no title")
    reader = _Reader()
    for line in _COMMENT.sub("", text[title.end() :]).split("\n"):
        if line.strip():
            reader.take(line.strip())
    if not reader.found:
        raise ValueError("the text has no articles")
    articles = tuple(
        ArticleText(*place, heading, "\n".join(line for line in lines if line))
        for place, heading, lines in reader.found
    )
    return StatuteText(
        short_title(title[1]), "\n".join(reader.preamble), articles, _order_faults(articles)
    )


def _order_faults(articles: tuple[ArticleText, ...]) -> tuple[str, ...]:
    """Gaps, repetitions and articles out of order, each named once."""
    faults, seen, expected = [], set(), 1
    for a in articles:
        place = (a.number, a.suffix)
        if place in seen:
            faults.append(f"{label(*place)} occurs twice")
        elif a.suffix == 0 and a.number != expected:
            faults.append(f"{label(*place)} stands where {label(expected)} was expected")
        seen.add(place)
        expected = a.number + 1
        if not a.text:
            faults.append(f"{label(*place)} is empty")
    return tuple(faults)
