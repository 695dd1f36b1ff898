"""A candidate's paper on paper: sealed until two persons let the room go on with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from exams.documents import compiled

_SHEETS = """#let d = json(bytes(sys.inputs.data))
#set text(font: "Noto Serif SC", size: 10.5pt, lang: "zh")
#let w = d.words
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
    #if q.material != "" [#block(inset: 6pt, stroke: 0.4pt, width: 100%)[#q.material]]
    #block(breakable: false)[
      *#q.place．* #q.stem #text(size: 9pt)[（#q.kind，#q.marks #w.marks）] \\
      #for o in q.options [#h(1em) #o \\ ]
      #if q.lines > 0 [#for _ in range(q.lines) [#v(1em) #line(length: 100%, stroke: 0.4pt)]]
      #if q.lines == 0 [#align(right)[
        #w.answer #box(width: 3.5cm, stroke: (bottom: 0.5pt))[#h(1fr)]]]
    ]
  ]
  #pagebreak(weak: true)
]
"""


@dataclass(frozen=True)
class PrintedQuestion:
    """One question as the sheet shows it; `lines` to write on for a written answer."""

    place: int
    kind: str
    marks: str
    stem: str
    options: Sequence[str]
    lines: int = 0
    material: str = ""


@dataclass(frozen=True)
class PrintedPaper:
    """One candidate's paper."""

    number: str
    name: str
    seat: str
    questions: Sequence[PrintedQuestion] = field(default_factory=tuple)


def papers_pdf(papers: Sequence[PrintedPaper], *, exam: str, words: dict[str, str]) -> bytes:
    """The papers of a room, one candidate after another, each from page 1."""
    data = {"papers": [asdict(paper) for paper in papers], "exam": exam, "words": words}
    return compiled(_SHEETS, data)
