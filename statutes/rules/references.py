"""How an article is named: 行政处罚法 第七十一条, 第一百二十条之一."""

from __future__ import annotations

import re
from dataclasses import dataclass

from statutes.rules.numerals import CHARACTERS, from_chinese, to_chinese

_COUNTRY = "中华人民共和国"
_ARTICLE = re.compile(rf"第([{CHARACTERS}]+)条(?:之([{CHARACTERS}]+))?")
_REFERENCE = re.compile(rf"《?([^《》\s　]+?)》?[\s　]*({_ARTICLE.pattern})")


@dataclass(frozen=True, order=True)
class Reference:
    """One article of one statute. `suffix` is 1 for 第一百二十条之一, else 0."""

    title: str
    number: int
    suffix: int = 0

    def __str__(self) -> str:
        return f"{self.title} {label(self.number, self.suffix)}"


def short_title(title: str) -> str:
    """The title by which a statute is cited: without 中华人民共和国 and book marks."""
    return title.strip().strip("《》").removeprefix(_COUNTRY).strip()


def label(number: int, suffix: int = 0) -> str:
    """第七十一条, 第一百二十条之一."""
    return f"第{to_chinese(number)}条" + (f"之{to_chinese(suffix)}" if suffix else "")


def parse_label(text: str) -> tuple[int, int]:
    """Number and suffix of 第七十一条 or 71 or 120之1. Raises ValueError for anything else."""
    found = _ARTICLE.fullmatch(text.strip())
    if found:
        return from_chinese(found[1]), from_chinese(found[2]) if found[2] else 0
    plain = re.fullmatch(r"第?\s*(\d{1,4})\s*条?(?:之(\d{1,2}))?", text.strip())
    if plain is None:
        raise ValueError(f"not an article: {text!r}")
    return int(plain[1]), int(plain[2] or 0)


def parse_reference(text: str) -> Reference:
    """The reference written as 行政处罚法 第七十一条. Raises ValueError for anything else."""
    found = _REFERENCE.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"not a reference: {text!r}")
    return Reference(short_title(found[1]), *parse_label(found[2]))
