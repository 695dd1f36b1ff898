"""The markup of questions on paper: tables, lists, pictures, bold, raised and lowered letters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from questionbank.rules.markup import Block, Figure, Grid, Line, Listing, blocks

# Functions for a document whose data holds `pictures`; `rich(parts)` sets what `parts_of` gives.
TYPST = """#let span(s) = {
  if s.form == "b" { text(stroke: 0.4pt, s.text) } else if s.form == "sup" { super(s.text) }
  else if s.form == "sub" { sub(s.text) } else { s.text }
}
#let words(line) = [#line.map(span).join()]
#let shown(f) = {
  let p = d.pictures.at(f.name, default: none)
  if p == none { [〔#f.alt〕] }
  else { image(bytes(p.bytes), width: calc.min(p.width * 0.75pt, 15cm), alt: f.alt) }
}
#let one(b) = {
  if b.kind == "words" { b.lines.map(words).join(linebreak()) }
  else if b.kind == "list" {
    if b.start == none { list(..b.items.map(words)) }
    else { enum(start: b.start, ..b.items.map(words)) }
  }
  else if b.kind == "table" {
    table(columns: b.columns, inset: 5pt, stroke: 0.4pt,
      ..b.head.flatten().map(c => strong(words(c.line))),
      ..b.rows.flatten().map(c => words(c.line)))
  }
  else { shown(b) }
}
#let rich(parts) = {
  if parts.len() == 1 { one(parts.first()) } else { for b in parts { block(one(b)) } }
}
"""


def parts_of(text: str) -> list[dict[str, Any]]:
    """A text of a question as data of a document."""
    return [_part(block) for block in blocks(text)]


def _part(block: Block) -> dict[str, Any]:
    if isinstance(block, Figure):
        return {"kind": "picture", "name": block.sha256, "alt": block.alt}
    if isinstance(block, Listing):
        return {
            "kind": "list",
            "start": block.start,
            "items": [_line(item) for item in block.items],
        }
    if isinstance(block, Grid):
        columns = max(len(row) for row in (*block.head, *block.rows))
        head, rows = ([_row(row, columns) for row in part] for part in (block.head, block.rows))
        return {"kind": "table", "columns": columns, "head": head, "rows": rows}
    return {"kind": "words", "lines": [_line(line) for line in block.lines]}


def _row(row: tuple[Line, ...], columns: int) -> list[dict[str, Any]]:
    """The cells of a row; a short row is filled up."""
    cells = [*row, *[()] * (columns - len(row))]
    return [{"line": _line(cell)} for cell in cells]


def _line(line: Line) -> list[dict[str, str]]:
    return [{"text": span.text, "form": span.form} for span in line]


def picture_data(found: Iterable[tuple[str, bytes, int]]) -> Mapping[str, Any]:
    """Pictures by name, as a document takes them: bytes, and width in pixels."""
    return {name: {"bytes": list(data), "width": width} for name, data, width in found}
