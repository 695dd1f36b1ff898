"""Reads a Word document as its author sees it, in the fenced process of `child`.

Beyond the words: numbers that Word or WPS sets by itself are written out, spaces underlined as a
blank become ____, a table's row stands together, deleted text is left out. What cannot be said in
words (pictures, objects, notes) leaves a mark in its place, so that nobody misses it.
Answers `{"lines": [...]}`, where a line is a text or, for a table's row, the list of its cells.
Asked for pictures too, it marks each with a number on a line of its own (〔图1〕) and answers
`"pictures": {"1": base64}` beside the lines: bytes as they lie in the file, judged by nobody yet.
"""

from __future__ import annotations

import base64
import io
import json
import re
import sys
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

sys.path.insert(0, str(Path(__file__).parent))  # isolated programs do not look beside themselves
import child  # type: ignore[import-not-found]  # stands beside this program

NUMBERING = "word/numbering.xml"
W = child.WORD
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
PICTURE, NOTE, OBJECT = "〔图〕", "〔注〕", "〔对象〕"
LEFT_OUT = frozenset({f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}delText", CHOICE})
MARKS = {
    f"{W}drawing": PICTURE,
    f"{W}pict": PICTURE,
    f"{W}object": OBJECT,
    f"{W}footnoteReference": NOTE,
    f"{W}endnoteReference": NOTE,
    f"{W}commentReference": NOTE,
}
SIGNS = MARKS | {
    f"{W}t": "",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}tab": "\t",
    f"{W}ptab": "\t",
    f"{W}noBreakHyphen": "-",
}
RELATIONS = "word/_rels/document.xml.rels"
SHOWN = (  # where a picture's relation is named: by Word, and by older programs
    ("{http://schemas.openxmlformats.org/drawingml/2006/main}blip",
     "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"),
    ("{urn:schemas-microsoft-com:vml}imagedata",
     "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"),
)  # fmt: skip
LARGEST_PICTURE, LARGEST_PICTURES = 4 * 1024 * 1024, 24 * 1024 * 1024
CHINESE = "零一二三四五六七八九"
MOST_DEEP = 60  # elements within elements
Levels = dict[int, tuple[str, str, int]]  # level → format, text, first number


