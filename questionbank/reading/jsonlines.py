"""Questions as JSON Lines: one object in each line, its names in English."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from questionbank.reading.parts import part_text
from questionbank.rules.bankwriting import basis_text, key_text
from questionbank.rules.kinds import Kind
from questionbank.rules.scoring import WORDS, shown_marks
from questionbank.rules.wording import LETTERS, Wording
from statutes.rules.references import Reference

PLAIN = {  # name in the object → field of the bank's text
    "code": "题号",
    "kind": "题型",
    "difficulty": "难度",
    "level": "层次",
    "stem": "题干",
    "answer": "答案",
    "rationale": "释义",
    "computed": "计算",
    "marks": "分值",
    "scoring": "计分",
    "remark": "备注",
}
LISTS = {"topics": "知识点", "categories": "适用", "citations": "依据"}
LEVELS = {"remember": "记忆", "understand": "理解", "apply": "应用"}
CATEGORIES = {"enforcement": "执法人员", "legal": "法制人员", "leader": "领导干部"}
KNOWN = frozenset({*PLAIN, *LISTS, "options", "blanks", "points", "notes", "parts"})


class NotAQuestion(Exception):
    """A line is no JSON object."""


def fields_of(line: str) -> dict[str, str]:
    """The fields of the question in one line. What the form does not know stands in 备注.

    Raises NotAQuestion.
    """
    try:
        given = json.loads(line)
    except (ValueError, RecursionError) as broken:
        raise NotAQuestion from broken
    if not isinstance(given, dict):
        raise NotAQuestion
    found = _fields(given)
    parts = [part for part in _list(given.get("parts")) if isinstance(part, dict)]
    if parts:
        found["小题"] = "\n".join(part_text(_fields(part)) for part in parts)
    strange = [f"{name}：{_text(value)}" for name, value in given.items() if name not in KNOWN]
    if strange:
        found["备注"] = "\n".join(filter(None, [found.get("备注", ""), *strange]))
    return found


def _fields(given: Mapping[str, Any]) -> dict[str, str]:
    found = {field: _text(given[name]) for name, field in PLAIN.items() if name in given}
    for name, field in LISTS.items():
        found[field] = "；".join(_text(value) for value in _list(given.get(name)))
    found |= dict(zip("ABCDEFGH", map(_text, _list(given.get("options"))), strict=False))
    notes = map(_text, _list(given.get("notes")))
    found |= {f"释{letter}": note for letter, note in zip(LETTERS, notes, strict=False)}
    blanks = ["|".join(map(_text, _list(blank))) for blank in _list(given.get("blanks"))]
    if blanks:
        found["答案"] = "；".join(blanks)
    found["要点"] = "\n".join(_point(point) for point in _list(given.get("points")))
    for field, words in (("层次", LEVELS), ("计分", WORDS)):
        found[field] = words.get(found.get(field, ""), found.get(field, ""))
    found["适用"] = "；".join(
        CATEGORIES.get(word, word) for word in found.get("适用", "").split("；")
    )
    return {name: text for name, text in found.items() if text}


def _point(point: Any) -> str:
    if isinstance(point, dict):
        return f"{_text(point.get('words'))}（{_text(point.get('marks'))}分）"
    return _text(point)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(value: Any) -> str:
    if value is None or isinstance(value, dict | list):
        return "" if value is None else json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return "正确" if value else "错误"
    return str(value)


def line_of(code: str, wording: Wording, stamps: Mapping[Reference, str], **more: str) -> str:
    """One question as a line; `fields_of` reads it back."""
    given = {"code": code, **_object(wording, stamps), **more}
    given |= {
        "difficulty": wording.difficulty.value,
        "level": wording.level.value if wording.level else None,
        "topics": list(wording.topics),
        "categories": [category.value for category in wording.categories],
        "parts": [_object(part, stamps) for part in wording.parts],
    }
    return json.dumps(
        {n: v for n, v in given.items() if v not in (None, "", [])}, ensure_ascii=False
    )


def _object(wording: Wording, stamps: Mapping[Reference, str]) -> dict[str, Any]:
    own = wording.kind not in (Kind.SHORT_ANSWER, Kind.CASE)
    given = {
        "kind": wording.kind.value,
        "stem": wording.stem,
        "options": list(wording.options),
        "answer": key_text(wording) if not wording.blanks else "",
        "blanks": [list(variants) for variants in wording.blanks],
        "points": [{"words": p.words, "marks": shown_marks(p.marks)} for p in wording.points],
        "rationale": wording.rationale,
        "notes": list(wording.notes),
        "computed": wording.computed,
        "citations": [basis_text([place], stamps) for place in wording.citations],
        "marks": shown_marks(wording.marks) if wording.marks and own else "",
        "scoring": wording.scoring,
    }
    return {name: value for name, value in given.items() if value}


def lines_of(text: str) -> Iterable[tuple[int, str]]:
    """The filled lines with their numbers."""
    return ((n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip())
