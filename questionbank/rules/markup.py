"""The small markup of questions: plain text in which a few signs stand for form.

    **粗体**   10^{3}   H_{2}O
    - 列项            1. 列项（二行以上）
    | 表头 | 表头 |
    | --- | --- |
    | 格 | 格 |
    ![说明](图:…)     a picture, named by the SHA-256 of its bytes

Everything else is itself. What is stored, compared and hashed is
the text, so the hash of a question covers its pictures too. `static/js/hall/markup.js` reads the
same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

_FIGURE = re.compile(r"!\[([^\[\]\n]{0,100})\]\(图:([0-9a-f]{64})\)")
_ROW = re.compile(r"\|.+\|")
_RULE = re.compile(r"\|(?:\s*:?-+:?\s*\|)+")
_BULLET = re.compile(r"- (\S.*)")
_NUMBER = re.compile(r"(\d{1,2})\. (\S.*)")
_INLINE = re.compile(r"\*\*(?P<b>[^*\n]+)\*\*|\^\{(?P<sup>[^{}\n]+)\}|_\{(?P<sub>[^{}\n]+)\}")
TAGS = frozenset({"p", "br", "b", "sup", "sub", "ul", "ol", "li", "table", "thead", "tbody", "tr",
                  "th", "td", "figure", "img"})  # fmt: skip
ATTRIBUTES = {"img": {"src", "alt"}, "ol": {"start"}}


@dataclass(frozen=True)
class Span:
    """Some letters of a line; `form` is empty, `b`, `sup` or `sub`."""

    text: str
    form: str = ""


Line = tuple[Span, ...]


@dataclass(frozen=True)
class Paragraph:
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Listing:
    """A list; `start` is its first number, None for bullets."""

    start: int | None
    items: tuple[Line, ...]


@dataclass(frozen=True)
class Grid:
    """A table; its first rows are `head`, there may be none."""

    head: tuple[tuple[Line, ...], ...]
    rows: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True)
class Figure:
    """A picture by the SHA-256 of its bytes, with the words for who cannot see it."""

    alt: str
    sha256: str


Block = Paragraph | Listing | Grid | Figure


def is_marked(text: str) -> bool:
    """Whether a text holds more than lines of words."""
    return any(
        not isinstance(block, Paragraph) or any(span.form for line in block.lines for span in line)
        for block in blocks(text)
    )


def tidy(text: str) -> str:
    """A text as every format can hold it: line feeds alone, no empty lines, no spaces at ends."""
    lines = (line.rstrip() for line in text.replace("\r\n", "\n").split("\n"))
    return "\n".join(line for line in lines if line.strip())


def figure_line(alt: str, sha256: str) -> str:
    """How a picture stands in the text."""
    words = re.sub(r"[\[\]\n]", " ", alt).strip()[:100]
    return f"![{words}](图:{sha256})"


def pictures(text: str) -> tuple[str, ...]:
    """The pictures that a text shows, each once, in order."""
    if "](图:" not in text:  # nearly every text, so tens of thousands are looked through at once
        return ()
    shown = (block.sha256 for block in blocks(text) if isinstance(block, Figure))
    return tuple(dict.fromkeys(shown))


def blocks(text: str) -> list[Block]:
    """What a text consists of. Every text has a reading: nothing is refused, nothing left out."""
    lines = text.replace("\r\n", "\n").split("\n")
    found: list[Block] = []
    at = 0
    while at < len(lines):
        block, at = _next(lines, at)
        if block is not None:
            found.append(block)
    return found


def _next(lines: Sequence[str], at: int) -> tuple[Block | None, int]:
    line = lines[at].strip()
    if not line:
        return None, at + 1
    if figure := _FIGURE.fullmatch(line):
        return Figure(figure[1].strip(), figure[2]), at + 1
    if _ROW.fullmatch(line):
        end = _run(lines, at, lambda row: _ROW.fullmatch(row) is not None)
        return _grid([row.strip() for row in lines[at:end]]), end
    if _BULLET.fullmatch(line):
        end = _run(lines, at, lambda row: _BULLET.fullmatch(row) is not None)
        return Listing(None, tuple(inline(row.strip()[2:]) for row in lines[at:end])), end
    if (end := _numbered(lines, at)) > at + 1:
        found = [_NUMBER.fullmatch(row.strip()) for row in lines[at:end]]
        items = tuple(inline(one[2]) for one in found if one)
        return Listing(int(line.split(".")[0]), items), end
    end = max(at + 1, _run(lines, at, _is_words))
    return Paragraph(tuple(inline(row.strip()) for row in lines[at:end])), end


def _run(lines: Sequence[str], at: int, fits: Callable[[str], bool]) -> int:
    """The end of the lines from `at` on that fit."""
    while at < len(lines) and fits(lines[at].strip()):
        at += 1
    return at


def _numbered(lines: Sequence[str], at: int) -> int:
    """The end of the lines from `at` on that are numbered one after the other."""
    end, number = at, None
    while end < len(lines) and (found := _NUMBER.fullmatch(lines[end].strip())):
        if number is not None and int(found[1]) != number + 1:
            break
        end, number = end + 1, int(found[1])
    return end


def _is_words(line: str) -> bool:
    """Whether a line can only go on with a paragraph."""
    signs = (_FIGURE, _ROW, _BULLET, _NUMBER)
    return bool(line) and not any(sign.fullmatch(line) for sign in signs)


def _grid(rows: Sequence[str]) -> Grid:
    cells = [tuple(inline(cell.strip()) for cell in row[1:-1].split("|")) for row in rows]
    if len(rows) > 1 and _RULE.fullmatch(rows[1]):
        return Grid((cells[0],), tuple(cells[2:]))
    return Grid((), tuple(cells))


def inline(line: str) -> Line:
    """The spans of one line."""
    spans, done = [], 0
    for found in _INLINE.finditer(line):
        spans.append(Span(line[done : found.start()]))
        spans.append(Span(found[found.lastgroup or 0], found.lastgroup or ""))
        done = found.end()
    return tuple(span for span in (*spans, Span(line[done:])) if span.text)


def plain(text: str) -> str:
    """The words alone, for lists and comparisons: a picture is named, a table's cells parted."""
    return "\n".join(_words(text))


