"""Questions out: as a sheet, as bank text, as JSON Lines, as a document that reads back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from docx.document import Document

from exchange.sheets import write_table
from questionbank.models import ExportFormat, Picture, Revision
from questionbank.reading import jsonlines
from questionbank.rules import bankwriting, kinds, lines
from questionbank.rules.bankwriting import CATEGORY_WORDS, DIFFICULTY_WORDS, LEVEL_WORDS
from questionbank.rules.scoring import WORDS, shown_marks
from questionbank.rules.wording import LETTERS, Wording
from questionbank.sheets import booklets, setting
from questionbank.sheets.rows import COLUMNS, FIELDS, NOTES, PARTS, REMARK, STRAY
from statutes.rules.references import Reference

TITLE = "题库"  # of a file for which none was named
SIMPLE = kinds.CHOSEN | {kinds.Kind.FILL_IN}  # whose marks are no sum
ENDINGS = {
    ExportFormat.XLSX: ".xlsx",
    ExportFormat.DOCX: ".docx",
    ExportFormat.JSONL: ".jsonl",
    ExportFormat.TEXT: ".txt",
    ExportFormat.PAPER_DOCX: ".zip",
    ExportFormat.PAPER_PDF: ".zip",
}


@dataclass(frozen=True)
class Item:
    """One question on its way out. `stamps` are the digests of the articles as cited."""

    code: str
    wording: Wording
    stamps: Mapping[Reference, str]


def items_of(revisions: Iterable[Revision]) -> list[Item]:
    """Revisions with their keys (`newest_with_keys`) as items, by code."""
    found = [
        Item(
            revision.question.code,
            revision.wording(revision.open_key()),
            {citation.reference: citation.digest for citation in revision.cited()},
        )
        for revision in revisions
    ]
    return sorted(found, key=lambda item: item.code)


def as_file(form: str, title: str, items: Sequence[Item]) -> bytes:
    """The bytes of a file of that format."""
    if form == ExportFormat.XLSX:
        return as_sheet(title, items)
    if form == ExportFormat.DOCX:
        return as_document(title, items)
    if form == ExportFormat.JSONL:
        return as_json_lines(items)
    if form == ExportFormat.TEXT:
        return as_text(title, items)
    wordings = [item.wording for item in items]
    shown = {name for wording in wordings for name in wording.pictures}
    held = {p.sha256: p.content() for p in Picture.objects.filter(sha256__in=shown)}
    is_pdf = form == ExportFormat.PAPER_PDF
    return booklets.zipped(title, wordings, pdf=is_pdf, pictures=held)


def as_text(title: str, items: Sequence[Item]) -> bytes:
    """A bank file. It is headed by the statute if all rest on one, else by the title."""
    titles = {place.title for item in items for place in item.wording.cited}
    head = titles.pop() if len(titles) == 1 else title
    rows = ((item.code, item.wording, item.stamps) for item in items)
    return bankwriting.bank(head, rows).encode()


def as_json_lines(items: Sequence[Item]) -> bytes:
    return "".join(
        jsonlines.line_of(item.code, item.wording, item.stamps) + "\n" for item in items
    ).encode()


def as_sheet(title: str, items: Sequence[Item]) -> bytes:
    """The columns of the import's template, each question in its row."""
    columns = [column for column in COLUMNS if column.name not in (STRAY, REMARK)]
    rows = (_row(item) for item in items)
    heads = [column.title for column in columns]
    return write_table(title, heads, ([row.get(c.name, "") for c in columns] for row in rows))


def _row(item: Item) -> dict[str, str]:
    row: dict[str, str] = {}
    for name, text in bankwriting.cells(item.code, item.wording, item.stamps).items():
        if name == lines.PART:
            row[PARTS] = text
        elif name in lines.NOTES:
            row[NOTES] = "\n".join(filter(None, [row.get(NOTES, ""), f"{name[-1]}. {text}"]))
        else:
            row[FIELDS[name]] = text
    return row


def as_document(title: str, items: Sequence[Item]) -> bytes:
    """A document as people keep their questions: by kind, numbered, key and reasons below each."""
    document = setting.blank_document()
    document.add_heading(title, 0)
    sections = [(kind, [i for i in items if i.wording.kind == kind]) for kind in kinds.Kind]
    for n, (kind, found) in enumerate((s for s in sections if s[1]), 1):
        document.add_heading(f"{booklets.NUMERALS[n]}、{booklets.HEADINGS[kind]}", 1)
        for number, item in enumerate(found, 1):
            _write(document, item, number)
    return setting.bytes_of(document)


def _write(document: Document, item: Item, number: int) -> None:
    wording = item.wording
    _ask(document, f"{number}. ", wording)
    for n, part in enumerate(wording.parts, 1):
        marks = f"（{shown_marks(part.marks)}分）" if part.marks and not part.points else ""
        _ask(document, f"（{n}）", part, marks)
        _solve(document, part)
    if not wording.parts:
        _solve(document, wording)
    labels = {
        "难度": DIFFICULTY_WORDS[wording.difficulty],
        "层次": LEVEL_WORDS[wording.level] if wording.level else "",
        "知识点": "；".join(wording.topics),
        "适用": "；".join(CATEGORY_WORDS[category] for category in wording.categories),
        "分值": shown_marks(wording.marks) if wording.marks and wording.kind in SIMPLE else "",
        "题号": item.code,
    }
    for name, text in labels.items():
        if text:
            setting.paragraph(document, f"{name}：{text}")


def _ask(document: Document, opening: str, wording: Wording, marks: str = "") -> None:
    first, *more = wording.stem.split("\n")
    setting.paragraph(document, "\n".join([f"{opening}{first}", *more]) + marks)
    for letter, option in zip(LETTERS, wording.options, strict=False):
        setting.paragraph(document, f"{letter}. {option}")


def _solve(document: Document, wording: Wording) -> None:
    """Key, reasons and basis. Of a short answer the points stand one below the other."""
    key = bankwriting.key_text(wording)
    rows = [("答案", key)] if key else []
    rows += [("要点", text) for text in bankwriting.points_text(wording.points)]
    rows += [
        ("计分", WORDS[wording.scoring] if wording.scoring else ""),
        ("释义", wording.rationale),
        *zip(lines.NOTES, wording.notes, strict=False),
        ("依据", bankwriting.basis_text(wording.citations, {})),
        ("计算", wording.computed),
    ]
    for name, text in rows:
        if text:
            setting.paragraph(document, f"{name}：{text}")
