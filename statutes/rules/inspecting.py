"""What a person should look at in a text before it is registered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from statutes.rules.numerals import CHARACTERS
from statutes.rules.references import label
from statutes.rules.texts import ArticleText, StatuteText

SUSPICIOUSLY_LONG = 6_000  # characters; the longest article of the texts known is below 3,000
_INSIDE_HEADING = re.compile(rf"^第[{CHARACTERS}]+(?:编|章|节)")
_INSIDE_ARTICLE = re.compile(rf"^第[{CHARACTERS}]+条")


class TextFault(StrEnum):
    """What is odd about a text; worded in `statutes.models.TextFaultWords`."""

    MISSING = "missing"
    TWICE = "twice"
    OUT_OF_ORDER = "out_of_order"
    SUFFIX_ALONE = "suffix_alone"
    EMPTY = "empty"
    LONG = "long"
    HEADING_INSIDE = "heading_inside"
    ARTICLE_INSIDE = "article_inside"


BLOCKING = frozenset({TextFault.TWICE, TextFault.EMPTY})  # no version can hold such articles


@dataclass(frozen=True)
class Found:
    """One oddity, at which article; `until` is the last of a row of missing ones."""

    fault: TextFault
    at: str
    until: str = ""

    @property
    def is_blocking(self) -> bool:
        return self.fault in BLOCKING


def inspect(text: StatuteText) -> tuple[Found, ...]:
    """Everything odd, in the order of the text; numbering first."""
    found = _numbering(text.articles)
    for article in text.articles:
        found += _wording(article)
    return tuple(found)


def _numbering(articles: tuple[ArticleText, ...]) -> list[Found]:
    found: list[Found] = []
    seen: set[tuple[int, int]] = set()
    highest = 0
    for a in articles:
        at = label(a.number, a.suffix)
        if (a.number, a.suffix) in seen:
            found.append(Found(TextFault.TWICE, at))
        elif a.number < highest:
            found.append(Found(TextFault.OUT_OF_ORDER, at))
        elif a.suffix and (a.number, a.suffix - 1) not in seen:
            found.append(Found(TextFault.SUFFIX_ALONE, at))
        elif a.number > highest + 1:
            last = label(a.number - 1) if a.number > highest + 2 else ""
            found.append(Found(TextFault.MISSING, label(highest + 1), last))
        seen.add((a.number, a.suffix))
        highest = max(highest, a.number)
    return found


def _wording(article: ArticleText) -> list[Found]:
    at = label(article.number, article.suffix)
    lines = article.text.split("\n")[1:]
    odd = {
        TextFault.EMPTY: not article.text,
        TextFault.LONG: len(article.text) > SUSPICIOUSLY_LONG,
        TextFault.HEADING_INSIDE: any(_INSIDE_HEADING.match(line) for line in lines),
        TextFault.ARTICLE_INSIDE: any(_INSIDE_ARTICLE.match(line) for line in lines),
    }
    return [Found(fault, at) for fault, is_so in odd.items() if is_so]
