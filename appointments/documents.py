"""The room's papers as PDF: dossier, result sheet, conclusion, receipt, appraisal sheet."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pylopdf_fonts_zh_cn
import typst
from django.http import HttpResponse

# The words come in as data, never as markup: a name cannot become a command.
_PAPER = """#set page(paper: "a4", margin: 2.2cm, footer: context [
  #set text(size: 8.5pt)
  #let d = json(bytes(sys.inputs.data))
  #d.foot #h(1fr) #counter(page).display("1 / 1", both: true)
])
#set text(font: "Noto Serif SC", size: 10.5pt, lang: "zh")
#let d = json(bytes(sys.inputs.data))
#align(right)[#text(size: 9pt)[#d.mark]]
#align(center)[#text(size: 18pt, weight: "bold")[#d.title]]
#if d.verdict != "" [#v(0.6em) #align(center)[#text(size: 14pt, weight: "bold")[#d.verdict]]]
#v(0.8em)
#table(
  columns: (auto, 1fr), inset: 7pt, stroke: 0.5pt,
  ..d.facts.map(row => (row.at(0), row.at(1))).flatten()
)
#for part in d.parts [
  #v(0.8em)
  #text(weight: "bold")[#part.title]
  #table(
    columns: part.head.len(), inset: 6pt, stroke: 0.5pt,
    table.header(..part.head.map(one => text(weight: "bold")[#one])),
    ..part.rows.flatten()
  )
]
#v(1em)
#for line in d.notes [#line \\ ]
#if d.signs.len() > 0 [
  #v(1.5em)
  #grid(columns: (1fr, 1fr), row-gutter: 2em, ..d.signs.map(one => [#one]))
]
"""


@dataclass(frozen=True)
class Part:
    """One table of a paper."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Paper:
    """What is printed: `mark` stands above (confidential), `foot` on every page."""

    title: str
    facts: Sequence[tuple[str, str]]
    foot: str
    verdict: str = ""
    mark: str = ""
    parts: Sequence[Part] = ()
    notes: Sequence[str] = ()
    signs: Sequence[str] = field(default=())


def paper_pdf(paper: Paper) -> bytes:
    """The paper with the site's own fonts."""
    data: dict[str, Any] = {
        "title": paper.title,
        "verdict": paper.verdict,
        "mark": paper.mark,
        "foot": paper.foot,
        "facts": list(paper.facts),
        "parts": [
            {"title": part.title, "head": list(part.head), "rows": [list(r) for r in part.rows]}
            for part in paper.parts
            if part.rows
        ],
        "notes": list(paper.notes),
        "signs": list(paper.signs),
    }
    fonts = str(Path(pylopdf_fonts_zh_cn.serif_path()).parent)
    pdf: bytes = typst.compile(  # type: ignore[misc]  # its stub does not infer bytes
        _PAPER.encode(),
        font_paths=[fonts],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    return pdf


def as_pdf(paper: Paper, name: str) -> HttpResponse:
    """The paper as an attachment; `name` tells no person."""
    response = HttpResponse(paper_pdf(paper), content_type="application/pdf")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.pdf"
    response["Cache-Control"] = "no-store"
    return response
