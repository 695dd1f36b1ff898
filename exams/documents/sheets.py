"""A candidate's paper on paper: sealed until two persons let the room go on with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from exams.documents import compiled
from exams.documents.rich import TYPST

Parts = Sequence[dict[str, Any]]

_SHEETS = (
    """#let d = json(bytes(sys.inputs.data))
#set text(font: "Noto Serif SC", size: 10.5pt, lang: "zh")
#let w = d.words
"""
    + TYPST
    + """
#for p in d.papers [
  #set page(paper: "a4", margin: 2cm, footer: context [#set text(size: 8.5pt)
    #d.exam　#p.number　#p.name #h(1fr) #counter(page).display()])
  #counter(page).update(1)
  #align(center)[#text(size: 17pt, weight: "bold")[#d.exam] \\ #w.paper]
  #v(0.4em)
  #table(columns: (auto, 1fr, auto, 1fr), inset: 6pt, stroke: 0.4pt,
    w.name, strong(p.name), w.number, strong(p.number),
    w.seat, strong(p.seat), w.sign, "")
  #text(size: 9pt)[#w.how]
  #for q in p.questions [
    #v(0.6em)
    #if q.material.len() > 0 [#block(inset: 6pt, stroke: 0.4pt, width: 100%)[#rich(q.material)]]
    #block(breakable: false)[
      #grid(columns: (auto, 1fr), column-gutter: 0.5em, [*#q.place．*],
        [#rich(q.stem) #text(size: 9pt)[（#q.kind，#q.marks #w.marks）]])
      #for o in q.options [#pad(left: 1.5em, grid(columns: (auto, 1fr), column-gutter: 0.3em,
        o.letter, rich(o.parts)))]
      #if q.lines > 0 [#for _ in range(q.lines) [#v(1em) #line(length: 100%, stroke: 0.4pt)]]
      #if q.lines == 0 [#align(right)[
        #w.answer #box(width: 3.5cm, stroke: (bottom: 0.5pt))[#h(1fr)]]]
    ]
  ]
  #pagebreak(weak: true)
]
"""
)


@dataclass(frozen=True)
class PrintedQuestion:
    """One question as the sheet shows it; `lines` to write on for a written answer. Stem, material
    and options are `rich.parts_of` their texts; an option has its `letter`."""

    place: int
    kind: str
    marks: str
    stem: Parts
    options: Sequence[dict[str, Any]]
    lines: int = 0
    material: Parts = ()

    def pictures(self) -> list[str]:
        """The names of the pictures that it shows."""
        options = [part for option in self.options for part in option["parts"]]
        parts = [*self.material, *self.stem, *options]
        return [part["name"] for part in parts if part["kind"] == "picture"]


@dataclass(frozen=True)
class PrintedPaper:
    """One candidate's paper."""

    number: str
    name: str
    seat: str
    questions: Sequence[PrintedQuestion] = field(default_factory=tuple)


def papers_pdf(
    papers: Sequence[PrintedPaper],
    *,
    exam: str,
    words: dict[str, str],
    pictures: Mapping[str, Any],
) -> bytes:
    """The papers of a room, one candidate after another, each from page 1."""
    data = {
        "papers": [asdict(paper) for paper in papers],
        "exam": exam,
        "words": words,
        "pictures": pictures,
    }
    return compiled(_SHEETS, data)
