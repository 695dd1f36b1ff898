"""A text as people have it (typed, pasted from a site, out of a document) put into our format.

Such a text has no marks: its title is its first line, headings and articles are told by their
wording alone. A table of contents at its head does no harm.
"""

from __future__ import annotations

import re

from statutes.rules.numerals import CHARACTERS, from_chinese
from statutes.rules.references import label
from statutes.rules.texts import StatuteText, parse

LONGEST_TITLE = 80  # characters
_MARKED_TITLE = re.compile(r"^#\s+\S", re.MULTILINE)
_N = f"[{CHARACTERS}]+"
_DIVISION = re.compile(
    rf"^(第{_N}(?:编|分编|章|节)|附[\s　]*则$)[\s　]*((?![的规所至])[^。；，：]{{0,40}})$"
)
_ARTICLE = re.compile(rf"^(?:\*\*)?第[\s　]*({_N}|\d{{1,4}})[\s　]*条(?:之({_N}))?(?:\*\*)?(.*)$")
_SPOKEN_OF = re.compile(
    rf"^(?:第[{CHARACTERS}]+[条款项]|的|规定(?:的|[，。、]|办理|执行|处理)|所[列称指述]"
    r"|(?:至|和|以?及|或者?)(?:本法)?第|中的|[、，。；：])"
)
_FRAME = re.compile(r"^(?:目\s*录|【.*】|\[.*\]|打印|关闭|分享|字号.*|来源[：:].*|发布时间.*)$")


def read_pasted(source: str) -> StatuteText:
    """The articles of a text in any of the usual shapes. Raises ValueError as `texts.parse`."""
    text = source.replace("\r\n", "\n").replace("\r", "\n")
    if _MARKED_TITLE.search(text):
        return parse(text)
    lines = [line.strip().lstrip("\ufeff") for line in text.split("\n")]
    lines = [line for line in lines if line and not _FRAME.match(line)]
    if not lines or len(lines[0]) > LONGEST_TITLE or _ARTICLE.match(lines[0]):
        raise ValueError("the text has no title")
    return parse(f"# {lines[0]}\n\n" + "\n\n".join(_marked(lines[1:])))


def _marked(lines: list[str]) -> list[str]:
    """The lines with headings and articles marked as our format wants them."""
    marked, last = [], 0
    for line in lines:
        division = _DIVISION.match(line)
        if division:
            marked.append(f"## {division[1]}　{division[2].strip()}".strip("　"))
            continue
        article = _ARTICLE.match(line)
        if article and 0 < _number(article[1]) < 10_000 and _begins(article, last):
            last = _number(article[1])
            suffix = f"之{article[2]}" if article[2] else ""
            marked.append(f"**{label(last)}{suffix}**　{article[3].strip()}")
        else:
            marked.append(line)
    return marked


def _begins(article: re.Match[str], last: int) -> bool:
    """Whether the line begins an article, and does not merely speak of one (第三条规定的…)."""
    rest = article[3]
    if rest[:1] in ("", " ", "　", "\t"):
        return True
    number = _number(article[1])
    follows = number == last + 1 or (number == last and bool(article[2]))
    return follows and not _SPOKEN_OF.match(rest)


def _number(written: str) -> int:
    return int(written) if written.isdecimal() else from_chinese(written)