def _words(text: str) -> Iterator[str]:
    for block in blocks(text):
        if isinstance(block, Figure):
            yield f"〔图：{block.alt}〕" if block.alt else "〔图〕"
        elif isinstance(block, Grid):
            yield from ("　".join(map(letters, row)) for row in (*block.head, *block.rows))
        elif isinstance(block, Listing):
            for n, item in enumerate(block.items, block.start or 0):
                yield f"{n}. {letters(item)}" if block.start is not None else f"- {letters(item)}"
        else:
            yield from map(letters, block.lines)


def letters(line: Line) -> str:
    """A line without its forms."""
    return "".join(span.text for span in line)


def html(text: str, address: Callable[[str], str]) -> str:
    """The text as HTML of `TAGS` and `ATTRIBUTES` alone; `address` tells where a picture is.

    A single line stands without a paragraph, so that it fits into any element.
    """
    found = blocks(text)
    if len(found) == 1 and isinstance(found[0], Paragraph) and len(found[0].lines) == 1:
        return _line(found[0].lines[0])
    return "".join(_block(block, address) for block in found)


def _block(block: Block, address: Callable[[str], str]) -> str:
    if isinstance(block, Figure):
        source, alt = escape(address(block.sha256)), escape(block.alt)
        return f'<figure><img src="{source}" alt="{alt}"></figure>'
    if isinstance(block, Grid):
        head = "".join(map(_head, block.head))
        rows = "".join(f"<tr>{_cells(row, 'td')}</tr>" for row in block.rows)
        return f"<table>{head}<tbody>{rows}</tbody></table>"
    if isinstance(block, Listing):
        items = "".join(f"<li>{_line(item)}</li>" for item in block.items)
        if block.start is None:
            return f"<ul>{items}</ul>"
        return f'<ol start="{block.start}">{items}</ol>'
    return f"<p>{'<br>'.join(map(_line, block.lines))}</p>"


def _head(row: Sequence[Line]) -> str:
    return f"<thead><tr>{_cells(row, 'th')}</tr></thead>"


def _cells(row: Sequence[Line], tag: str) -> str:
    return "".join(f"<{tag}>{_line(cell)}</{tag}>" for cell in row)


def _line(line: Line) -> str:
    return "".join(
        f"<{span.form}>{escape(span.text)}</{span.form}>" if span.form else escape(span.text)
        for span in line
    )
