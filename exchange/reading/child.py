"""Reads one spreadsheet or document in a process of its own: hostile bytes in, plain text out.

Run as a program, isolated, with the file on standard input and the caps as its one argument; it
answers one JSON object on standard output: `{"rows": [...], "unread": [...]}`, the latter titles of
sheets, for a document `{"lines": [...]}`, or `{"refusal": ..., "params": ...}`.
It limits its own memory, processor time and files before it reads a byte, knows no database and
no key, and may be killed at any moment. Python's library and the sheet reader are all it imports.
"""

from __future__ import annotations

import csv
import io
import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import python_calamine

MEMORY = 280 * 1024 * 1024
SECONDS = 15
CHUNK = 1 << 20
OVERLAP = 256
MOST_PARTS = 500
MOST_EXPANDED = 96 * 1024 * 1024
MOST_RATIO = 250
MOST_TEXT = 16 * 1024 * 1024
NEXT_SHEET = "\0"  # before the title of a sheet; no cell can hold it
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Za-z]{1,7})(\d{1,9})"')
FORMULA = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Za-z]+\d+)"[^>]*>\s*<(?:\w+:)?f\b')
FILLED = re.compile(rb"<(?:\w+:)?(?:v|is)[\s>]")
ANY_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BODY = "word/document.xml"
MARKED_UP = re.compile(r"\s*(?:<\?xml|<!doctype html|<html|<head|<body|<div|<p[\s>]|<meta)", re.I)
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class Refused(Exception):
    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def limit_self() -> None:
    """From here on a hostile file can only end this process."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read(data: bytes, caps: dict[str, int]) -> list[list[str]]:
    """All rows of the first sheet, row 1 first, every cell as text; of so many as the caps name,
    each after its title, if they name a number. Raises Refused."""
    if data.startswith(OLE):
        raise Refused(
            "encrypted" if "EncryptedPackage".encode("utf-16-le") in data else "old_excel"
        )
    rows = read_workbook(data, caps) if data.startswith(b"PK") else read_text(data)
    return within_caps(rows, caps)


# --- workbooks --------------------------------------------------------------------------------


def read_workbook(data: bytes, caps: dict[str, int]) -> Iterator[list[str]]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as broken:
        raise Refused("unreadable") from broken
    check_directory(archive)
    for name in archive.namelist():
        if name.lower().endswith((".xml", ".rels", ".vml")):
            refuse_declarations(archive, name)
    found = sheets(archive)[: caps.get("sheets", 1)]
    for _title, part in found:
        check_sheet(archive, part, caps)
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    for title, _part in found:
        if "sheets" in caps:
            yield [NEXT_SHEET, title]
        for row in book.get_sheet_by_name(title).to_python(skip_empty_area=False):
            yield [as_text(value) for value in row]


def unread(data: bytes, caps: dict[str, int]) -> list[str]:
    """The titles of further sheets that can be seen, hold something, and were not read; of a file
    that `read` has judged."""
    if not data.startswith(b"PK"):
        return []
    archive = zipfile.ZipFile(io.BytesIO(data))
    return [
        title
        for title, part in sheets(archive)[caps.get("sheets", 1) :]
        if any(FILLED.search(piece) for piece in pieces(archive, part))
    ]


def check_directory(archive: zipfile.ZipFile, body: str = "xl/workbook.xml") -> None:
    """Judge the archive by its table of contents, before anything is unpacked."""
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("encrypted")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_EXPANDED:
        raise Refused("too_dense")
    if any(p.file_size > CHUNK and p.file_size > MOST_RATIO * p.compress_size for p in parts):
        raise Refused("too_dense")
    names = [name.lower() for name in archive.namelist()]
    if len(set(names)) < len(names):  # two readers might take different ones
        raise Refused("unreadable")
    if body not in archive.namelist():
        raise Refused("not_a_sheet" if body != BODY else "not_a_document")


def pieces(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """A part in overlapping pieces, never more of it than the table of contents promised."""
    promised, before = archive.getinfo(name).file_size, b""
    with archive.open(name) as part:
        while chunk := part.read(CHUNK):
            promised -= len(chunk)
            if promised < 0:
                raise Refused("too_dense")
            yield before + chunk
            before = chunk[-OVERLAP:]


def refuse_declarations(archive: zipfile.ZipFile, name: str) -> None:
    """No part may declare a document type or entities, nor hide one in another encoding."""
    for piece in pieces(archive, name):
        if b"<!DOCTYPE" in piece or b"<!ENTITY" in piece or b"\x00" in piece:
            raise Refused("declares_entities")


def sheets(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    """The first sheet and the others that can be seen, each with the part that holds it."""
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314  # no DTD: checked
    listed = book.findall(f"{MAIN}sheets/{MAIN}sheet")
    links = "xl/_rels/workbook.xml.rels"
    if not listed or links not in archive.namelist():
        raise Refused("not_a_sheet")
    parts = {
        link.get("Id"): part_of(link.get("Target", ""))
        for link in ElementTree.fromstring(archive.read(links))  # noqa: S314
    }
    found = [
        (sheet.get("name", ""), parts.get(sheet.get(LINK), ""))
        for n, sheet in enumerate(listed)
        if not n or "chartsheets/" not in parts.get(sheet.get(LINK), "")
        if not n or sheet.get("state", "visible") == "visible"
    ]
    for _title, part in found:
        if part not in archive.namelist() or not part.lower().endswith(".xml"):
            raise Refused("unreadable")
    return found


def part_of(target: str) -> str:
    """The name of the part to which a link of the workbook leads."""
    return target.lstrip("/") if target.startswith("/") else "xl/" + target


def check_sheet(archive: zipfile.ZipFile, name: str, caps: dict[str, int]) -> None:
    """Refuse formulas and too wide or too long a sheet before a grid of that size is built."""
    for piece in pieces(archive, name):
        if ANY_FORMULA.search(piece):
            found = FORMULA.search(piece)
            raise Refused("formula", cell=found.group(1).decode() if found else "？")
        for letters, digits in CELL.findall(piece):
            if column_number(letters) > caps["columns"]:
                raise Refused("too_many_columns", most=caps["columns"])
            if int(digits) > caps["rows"] + 1000:  # the head, and some empty rows
                raise Refused("too_many_rows", most=caps["rows"])


def column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def as_text(value: Any) -> str:
    """A cell's value as its author would write it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        if abs(value) >= 1e15:
            return f"{value:.14E}"  # Excel keeps 15 digits: the number is not what was typed
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return (value.date() if value.time() == time() else value).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


