"""A paper without keys and the booklet of its answers, as documents or as PDF."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import docx
import pylopdf_fonts_zh_cn
import typst
from docx.document import Document
from docx.oxml.ns import qn

from questionbank.rules import bankwriting
from questionbank.rules.kinds import Kind
from questionbank.rules.scoring import shown_marks
from questionbank.rules.wording import LETTERS, Wording

FONT = "宋体"
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
_SPECIAL = str.maketrans({c: f"\\{c}" for c in "\\#*_`$<>@[]=-+/~'\""})


@dataclass(frozen=True)
class Block:
    """One paragraph of a booklet: a title, a heading, a question, an option, a remark."""

    sort: str
    text: str


def zipped(title: str, wordings: Sequence[Wording], *, pdf: bool) -> bytes:
    """Paper and booklet in one archive."""
    buffer = io.BytesIO()
    ending = "pdf" if pdf else "docx"
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, blocks in ((PAPER, paper), (ANSWERS, answers)):
            body = list(blocks(title, wordings))
            data = as_pdf(body) if pdf else as_docx(body)
            archive.writestr(f"{name}.{ending}", data)
    return buffer.getvalue()


def paper(title: str, wordings: Sequence[Wording]) -> Iterator[Block]:
    """What a candidate gets: no key, no reason, room to write."""
    yield Block("title", title)
    yield Block("meta", "单位：____________　姓名：____________　编号：____________")
    for heading, number, wording in _numbered(wordings):
        if heading:
            yield Block("heading", heading)
        yield Block("ask", f"{number}. {wording.stem}{_brackets(wording)}{_worth(wording)}")
        yield from _choices(wording)
        for n, part in enumerate(wording.parts, 1):
            yield Block("ask", f"（{n}）{part.stem}{_brackets(part)}{_worth(part, always=True)}")
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
        yield Block("choice", f"解析：{wording.rationale}")
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
        yield Block("choice", f"{letter}. {option}")


def _brackets(wording: Wording) -> str:
    """Room for letters or a tick behind a stem that has none."""
    chosen = wording.kind in (Kind.SINGLE, Kind.MULTIPLE, Kind.TRUE_FALSE)
    return "（　　）" if chosen and "（　　）" not in wording.stem else ""


def _worth(wording: Wording, *, always: bool = False) -> str:
    return f"（{shown_marks(wording.worth)}分）" if wording.worth or always else ""


def as_docx(blocks: Sequence[Block]) -> bytes:
    document = blank_document()
    for block in blocks:
        if block.sort in ("title", "heading"):
            document.add_heading(block.text, 0 if block.sort == "title" else 1)
        elif block.sort == "room":
            for _line in range(6):
                document.add_paragraph("")
        else:
            document.add_paragraph(block.text)
    return bytes_of(document)


def bytes_of(document: Document) -> bytes:
    """The document as a file."""
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def blank_document() -> Document:
    """An empty document whose Chinese letters have a font everywhere."""
    document = docx.Document()
    style = document.styles["Normal"]
    style.font.name = FONT
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    return document


def as_pdf(blocks: Sequence[Block]) -> bytes:
    """The booklet set with the site's own fonts; nothing of the machine's is needed."""
    fonts = str(Path(pylopdf_fonts_zh_cn.serif_path()).parent)
    source = "\n\n".join([_HEAD, *map(_typst, blocks)])
    pdf: bytes = typst.compile(  # type: ignore[misc]  # its stub does not infer bytes
        source.encode(), font_paths=[fonts], ignore_system_fonts=True
    )
    return pdf


_HEAD = """#set page(paper: "a4", margin: 2.2cm, numbering: "1 / 1")
#set text(font: "Noto Serif SC", size: 10.5pt, lang: "zh")
#set par(leading: 0.85em)"""


def _typst(block: Block) -> str:
    """One paragraph as source; every sign that means something there is escaped."""
    text = " \\ ".join(line.translate(_SPECIAL) for line in block.text.split("\n"))
    forms = {
        "title": "#align(center)[#text(size: 16pt)[{}]]",
        "meta": "#align(center)[{}]",
        "heading": "#v(0.6em)#text(size: 12pt)[*{}*]",
        "choice": "#pad(left: 2em)[{}]",
        "room": "#v(5cm)",
    }
    return forms.get(block.sort, "{}").replace("{}", text)