class Reader:
    """The state of reading one document: where each list stands."""

    def __init__(
        self, numbering: dict[str, Levels], most: int, pictures: dict[str, str] | None = None
    ) -> None:
        self.numbering, self.most = numbering, most
        self.relations = pictures or {}  # relation → part
        self.shown: dict[str, int] = {}  # part → its number
        self.counts: dict[str, dict[int, int]] = {}
        self.lines: list[str | list[str]] = []
        self.letters = 0

    def body(self, element: ElementTree.Element, depth: int = 0) -> None:
        if depth > MOST_DEEP:
            raise child.Refused("too_dense")
        for part in element:
            if part.tag == f"{W}p":
                self.keep(*self.paragraph(part).split("\n"))
            elif part.tag == f"{W}tbl":
                self.table(part)
            elif part.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"):
                self.body(part, depth + 1)

    def keep(self, *lines: str | list[str]) -> None:
        self.letters += sum(
            len(line) if isinstance(line, str) else sum(map(len, line)) for line in lines
        )
        if self.letters > self.most:
            raise child.Refused("too_long", most=self.most)
        self.lines += lines

    def table(self, table: ElementTree.Element) -> None:
        for row in table.iter(f"{W}tr"):
            cells = []
            for cell in row.findall(f"{W}tc"):
                texts = [self.paragraph(p) for p in cell.iter(f"{W}p")]
                cells.append("\n".join(text for text in texts if text.strip()))
            if cells:
                self.keep(cells)

    def paragraph(self, paragraph: ElementTree.Element) -> str:
        written: list[str] = [self.number(paragraph)]
        self.runs(paragraph, written, 0)
        return "".join(written)

    def runs(self, element: ElementTree.Element, written: list[str], depth: int) -> None:
        if depth > MOST_DEEP:
            raise child.Refused("too_dense")
        for part in element:
            if part.tag in LEFT_OUT:
                continue
            if part.tag in MARKS:
                written.append(self.mark(part))
            elif part.tag == f"{W}r":
                self.run(part, written, depth)
            elif part.tag == f"{MATH}t":
                written.append(part.text or "")
            else:
                self.runs(part, written, depth + 1)

    def run(self, run: ElementTree.Element, written: list[str], depth: int) -> None:
        inner: list[str] = []
        for part in run:
            if part.tag in MARKS:
                inner.append(self.mark(part))
            elif part.tag in SIGNS:
                inner.append(SIGNS[part.tag] if part.tag != f"{W}t" else part.text or "")
            elif part.tag == f"{W}sym":
                inner.append(symbol(part))
            elif part.tag not in LEFT_OUT and part.tag != f"{W}rPr":
                self.runs(part, inner, depth + 1)
        text = "".join(inner)
        blank = text and not text.strip(" \t　\xa0")
        written.append("____" if blank and underlined(run) else text)

    def mark(self, part: ElementTree.Element) -> str:
        """What stands for something that is no text; pictures that are there have a number."""
        if MARKS[part.tag] != PICTURE:
            return MARKS[part.tag]
        named = (one.get(key, "") for tag, key in SHOWN for one in part.iter(tag))
        found = [self.relations[name] for name in named if name in self.relations]
        numbers = [self.shown.setdefault(name, len(self.shown) + 1) for name in found]
        return "".join(f"\n〔图{n}〕\n" for n in numbers) or PICTURE

    def number(self, paragraph: ElementTree.Element) -> str:
        """What Word writes before the paragraph: 1. or A. or （一）; empty for none."""
        place = paragraph.find(f"{W}pPr/{W}numPr")
        if place is None:
            return ""
        ref, level = value(place.find(f"{W}numId")), int(value(place.find(f"{W}ilvl")) or 0)
        levels = self.numbering.get(ref, {})
        if level not in levels:
            return ""
        counts = self.counts.setdefault(ref, {})
        for deeper in [n for n in counts if n > level]:
            del counts[deeper]
        counts[level] = counts.get(level, levels[level][2] - 1) + 1

        def shown(found: re.Match[str]) -> str:
            n = int(found[1]) - 1
            form, _text, first = levels.get(n, ("decimal", "", 1))
            return figure(counts.get(n, first), form)

        return re.sub(r"%([1-9])", shown, levels[level][1])


def value(element: ElementTree.Element | None) -> str:
    return "" if element is None else element.get(f"{W}val", "")


def underlined(run: ElementTree.Element) -> bool:
    line = run.find(f"{W}rPr/{W}u")
    return line is not None and value(line) not in ("none", "0", "false")


def symbol(part: ElementTree.Element) -> str:
    """Ticks and crosses out of Wingdings; any other sign of such a font cannot be told."""
    return {"F0FC": "√", "F050": "√", "F0FB": "×", "F04F": "×"}.get(
        part.get(f"{W}char", ""), OBJECT
    )


def figure(n: int, form: str) -> str:
    if form in ("upperLetter", "lowerLetter"):
        letter = chr(65 + (n - 1) % 26)
        return letter if form == "upperLetter" else letter.lower()
    if form.startswith(("chinese", "japaneseCounting", "ideograph", "taiwanese")):
        return chinese(n)
    return "" if form in ("bullet", "none") else str(n)


def chinese(n: int) -> str:
    """1 to 99 as a list counts them; beyond that in figures."""
    if not 0 < n < 100:
        return str(n)
    tens, ones = divmod(n, 10)
    return ("" if tens < 1 else ("" if tens == 1 else CHINESE[tens]) + "十") + (
        CHINESE[ones] if ones else ""
    )


