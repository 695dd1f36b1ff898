"""How a place of the law is named: 行政处罚法 第七十一条, 第三十六条第二款第（一）项."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from statutes.rules.numerals import CHARACTERS, from_chinese, to_chinese

_COUNTRY = "中华人民共和国"
_ARTICLE = re.compile(rf"第([{CHARACTERS}]+)条(?:之([{CHARACTERS}]+))?")
_WITHIN = re.compile(rf"(?:第([{CHARACTERS}]+)款)?(?:第[（(]?([{CHARACTERS}]+)[）)]?项)?")
_REFERENCE = re.compile(
    rf"《?(?P<title>[^《》\s　]+?)》?[\s　]*(?P<article>{_ARTICLE.pattern})(?P<within>.*)"
)


@dataclass(frozen=True, order=True)
class Reference:
    """One article of one statute, or one of its paragraphs (款) or items (项).

    `suffix` is 1 for 第一百二十条之一, else 0. `paragraph` and `item` count from 1; 0 is the whole.
    An item without a paragraph is one of the article's only list.
    """

    title: str
    number: int
    suffix: int = 0
    paragraph: int = 0
    item: int = 0

    def __str__(self) -> str:
        return f"{self.title} {label(self.number, self.suffix)}{within(self.paragraph, self.item)}"

    @property
    def article(self) -> Reference:
        """The whole article in which the place stands."""
        return Reference(self.title, self.number, self.suffix)


def short_title(title: str) -> str:
    """The title by which a statute is cited: without 中华人民共和国 and book marks."""
    return title.strip().strip("《》").removeprefix(_COUNTRY).strip()


def label(number: int, suffix: int = 0) -> str:
    """第七十一条, 第一百二十条之一."""
    return f"第{to_chinese(number)}条" + (f"之{to_chinese(suffix)}" if suffix else "")


def within(paragraph: int, item: int = 0) -> str:
    """第二款第（一）项; empty for the whole article."""
    written = f"第{to_chinese(paragraph)}款" if paragraph else ""
    return written + (f"第（{to_chinese(item)}）项" if item else "")


def parse_within(text: str) -> tuple[int, int]:
    """Paragraph and item of 第二款第（一）项 or 第二款第一项. Raises ValueError otherwise."""
    found = _WITHIN.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"not a paragraph or item: {text!r}")
    if any(part and not from_chinese(part) for part in found.groups()):
        raise ValueError(f"paragraphs and items count from one: {text!r}")
    paragraph, item = (from_chinese(part) if part else 0 for part in found.groups())
    return paragraph, item


def parse_label(text: str) -> tuple[int, int]:
    """Number and suffix of 第七十一条 or 71 or 120之1. Raises ValueError for anything else."""
    found = _ARTICLE.fullmatch(text.strip())
    if found:
        return from_chinese(found[1]), from_chinese(found[2]) if found[2] else 0
    plain = re.fullmatch(r"第?\s*(\d{1,4})\s*条?(?:之(\d{1,2}))?", text.strip())
    if plain is None:
        raise ValueError(f"not an article: {text!r}")
    return int(plain[1]), int(plain[2] or 0)


def reference_within(title: str, place: str) -> Reference:
    """The place of a statute named apart from its title: 第三十六条第二款, or 71.

    Raises ValueError for anything else.
    """
    if re.search(r"[款项]", place):
        return parse_reference(f"{title} {place.strip()}")
    return Reference(title, *parse_label(place))


@lru_cache(maxsize=4096)  # a bank cites few articles in many questions
def parse_reference(text: str) -> Reference:
    """The reference written as 行政处罚法 第七十一条第二款. Raises ValueError for anything else."""
    found = _REFERENCE.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"not a reference: {text!r}")
    number, suffix = parse_label(found["article"])
    paragraph, item = parse_within(found["within"])
    return Reference(short_title(found["title"]), number, suffix, paragraph, item)
