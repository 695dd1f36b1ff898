"""A paper without keys and the booklet of its answers, as documents or as PDF."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence

from questionbank.rules import bankwriting, markup
from questionbank.rules.kinds import Kind
from questionbank.rules.scoring import shown_marks
from questionbank.rules.wording import LETTERS, Wording
from questionbank.sheets.setting import Block, Pictures, as_docx, as_pdf

NUMERALS = "〇一二三四五六七八九"
HEADINGS = {
    Kind.SINGLE: "单项选择题",
    Kind.MULTIPLE: "多项选择题",
    Kind.TRUE_FALSE: "判断题",
    Kind.FILL_IN: "填空题",
    Kind.SHORT_ANSWER: "简答题",
    Kind.CASE: "案例分析题",
}
PAPER, ANSWERS = "试卷", "答案及评分标准"


def zipped(
    title: str, wordings: Sequence[Wording], *, pdf: bool, pictures: Pictures | None = None
) -> bytes:
    """Paper and booklet in one archive; `pictures` are those that the questions show."""
    buffer = io.BytesIO()
    ending = "pdf" if pdf else "docx"
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, blocks in ((PAPER, paper), (ANSWERS, answers)):
            body = list(blocks(title, wordings))
            data = (as_pdf if pdf else as_docx)(body, pictures or {})
            archive.writestr(f"{name}.{ending}", data)
    return buffer.getvalue()


def paper(title: str, wordings: Sequence[Wording]) -> Iterator[Block]:
    """What a candidate gets: no key, no reason, room to write."""
    yield Block("title", title)
    yield Block("meta", "单位：____________　姓名：____________　编号：____________")
    for heading, number, wording in _numbered(wordings):
        if heading:
            yield Block("heading", heading)
        closing = f"{_brackets(wording)}{_worth(wording)}"
        yield Block("ask", _joined(f"{number}. ", wording.stem, closing))
        yield from _choices(wording)
        for n, part in enumerate(wording.parts, 1):
            closing = f"{_brackets(part)}{_worth(part, always=True)}"
            yield Block("ask", _joined(f"（{n}）", part.stem, closing))
            yield from _choices(part)
        if wording.kind in (Kind.SHORT_ANSWER, Kind.CASE):
            yield Block("room", "")


def answers(title: str, wordings: Sequence[Wording]) -> Iterator[Block]:
    """Keys, points and reasons, in the order of the paper."""
    yield Block("title", f"{title}　{ANSWERS}")
    for heading, number, wording in _numbered(wordings):
        if heading:
            yield Block("heading", heading)
        if not wording.parts:
            yield from _solution(f"{number}. ", wording)
            continue
        yield Block("ask", f"{number}. {_worth(wording)}")
        for n, part in enumerate(wording.parts, 1):
            yield from _solution(f"（{n}）", part)


def _solution(opening: str, wording: Wording) -> Iterator[Block]:
    key = bankwriting.key_text(wording)
    yield Block("ask", f"{opening}{key}{_worth(wording)}")
    for point in bankwriting.points_text(wording.points):
        yield Block("choice", point)
    if wording.rationale:
        yield Block("choice", _joined("释义：", wording.rationale, ""))
    if wording.citations:
        yield Block("choice", f"依据：{bankwriting.basis_text(wording.citations, {})}")


def _numbered(wordings: Sequence[Wording]) -> Iterator[tuple[str, int, Wording]]:
    """Each question with its number, numbered through; the first of a kind with its heading."""
    number = section = 0
    for kind in Kind:
        found = [wording for wording in wordings if wording.kind == kind]
        section += bool(found)
        for n, wording in enumerate(found):
            number += 1
            heading = f"{NUMERALS[section]}、{HEADINGS[kind]}（共 {len(found)} 题）"
            yield ("" if n else heading), number, wording


def _choices(wording: Wording) -> Iterator[Block]:
    for letter, option in zip(LETTERS, wording.options, strict=False):
        yield Block("choice", _joined(f"{letter}. ", option, ""))


def _brackets(wording: Wording) -> str:
    """Room for letters or a tick behind a stem that has none."""
    chosen = wording.kind in (Kind.SINGLE, Kind.MULTIPLE, Kind.TRUE_FALSE)
    return "（　　）" if chosen and "（　　）" not in wording.stem else ""


def _worth(wording: Wording, *, always: bool = False) -> str:
    return f"（{shown_marks(wording.worth)}分）" if wording.worth or always else ""


def _joined(opening: str, text: str, closing: str) -> str:
    """A number before and marks behind what is asked, each on a line of its own where that opens or
    ends with a table, a list or a picture."""
    parts = markup.blocks(text)
    opens = not parts or isinstance(parts[0], markup.Paragraph)
    ends = not parts or isinstance(parts[-1], markup.Paragraph)
    return "".join([opening, "" if opens else "\n\n", text, "" if ends else "\n\n", closing])