def numbering_of(archive: zipfile.ZipFile) -> dict[str, Levels]:
    """The levels of every list of the document, by its number."""
    if (
        NUMBERING not in archive.namelist()
        or archive.getinfo(NUMBERING).file_size > child.CHUNK * 4
    ):
        return {}
    root = ElementTree.fromstring(archive.read(NUMBERING))  # noqa: S314  # no DTD: checked
    kinds: dict[str, Levels] = {}
    for kind in root.findall(f"{W}abstractNum"):
        levels: Levels = {}
        for level in kind.findall(f"{W}lvl"):
            first = value(level.find(f"{W}start"))
            levels[int(level.get(f"{W}ilvl", "0"))] = (
                value(level.find(f"{W}numFmt")) or "decimal",
                value(level.find(f"{W}lvlText")),
                int(first) if first.isdigit() else 1,
            )
        kinds[kind.get(f"{W}abstractNumId", "")] = levels
    return {
        num.get(f"{W}numId", ""): kinds.get(value(num.find(f"{W}abstractNumId")), {})
        for num in root.findall(f"{W}num")
    }


def relations_of(archive: zipfile.ZipFile, most: int) -> dict[str, str]:
    """The pictures of the document that are parts of it and not too large, by their relation."""
    if not most or RELATIONS not in archive.namelist():
        return {}
    if archive.getinfo(RELATIONS).file_size > child.CHUNK:
        return {}
    root = ElementTree.fromstring(archive.read(RELATIONS))  # noqa: S314  # no DTD: checked
    found: dict[str, str] = {}
    whole = 0
    for relation in root:
        part = "word/" + relation.get("Target", "").removeprefix("/word/")
        is_picture = relation.get("Type", "").endswith("/image")
        if not is_picture or part not in archive.namelist() or len(found) >= most:
            continue
        size = archive.getinfo(part).file_size
        if size <= LARGEST_PICTURE and whole + size <= LARGEST_PICTURES:
            found[relation.get("Id", "")], whole = part, whole + size
    return found


def packed(archive: zipfile.ZipFile, part: str) -> str:
    """A picture's bytes, no more of them than the table of contents promised."""
    with archive.open(part) as opened:
        return base64.b64encode(opened.read(archive.getinfo(part).file_size)).decode()


def read(data: bytes, caps: dict[str, int]) -> dict[str, Any]:
    if data.startswith(child.OLE):
        protected = "EncryptedPackage".encode("utf-16-le") in data
        raise child.Refused("encrypted" if protected else "old_word")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as broken:
        raise child.Refused("unreadable") from broken
    child.check_directory(archive, child.BODY)
    if any(name.lower().endswith("vbaproject.bin") for name in archive.namelist()):
        raise child.Refused("macros")
    for name in archive.namelist():
        if name.lower().endswith((".xml", ".rels")):
            child.refuse_declarations(archive, name)
    if archive.getinfo(child.BODY).file_size > child.MOST_TEXT:
        raise child.Refused("too_dense")
    root = ElementTree.fromstring(archive.read(child.BODY))  # noqa: S314  # no DTD: checked
    pictures = relations_of(archive, caps.get("pictures", 0))
    reader = Reader(numbering_of(archive), caps["letters"], pictures)
    body = root.find(f"{W}body")
    if body is not None:
        reader.body(body)
    shown = {str(n): packed(archive, part) for part, n in reader.shown.items()}
    return {"lines": reader.lines, "pictures": shown}


def answer(data: bytes, caps: dict[str, int]) -> dict[str, Any]:
    try:
        return read(data, caps)
    except child.Refused as refused:
        return {"refusal": refused.code, "params": refused.params}
    except (MemoryError, RecursionError):
        return {"refusal": "too_dense", "params": {}}
    except Exception:  # whatever a hostile file provokes is a file not read
        return {"refusal": "unreadable", "params": {}}


if __name__ == "__main__":
    child.limit_self()
    told = answer(sys.stdin.buffer.read(), json.loads(sys.argv[1]))
    json.dump(told, sys.stdout, ensure_ascii=False)
