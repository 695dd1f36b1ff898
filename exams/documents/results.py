"""The result sheet on paper: what a candidate hands in elsewhere, with a code to check it by."""

from __future__ import annotations

import segno

from exams.documents import compiled

_SHEET = """#set page(paper: "a4", margin: 2.5cm)
#set text(font: "Noto Serif SC", size: 11pt, lang: "zh")
#let d = json(bytes(sys.inputs.data))
#align(center)[#text(size: 20pt, weight: "bold")[#d.title]]
#v(1em)
#align(center)[#text(size: 15pt, weight: "bold")[#d.verdict]]
#v(1em)
#table(
  columns: (auto, 1fr), inset: 8pt, stroke: 0.5pt,
  ..d.lines.map(line => (line.at(0), line.at(1))).flatten()
)
#v(1.5em)
#grid(
  columns: (3.2cm, 1fr), gutter: 1em,
  image(bytes(d.qr), format: "svg", width: 3cm),
  [#d.check \\ #text(size: 8.5pt)[#d.address] \\ #v(0.5em) #text(size: 9pt)[#d.note]],
)
"""


def result_pdf(
    *, title: str, verdict: str, lines: list[tuple[str, str]], address: str, words: tuple[str, str]
) -> bytes:
    """One page with the site's own fonts. `address` is where the code leads; `words` say so, and
    what counts where paper and record differ."""
    qr = segno.make(address, error="m", micro=False).svg_inline(scale=4, border=2)
    data = {
        "title": title,
        "verdict": verdict,
        "lines": lines,
        "qr": qr,
        "check": words[0],
        "note": words[1],
        "address": address,
    }
    return compiled(_SHEET, data)
