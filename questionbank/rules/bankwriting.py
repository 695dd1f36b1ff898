"""Questions as the text of a bank file; what `banktext.parse` reads back unchanged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from questionbank.rules import fields, scoring
from questionbank.rules.kinds import CHOSEN, Kind
from questionbank.rules.lines import PART
from questionbank.rules.wording import LETTERS, Point, Wording, shown_blanks, shown_key
from statutes.rules.references import Reference

INDENT = "　　"
KIND_WORDS = {kind: word for word, kind in fields.KINDS.items()}
DIFFICULTY_WORDS = {code: word for word, code in fields.DIFFICULTIES.items()}
LEVEL_WORDS = {code: word for word, code in fields.LEVELS.items()}
CATEGORY_WORDS = {code: word for word, code in fields.CATEGORIES.items()}
Stamps = Mapping[Reference, str]


def bank(title: str, questions: Iterable[tuple[str, Wording, Stamps]]) -> str:
    """A whole bank file: its statute, then each question with its code and its stamps."""
    texts = (written(code, wording, stamps) for code, wording, stamps in questions)
    return "\n\n".join([f"法规：{title}", *texts]) + "\n"


def written(code: str, wording: Wording, stamps: Stamps) -> str:
    """One question."""
    return "\n".join(_indented(name, text) for name, text in _all(code, wording, stamps))


def parts_text(parts: Sequence[Wording], stamps: Stamps) -> str:
    """The sub-questions of a case."""
    return "\n".join(_indented(name, text) for part in parts for name, text in _part(part, stamps))


def cells(code: str, wording: Wording, stamps: Stamps) -> dict[str, str]:
    """One question by its fields; `PART` holds the sub-questions as text, a field that may stand
    several times its values line by line."""
    found: dict[str, list[str]] = {}
    head = (pair for pair in _head(code, wording, stamps) if pair[1])
    for name, text in head:
        found.setdefault(name, []).append(text)
    written = {name: "\n".join(texts) for name, texts in found.items()}
    return written | ({PART: parts_text(wording.parts, stamps)} if wording.parts else {})


def points_text(points: Iterable[Point]) -> list[str]:
    """Each point with its marks at the end."""
    return [f"{point.words}（{scoring.shown_marks(point.marks)}分）" for point in points]


def basis_text(places: Iterable[Reference], stamps: Stamps) -> str:
    return "；".join(
        f"{place} @{stamps[place]}" if stamps.get(place) else str(place) for place in places
    )


def key_text(wording: Wording) -> str:
    """The key as the field 答案 holds it; empty where points or sub-questions hold it."""
    if wording.kind in CHOSEN:
        return shown_key(wording.kind, wording.right)
    return shown_blanks(wording.blanks)


def _all(code: str, wording: Wording, stamps: Stamps) -> Iterator[tuple[str, str]]:
    yield from (pair for pair in _head(code, wording, stamps) if pair[1])
    for part in wording.parts:
        yield from _part(part, stamps)


def _head(code: str, wording: Wording, stamps: Stamps) -> Iterator[tuple[str, str]]:
    yield "题号", code
    yield "题型", KIND_WORDS[wording.kind]
    yield "难度", DIFFICULTY_WORDS[wording.difficulty]
    yield "层次", LEVEL_WORDS[wording.level] if wording.level else ""
    yield "知识点", "；".join(wording.topics)
    yield "适用", "；".join(CATEGORY_WORDS[code] for code in wording.categories)
    yield from _asked(wording, stamps)


def _part(part: Wording, stamps: Stamps) -> Iterator[tuple[str, str]]:
    yield PART, KIND_WORDS[part.kind]
    yield from (pair for pair in _asked(part, stamps) if pair[1])


def _asked(wording: Wording, stamps: Stamps) -> Iterator[tuple[str, str]]:
    """What a question and a sub-question have in common, in the order of the format."""
    given = 0 if wording.kind in (Kind.SHORT_ANSWER, Kind.CASE) else wording.marks
    yield "分值", scoring.shown_marks(given) if given else ""
    yield "计分", scoring.WORDS[wording.scoring] if wording.scoring else ""
    yield "题干", wording.stem
    yield from zip(LETTERS, wording.options, strict=False)
    yield "答案", key_text(wording)
    yield from (("要点", text) for text in points_text(wording.points))
    yield "依据", basis_text(wording.citations, stamps)
    yield "释义", wording.rationale
    yield from ((f"释{letter}", note) for letter, note in zip(LETTERS, wording.notes, strict=False))
    yield "计算", wording.computed


def _indented(name: str, text: str) -> str:
    """A field as its line; further lines of the text stand indented below it."""
    first, *more = text.split("\n")
    opening = f"{name}. {first}" if name in LETTERS else f"{name}：{first}"
    return "\n".join([opening, *(f"{INDENT}{line}" for line in more if line.strip())])
