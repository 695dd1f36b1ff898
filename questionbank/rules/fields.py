"""The fields of a question in a bank file or a sheet, judged one by one and made a wording."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from questionbank.rules import scoring
from questionbank.rules.form import Fault, own_faults, part_faults
from questionbank.rules.kinds import CHOSEN, Category, Difficulty, Kind, Level
from questionbank.rules.lines import NOTES, Block, LineFault, Section
from questionbank.rules.wording import LETTERS, TRUE_FALSE, Point, Wording
from statutes.rules.references import Reference, parse_reference

T = TypeVar("T")
KINDS = {
    "单选": Kind.SINGLE,
    "多选": Kind.MULTIPLE,
    "判断": Kind.TRUE_FALSE,
    "填空": Kind.FILL_IN,
    "简答": Kind.SHORT_ANSWER,
    "案例": Kind.CASE,
}
DIFFICULTIES = {"易": Difficulty.EASY, "中": Difficulty.MEDIUM, "难": Difficulty.HARD}
LEVELS = {"记忆": Level.REMEMBER, "理解": Level.UNDERSTAND, "应用": Level.APPLY}
CATEGORIES = {
    "执法人员": Category.ENFORCEMENT,
    "法制人员": Category.LEGAL,
    "领导干部": Category.LEADER,
}
CODE = re.compile(r"[A-Z]{2,8}-[0-9]{3,12}")
STAMP = re.compile(r"\s*@\s*([0-9a-f]{64})$")
PARTING = re.compile(r"[；;]")
VARIANTS = re.compile(r"[|｜]")
POINT = re.compile(r"(.*\S)\s*[（(]\s*([\d.]+)\s*分\s*[)）]", re.DOTALL)
TOPIC = re.compile(r"[^/\s][^/]{0,39}(?:/[^/\s][^/]{0,39}){0,3}")

_HEAD = ("题号", "题型", "难度", "题干")
_OF_ONE = ("题型", "分值", "计分", "题干", "依据", "释义", "计算")  # of whatever is answered
_OF_ALL = ("题号", "题型", "难度", "层次", "知识点", "适用", "分值", "计分", "题干")
_OF_KIND: Mapping[Kind, tuple[str, ...]] = {
    **dict.fromkeys(CHOSEN, (*LETTERS, "答案", *NOTES)),
    Kind.FILL_IN: ("答案",),
    Kind.SHORT_ANSWER: ("要点",),
    Kind.CASE: (),
}
UNFINISHED = frozenset({Fault.NO_CITATION, Fault.NO_RATIONALE})
Cited = tuple[tuple[Reference, str], ...]


def wording_of(block: Block, *, unfinished: bool = False) -> tuple[Wording | None, Cited]:
    """The wording of a question with its stamps; None, with faults in the block, where it cannot
    be read. Faults of form are sought only where every field could be read.

    An `unfinished` one may want basis and rationale: it can be kept as a draft.
    """
    head = block.head
    kind = _kind(head)
    needed = _needed(kind)
    _require(head, (*_HEAD, *(needed[:-2] if unfinished else needed)))
    if head.text("题号") and not CODE.fullmatch(head.text("题号")):
        head.fault("题号", LineFault.BAD_CODE, head.text("题号"))
    difficulty = _word(head, "难度", DIFFICULTIES, LineFault.BAD_DIFFICULTY)
    if kind is None or difficulty is None:
        return None, ()
    _refuse_unfit(head, {*_OF_ALL, *_OF_KIND[kind], *(() if kind == Kind.CASE else _OF_ONE)})
    wording, cited = _one(head, kind, difficulty)
    wording = replace(
        wording,
        level=_word(head, "层次", LEVELS, LineFault.BAD_LEVEL),
        topics=_topics(head),
        categories=_categories(head),
    )
    for section in block.parts:
        part, more = _part(section, difficulty)
        wording, cited = replace(wording, parts=(*wording.parts, *part)), cited + more
    if block.faults:
        return None, cited
    _judge(block, wording, UNFINISHED if unfinished else frozenset())
    return wording, cited


def parts_of(block: Block, difficulty: Difficulty) -> tuple[Wording, ...]:
    """The sub-questions alone; their faults stand in the block."""
    parts: list[Wording] = []
    for section in block.parts:
        part, _cited = _part(section, difficulty)
        parts += part
        for fault in part_faults(part[0]) if part and not section.faults else ():
            section.fault("", fault)
    return tuple(parts)


def _judge(block: Block, wording: Wording, borne: frozenset[Fault]) -> None:
    """Name the faults of form that are not borne, those of a sub-question at its own line."""
    for fault in own_faults(wording):
        if fault not in borne:
            block.head.fault("", fault)
    for section, part in zip(block.parts, wording.parts, strict=True):
        for fault in part_faults(part):
            section.fault("", fault)


def _part(section: Section, difficulty: Difficulty) -> tuple[tuple[Wording, ...], Cited]:
    kind = _kind(section)
    _require(section, ("题型", "题干", *_needed(kind)))
    if kind is None:
        return (), ()
    if kind == Kind.CASE:
        section.fault("题型", Fault.PART_IS_CASE)
    _refuse_unfit(section, {*_OF_ONE, *_OF_KIND[kind]})
    wording, cited = _one(section, kind, difficulty)
    return (wording,), cited


def _one(section: Section, kind: Kind, difficulty: Difficulty) -> tuple[Wording, Cited]:
    """One question, or the head of a case, as far as its fields can be read."""
    cited = _citations(section)
    wording = Wording(
        kind=kind,
        stem=section.text("题干"),
        options=_options(section),
        difficulty=difficulty,
        right=_right(section, kind) if kind in CHOSEN else (),
        rationale=section.text("释义"),
        computed=section.text("计算"),
        citations=tuple(reference for reference, _stamp in cited),
        blanks=_blanks(section) if kind == Kind.FILL_IN else (),
        points=_points(section),
        notes=tuple(section.text(name) for name in NOTES if name in section.values),
        marks=_marks(section),
        scoring=_word(section, "计分", scoring.NAMES, LineFault.BAD_SCORING) or "",
    )
    return wording, cited


def _needed(kind: Kind | None) -> tuple[str, ...]:
    if kind is None or kind == Kind.CASE:
        return ()
    return ("要点" if kind == Kind.SHORT_ANSWER else "答案", "依据", "释义")


def _require(section: Section, names: tuple[str, ...]) -> None:
    for name in names:
        if not section.text(name):
            section.fault(name, LineFault.FIELD_MISSING, name)


def _refuse_unfit(section: Section, fitting: set[str]) -> None:
    for name in section.values:
        if name not in fitting and not (name in LETTERS or name in NOTES):
            section.fault(name, LineFault.FIELD_UNFIT, name)


def _kind(section: Section) -> Kind | None:
    return _word(section, "题型", KINDS, LineFault.BAD_KIND)


def _word(section: Section, name: str, words: Mapping[str, T], fault: LineFault) -> T | None:
    value = words.get(section.text(name))
    if value is None and section.text(name):
        section.fault(name, fault, section.text(name))
    return value


def _options(section: Section) -> tuple[str, ...]:
    given = [letter for letter in LETTERS if letter in section.values]
    if given != list(LETTERS[: len(given)]):
        section.fault(given[0], LineFault.OPTION_GAP, "".join(given))
    return tuple(section.text(letter) for letter in given)


def _right(section: Section, kind: Kind) -> tuple[int, ...]:
    key = section.text("答案")
    if kind == Kind.TRUE_FALSE:
        if key not in TRUE_FALSE:
            section.fault("答案", LineFault.BAD_KEY, key)
            return ()
        return (TRUE_FALSE.index(key),)
    if not key or any(letter not in LETTERS for letter in key):
        section.fault("答案", LineFault.BAD_KEY, key)
        return ()
    if "".join(sorted(set(key))) != key:
        section.fault("答案", LineFault.KEY_ORDER, key)
    return tuple(LETTERS.index(letter) for letter in key)


def _blanks(section: Section) -> tuple[tuple[str, ...], ...]:
    if not section.text("答案"):
        return ()
    return tuple(
        tuple(variant.strip() for variant in VARIANTS.split(answer))
        for answer in PARTING.split(section.text("答案"))
    )


def _points(section: Section) -> tuple[Point, ...]:
    points = []
    for line in filter(None, section.text("要点").split("\n")):
        found = POINT.fullmatch(line.strip())
        try:
            points.append(Point(found[1], scoring.parse_marks(found[2])) if found else None)
        except ValueError:
            points.append(None)
        if points[-1] is None:
            section.fault("要点", LineFault.BAD_POINT, line[:20])
    return tuple(point for point in points if point)


def _marks(section: Section) -> int:
    if not section.text("分值"):
        return 0
    try:
        return scoring.parse_marks(section.text("分值"))
    except ValueError:
        section.fault("分值", LineFault.BAD_MARKS, section.text("分值")[:20])
        return 0


def _topics(section: Section) -> tuple[str, ...]:
    paths = [path.strip() for path in PARTING.split(section.text("知识点")) if path.strip()]
    for path in paths:
        if not TOPIC.fullmatch(path):
            section.fault("知识点", LineFault.BAD_TOPIC, path[:40])
    return tuple(dict.fromkeys(paths))


def _categories(section: Section) -> tuple[Category, ...]:
    words = [word.strip() for word in PARTING.split(section.text("适用")) if word.strip()]
    for word in words:
        if word not in CATEGORIES:
            section.fault("适用", LineFault.BAD_CATEGORY, word[:20])
    return tuple(dict.fromkeys(CATEGORIES[word] for word in words if word in CATEGORIES))


def _citations(section: Section) -> Cited:
    cited = []
    for part in PARTING.split(section.text("依据")):
        if not part.strip():
            continue
        found = STAMP.search(part)
        try:
            cited.append((parse_reference(STAMP.sub("", part)), found[1] if found else ""))
        except ValueError:
            section.fault("依据", LineFault.BAD_CITATION, part.strip()[:40])
    return tuple(cited)