# --- text ---------------------------------------------------------------------------------------


def read_text(data: bytes) -> Iterator[list[str]]:
    text = decoded(data)
    head = text.split("\n", 1)[0]
    delimiter = max(",\t;", key=head.count)
    csv.field_size_limit(CHUNK)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    except csv.Error as broken:
        raise Refused("unreadable") from broken


def decoded(data: bytes) -> str:
    """The text of a csv file: UTF-8, UTF-16 with its mark, or GB18030 as Chinese Excel saves it."""
    encodings = ["utf-8-sig", "gb18030"]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not re.search(r"[\x00-\x08\x0e-\x1f\x7f]", text):
            return text
    raise Refused("not_a_sheet")


# --- documents ----------------------------------------------------------------------------------


def read_document(data: bytes, caps: dict[str, int]) -> list[str]:
    """The lines of a docx, a web page or a text. Raises Refused."""
    if data.startswith(OLE):
        protected = "EncryptedPackage".encode("utf-16-le") in data
        raise Refused("encrypted" if protected else "old_word")
    if data.startswith(b"PK"):
        lines = word_lines(data)
    else:
        text = document_text(data)
        lines = page_lines(text) if MARKED_UP.match(text) else text.splitlines()
    if sum(map(len, lines)) > caps["letters"]:
        raise Refused("too_long", most=caps["letters"])
    return lines


def document_text(data: bytes) -> str:
    try:
        return decoded(data)
    except Refused as refused:
        raise Refused("not_a_document") from refused


def word_lines(data: bytes) -> list[str]:
    """Every paragraph of the document's body, those of tables too, in order."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as broken:
        raise Refused("unreadable") from broken
    check_directory(archive, BODY)
    refuse_declarations(archive, BODY)
    if archive.getinfo(BODY).file_size > MOST_TEXT:
        raise Refused("too_dense")
    lines, written = [], []
    with archive.open(BODY) as part:
        for _event, element in ElementTree.iterparse(part):  # noqa: S314  # no DTD: checked
            if element.tag == f"{WORD}t":
                written.append(element.text or "")
            elif element.tag in (f"{WORD}br", f"{WORD}cr"):
                written.append("\n")
            elif element.tag == f"{WORD}tab":
                written.append(" ")
            elif element.tag == f"{WORD}p":
                lines += "".join(written).split("\n")
                written.clear()
                element.clear()
    return lines


class PageReader(HTMLParser):
    """The words of a web page, a line for every block."""

    BLOCKS = re.compile(r"p|div|br|li|[uo]l|t[rdh]|table|h[1-6]|section|article|header|footer")
    UNSEEN = frozenset({"script", "style", "title", "noscript", "template"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.written: list[str] = []
        self.unseen = 0

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.unseen += tag in self.UNSEEN
        if self.BLOCKS.fullmatch(tag):
            self.written.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.unseen -= tag in self.UNSEEN and self.unseen > 0
        if self.BLOCKS.fullmatch(tag):
            self.written.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.written.append(" ".join(data.split()))


def page_lines(text: str) -> list[str]:
    reader = PageReader()
    reader.feed(text)
    reader.close()
    return [line for line in "".join(reader.written).split("\n") if line.strip()]


# --- caps ---------------------------------------------------------------------------------------


def within_caps(rows: Iterator[list[str]], caps: dict[str, int]) -> list[list[str]]:
    """The rows, cut of empty tails, or a refusal naming what is too much."""
    kept: list[list[str]] = []
    n = filled = letters = 0
    for row in rows:
        n = 0 if row[:1] == [NEXT_SHEET] else n + 1
        while row and not row[-1].strip():
            row.pop()
        if len(row) > caps["columns"]:
            raise Refused("too_many_columns", most=caps["columns"])
        for c, cell in enumerate(row, start=1):
            if len(cell) > caps["cell"]:
                raise Refused("cell_too_long", cell=f"{column_letters(c)}{n}", most=caps["cell"])
        filled += bool(row)
        letters += sum(map(len, row))
        if filled > caps["rows"] + 1 or n > caps["rows"] + 1001:
            raise Refused("too_many_rows", most=caps["rows"])
        if letters > MOST_TEXT:
            raise Refused("too_dense")
        kept.append(row)
    return kept


def column_letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def answer(data: bytes, caps: dict[str, int]) -> dict[str, Any]:
    try:
        if "letters" in caps:
            return {"lines": read_document(data, caps)}
        return {"rows": read(data, caps), "unread": unread(data, caps)}
    except Refused as refused:
        return {"refusal": refused.code, "params": refused.params}
    except MemoryError:
        return {"refusal": "too_dense", "params": {}}
    except Exception:  # whatever a hostile file provokes is a file not read
        return {"refusal": "unreadable", "params": {}}


if __name__ == "__main__":
    limit_self()
    found = answer(sys.stdin.buffer.read(), json.loads(sys.argv[1]))
    json.dump(found, sys.stdout, ensure_ascii=False)
