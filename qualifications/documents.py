"""The city's own training certificate on paper, one page for each, with a code to check it by."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import pylopdf_fonts_zh_cn
import segno
import typst

# The words come in as data, never as markup: a name cannot become a command.
_SHEETS = """#set page(paper: "a4", flipped: true, margin: 2.5cm)
#set text(font: "Noto Serif SC", size: 14pt, lang: "zh")
#let d = json(bytes(sys.inputs.data))
#for (n, one) in d.sheets.enumerate() {
  if n > 0 { pagebreak() }
  align(center)[#text(size: 30pt, weight: "bold")[#d.title]]
  v(1.5em)
  text(size: 16pt)[#one.body]
  v(1em)
  table(
    columns: (auto, 1fr), inset: 8pt, stroke: 0.5pt,
    ..one.lines.map(line => (line.at(0), line.at(1))).flatten()
  )
  v(1.5em)
  grid(
    columns: (3.2cm, 1fr, auto), gutter: 1em,
    image(bytes(one.qr), format: "svg", width: 3cm),
    [#d.check \\ #text(size: 9pt)[#one.address]],
    align(right)[#one.organ \\ #one.day],
  )
}
"""


@dataclass(frozen=True)
class Sheet:
    """What one certificate says. `address` is where its code leads."""

    body: str
    lines: list[tuple[str, str]]
    organ: str
    day: str
    address: str


def training_pdf(*, title: str, check: str, sheets: Sequence[Sheet]) -> bytes:
    """All certificates in one document. `check` says what the code is for."""
    data = {
        "title": title,
        "check": check,
        "sheets": [asdict(sheet) | {"qr": _code(sheet.address)} for sheet in sheets],
    }
    fonts = str(Path(pylopdf_fonts_zh_cn.serif_path()).parent)
    pdf: bytes = typst.compile(  # type: ignore[misc]  # its stub does not infer bytes
        _SHEETS.encode(),
        font_paths=[fonts],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    return pdf


def _code(address: str) -> str:
    """The code as a picture. The mask is given: to choose the best of eight takes six times as
    long, and every reader takes any."""
    return segno.make(address, error="m", micro=False, mask=2).svg_inline(scale=4, border=2)
