"""Sets paragraphs as a Word document or as PDF, in the form that the markup gives."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import docx
import pylopdf_fonts_zh_cn
import typst
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm
from docx.text.paragraph import Paragraph as DocxParagraph

from questionbank.rules import markup

FONT = "宋体"
PICTURE_WIDTH = Cm(11)
_SPECIAL = str.maketrans({c: f"\\{c}" for c in "\\#*_`$<>@[]=-+/~'\""})
Pictures = Mapping[str, bytes]  # by the hash that the markup names them by


@dataclass(frozen=True)
class Block:
    """One piece of a booklet: a title, a heading, a question, an option, a remark. `text` is
    markup."""

    sort: str
    text: str


def as_docx(blocks: Sequence[Block], pictures: Pictures) -> bytes:
    document = blank_document()
    for block in blocks:
        if block.sort in ("title", "heading"):
            document.add_heading(block.text, 0 if block.sort == "title" else 1)
        elif block.sort == "room":
            for _line in range(6):
                paragraph(document)
        else:
            for part in markup.blocks(block.text):
                _write(document, part, pictures)
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


def paragraph(document: Document, text: str = "") -> DocxParagraph:
    """A paragraph at the end. The document's own way looks through all that stand before it, which
    a bank of many questions would wait for."""
    element = OxmlElement("w:p")
    document.element.body[-1].addprevious(element)  # the last is the page's form
    added = DocxParagraph(element, document._body)
    if text:
        added.add_run(text)
    return added


def _write(document: Document, part: markup.Block, pictures: Pictures) -> None:
    if isinstance(part, markup.Figure):
        if data := pictures.get(part.sha256):
            document.add_picture(io.BytesIO(data), width=PICTURE_WIDTH)
        else:
            paragraph(document, missing(part))
    elif isinstance(part, markup.Grid):
        rows = rows_of(part)
        table = document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
        for row, cells in zip(table.rows, rows, strict=True):
            for cell, line in zip(row.cells, cells, strict=True):
                _runs(cell.paragraphs[0], line)
    else:
        lines = part.lines if isinstance(part, markup.Paragraph) else _items(part)
        added = paragraph(document)
        for n, line in enumerate(lines):
            if n:
                added.add_run().add_break()
            _runs(added, line)


def _runs(whole: DocxParagraph, line: markup.Line) -> None:
    for span in line:
        run = whole.add_run(span.text)
        run.bold = span.form == "b" or None
        run.font.superscript = span.form == "sup" or None
        run.font.subscript = span.form == "sub" or None


def missing(figure: markup.Figure) -> str:
    """The words in place of a picture that is not at hand."""
    return f"〔图：{figure.alt}〕" if figure.alt else "〔图〕"


def rows_of(grid: markup.Grid) -> list[list[markup.Line]]:
    """All rows of a table, each as long as the longest."""
    rows = [list(row) for row in (*grid.head, *grid.rows)]
    most = max(len(row) for row in rows)
    return [row + [()] * (most - len(row)) for row in rows]


def _items(listing: markup.Listing) -> Iterator[markup.Line]:
    for n, item in enumerate(listing.items, listing.start or 0):
        yield (markup.Span("- " if listing.start is None else f"{n}. "), *item)


def as_pdf(blocks: Sequence[Block], pictures: Pictures) -> bytes:
    """The booklet set with the site's own fonts; nothing of the machine's is needed."""
    fonts = str(Path(pylopdf_fonts_zh_cn.serif_path()).parent)
    source = "\n\n".join([_HEAD, *(_typst(block, pictures) for block in blocks)])
    pdf: bytes = typst.compile(  # type: ignore[misc]  # its stub does not infer bytes
        source.encode(), font_paths=[fonts], ignore_system_fonts=True
    )
    return pdf


_HEAD = """#set page(paper: "a4", margin: 2.2cm, numbering: "1 / 1")
#set text(font: "Noto Serif SC", size: 10.5pt, lang: "zh")
#set par(leading: 0.85em)"""
_FORMS = {
    "title": "#align(center)[#text(size: 16pt)[{}]]",
    "meta": "#align(center)[{}]",
    "heading": "#v(0.6em)#text(size: 12pt)[*{}*]",
    "choice": "#pad(left: 2em)[{}]",
    "room": "#v(5cm)",
}
_SPANS = {"b": "#strong[{}]", "sup": "#super[{}]", "sub": "#sub[{}]"}


def _typst(block: Block, pictures: Pictures) -> str:
    """One piece as source; every sign that means something there is escaped."""
    parts = (_source(part, pictures) for part in markup.blocks(block.text))
    return _FORMS.get(block.sort, "{}").replace("{}", "\n\n".join(parts))


def _source(part: markup.Block, pictures: Pictures) -> str:
    if isinstance(part, markup.Figure):
        data = pictures.get(part.sha256)
        if not data:
            return _escaped(missing(part))
        return f"#image(bytes(({','.join(map(str, data))})), width: 11cm)"
    if isinstance(part, markup.Grid):
        rows = rows_of(part)
        cells = ", ".join(f"[{_spans(cell)}]" for row in rows for cell in row)
        return f"#table(columns: {len(rows[0])}, {cells})"
    lines = part.lines if isinstance(part, markup.Paragraph) else _items(part)
    return " \\ ".join(map(_spans, lines))


def _spans(line: Iterable[markup.Span]) -> str:
    return "".join(_SPANS.get(s.form, "{}").replace("{}", _escaped(s.text)) for s in line)


def _escaped(text: str) -> str:
    return text.translate(_SPECIAL)
