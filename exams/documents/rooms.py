"""Tickets and the pack of a room: door list, seat labels, signature sheet, incident form."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import segno

from exams.documents import compiled

_HEAD = """#let d = json(bytes(sys.inputs.data))
#set text(font: "Noto Serif SC", size: 10.5pt, lang: "zh")
#let w = d.words
"""

_TICKETS = (
    _HEAD
    + """#set page(paper: "a4", margin: (x: 2cm, y: 1.6cm))
#for t in d.tickets [
  #block(breakable: false, width: 100%, height: 12.6cm, inset: 12pt, stroke: 0.6pt)[
    #align(center)[#text(size: 17pt, weight: "bold")[#w.ticket] \\ #text(size: 12pt)[#d.exam]]
    #v(0.4em)
    #grid(columns: (1fr, 3.6cm), gutter: 1em,
      table(columns: (auto, 1fr), inset: 6pt, stroke: 0.4pt,
        ..t.lines.map(line => (line.at(0), strong(line.at(1)))).flatten()),
      align(center)[
        #if t.photo != "" [#image(bytes(t.photo), format: "svg", height: 3.6cm) #v(0.6em)]
        #image(bytes(t.qr), format: "svg", width: 3.4cm) #text(size: 8pt)[#w.scan]])
    #v(0.3em)
    #text(size: 9pt)[#for note in d.notes [• #note \\ ]]
  ]
  #v(0.8cm)
]
"""
)

_PACK = (
    _HEAD
    + """#set page(paper: "a4", margin: (x: 1.8cm, y: 1.8cm),
  footer: context [#set text(size: 8.5pt)
    #d.exam　#d.room #h(1fr) #counter(page).display() / #counter(page).final().first()])
#let head(title) = [#align(center)[#text(size: 18pt, weight: "bold")[#title]]
  #align(center)[#d.exam \\ #d.room　#d.time] #v(0.6em)]
#head(w.door)
#table(columns: (auto, auto, 1fr, 1.6fr), inset: 5pt, stroke: 0.4pt,
  table.header(strong(w.seat), strong(w.number), strong(w.name), strong(w.unit)),
  ..d.seats.map(s => (s.seat, s.number, s.name, s.unit)).flatten())
#pagebreak()
#head(w.labels)
#grid(columns: (1fr, 1fr), gutter: 8pt,
  ..d.seats.map(s => block(breakable: false, width: 100%, height: 4.1cm, inset: 8pt,
    stroke: 0.6pt)[
    #grid(columns: (2.2cm, 1fr), gutter: 8pt,
      align(center + horizon)[#text(size: 30pt, weight: "bold")[#s.seat]],
      [#text(size: 15pt, weight: "bold")[#s.name] \\ #s.number \\ #text(size: 9pt)[#s.unit]])]))
#pagebreak()
#head(w.signature)
#table(columns: (auto, auto, 1fr, 1.2fr, 1.2fr, 1fr), inset: (x: 5pt, y: 8pt), stroke: 0.4pt,
  table.header(strong(w.seat), strong(w.number), strong(w.name), strong(w.sign_in),
    strong(w.sign_out), strong(w.remark)),
  ..d.seats.map(s => (s.seat, s.number, s.name, "", "", "")).flatten())
#v(1em) #w.invigilators #h(6em) #w.chief
#pagebreak()
#head(w.incidents)
#w.incident_note
#table(columns: (1.6cm, 1.3cm, 2.6cm, 1fr, 2.4cm), inset: (x: 5pt, y: 14pt), stroke: 0.4pt,
  table.header(strong(w.at), strong(w.seat), strong(w.number), strong(w.what), strong(w.by)),
  ..range(14).map(_ => ("", "", "", "", "")).flatten())
#v(1em) #w.invigilators #h(6em) #w.chief
"""
)


@dataclass(frozen=True)
class PrintedSeat:
    """One seat as paper shows it."""

    seat: str
    number: str
    name: str
    unit: str


@dataclass(frozen=True)
class Ticket:
    """One ticket: its lines, the address that its code leads to, and the candidate's photo, where
    there is one (media type, bytes)."""

    lines: Sequence[tuple[str, str]]
    address: str
    photo: tuple[str, bytes] | None = None


@dataclass(frozen=True)
class RoomHead:
    """What stands above every sheet of a room."""

    exam: str
    room: str
    time: str


def _framed(media_type: str, picture: bytes) -> str:
    """A photo of three to four, whatever its shape."""
    data = base64.b64encode(picture).decode()
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 400">'
        f'<image href="data:{media_type};base64,{data}" width="300" height="400"/></svg>'
    )


def tickets_pdf(
    tickets: Sequence[Ticket], *, exam: str, notes: Sequence[str], words: dict[str, str]
) -> bytes:
    """Two tickets a page. `words`: ticket, scan."""
    shown = [
        {
            "lines": [list(line) for line in ticket.lines],
            "qr": segno.make(ticket.address, error="m", micro=False).svg_inline(scale=4, border=2),
            "photo": _framed(*ticket.photo) if ticket.photo else "",
        }
        for ticket in tickets
    ]
    data = {"tickets": shown, "exam": exam, "notes": list(notes), "words": words}
    return compiled(_TICKETS, data)


def room_pack_pdf(seats: Sequence[PrintedSeat], head: RoomHead, words: dict[str, str]) -> bytes:
    """Door list, seat labels, signature sheet and incident form of one room, in this order."""
    data = asdict(head) | {"seats": [asdict(seat) for seat in seats], "words": words}
    return compiled(_PACK, data)
