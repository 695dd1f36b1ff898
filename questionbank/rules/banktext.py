"""The question bank as text: read with every fault at its line, and stamped.

The format is described in `docs/bank-format.md`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from questionbank.rules.wording import LETTERS, TRUE_FALSE, Difficulty, Fault, Kind, Wording, faults
from statutes.rules.references import Reference, parse_reference

T = TypeVar("T")
KINDS = {"单选": Kind.SINGLE, "多选": Kind.MULTIPLE, "判断": Kind.TRUE_FALSE}
DIFFICULTIES = {"易": Difficulty.EASY, "中": Difficulty.MEDIUM, "难": Difficulty.HARD}
REQUIRED = ("题号", "题型", "难度", "题干", "答案", "依据", "释义")
ORDER = ("题号", "题型", "难度", "题干", *LETTERS, "答案", "依据", "释义", "计算")
CODE = re.compile(r"[A-Z]{2,8}-\d{3,5}")
_HEAD = re.compile(r"^法规[：:]\s*(\S.*)$")
_FIELD = re.compile(r"^(题号|题型|难度|题干|答案|依据|释义|计算)[：:]\s*(.*)$")
_OPTION = re.compile(r"^([A-E])[.．、]\s*(.*)$")
_STAMP = re.compile(r"\s*@\s*([0-9a-f]{64})$")
_PARTING = re.compile(r"[；;]")


class LineFault(StrEnum):
    """What is wrong with a line; worded in `questionbank.models.FaultWords`."""

    NO_HEAD = "no_head"
    UNKNOWN_LINE = "unknown_line"
    FIELD_TWICE = "field_twice"
    FIELD_ORDER = "field_order"
    FIELD_MISSING = "field_missing"
    BAD_CODE = "bad_code"
    CODE_TWICE = "code_twice"
    BAD_KIND = "bad_kind"
    BAD_DIFFICULTY = "bad_difficulty"
    BAD_KEY = "bad_key"
    KEY_ORDER = "key_order"
    BAD_CITATION = "bad_citation"
    OPTION_GAP = "option_gap"


UNPLACED = frozenset({LineFault.UNKNOWN_LINE, LineFault.FIELD_TWICE})


@dataclass(frozen=True)
class Found:
    """One fault: where, which, and the word that caused it."""

    line: int
    fault: Fault | LineFault
    detail: str = ""


@dataclass(frozen=True)
class BankQuestion:
    """One question of a bank file. `stamps` stand beside the wording's citations, '' if none."""

    code: str
    line: int
    wording: Wording
    stamps: tuple[str, ...]


@dataclass(frozen=True)
class Bank:
    """What was read from one file."""

    title: str
    questions: tuple[BankQuestion, ...]
    faults: tuple[Found, ...]


@dataclass
class _Block:
    """The lines of one question, by field, while it is read."""

    line: int
    values: dict[str, tuple[int, str]] = field(default_factory=dict)
    faults: list[Found] = field(default_factory=list)

    def take(self, n: int, line: str) -> None:
        found = _FIELD.match(line) or _OPTION.match(line)
        if found is None:
            self.faults.append(Found(n, LineFault.UNKNOWN_LINE, line[:20]))
            return
        name, value = found[1], found[2].strip()
        if name in self.values:
            self.faults.append(Found(n, LineFault.FIELD_TWICE, name))
        elif self.values and ORDER.index(name) < max(ORDER.index(k) for k in self.values):
            self.faults.append(Found(n, LineFault.FIELD_ORDER, name))
        self.values.setdefault(name, (n, value))

    def text(self, name: str) -> str:
        return self.values[name][1] if name in self.values else ""

    def fault(self, name: str, fault: Fault | LineFault, detail: str = "") -> None:
        line = self.values[name][0] if name in self.values else self.line
        self.faults.append(Found(line, fault, detail))


@dataclass(frozen=True)
class RawBlock:
    """The fields of one question as they stand in the text, and the lines that are none."""

    line: int
    values: dict[str, str]
    stray: tuple[str, ...]


def blocks(text: str) -> list[RawBlock]:
    """The questions of a text as fields, unjudged; the head line is left out."""
    found = []
    lines = text.lstrip("\ufeff").splitlines()
    for n, line in enumerate(lines):
        if _HEAD.match(line.strip()):
            lines[n] = ""
    for block in _blocks(lines, 0):
        values = {name: value for name, (_line, value) in block.values.items()}
        stray = tuple(lines[f.line - 1].strip() for f in block.faults if f.fault in UNPLACED)
        found.append(RawBlock(block.line, values, stray))
    return found


def parse(text: str) -> Bank:
    """Read one bank file. A question with a fault is left out and its faults are named."""
    lines = text.lstrip("\ufeff").splitlines()
    first = next((n for n, line in enumerate(lines) if line.strip()), 0)
    head = _HEAD.match(lines[first].strip()) if lines else None
    found: list[Found] = [] if head else [Found(first + 1, LineFault.NO_HEAD)]
    questions: list[BankQuestion] = []
    seen: set[str] = set()
    for block in _blocks(lines, first + 1 if head else first):
        question = _question(block)
        if block.text("题号") in seen:
            block.fault("题号", LineFault.CODE_TWICE, block.text("题号"))
        seen.add(block.text("题号"))
        found += block.faults
        if question and not block.faults:
            questions.append(question)
    return Bank(head[1].strip() if head else "", tuple(questions), tuple(found))


def _blocks(lines: list[str], start: int) -> Iterator[_Block]:
    """Questions, parted by blank lines."""
    block: _Block | None = None
    for n, line in enumerate(lines[start:], start + 1):
        if line.strip():
            block = block or _Block(n)
            block.take(n, line.strip())
        elif block:
            yield block
            block = None
    if block:
        yield block


def _question(block: _Block) -> BankQuestion | None:
    """The question of a block; None (with faults in the block) when it cannot be read."""
    absent = [name for name in REQUIRED if not block.text(name)]
    for name in absent:
        block.fault(name, LineFault.FIELD_MISSING, name)
    if "题号" not in absent and not CODE.fullmatch(block.text("题号")):
        block.fault("题号", LineFault.BAD_CODE, block.text("题号"))
    kind = _word(block, "题型", KINDS, LineFault.BAD_KIND)
    difficulty = _word(block, "难度", DIFFICULTIES, LineFault.BAD_DIFFICULTY)
    options = _options(block)
    references, stamps = _citations(block)
    if kind is None or difficulty is None or absent:
        return None
    wording = Wording(
        kind=kind,
        stem=block.text("题干"),
        options=options,
        difficulty=difficulty,
        right=_right(block, kind),
        rationale=block.text("释义"),
        computed=block.text("计算"),
        citations=references,
    )
    if not block.faults:
        block.faults += [Found(block.line, fault) for fault in faults(wording)]
    return BankQuestion(block.text("题号"), block.line, wording, stamps)


def _word(block: _Block, name: str, words: dict[str, T], fault: LineFault) -> T | None:
    value = words.get(block.text(name))
    if value is None and block.text(name):
        block.fault(name, fault, block.text(name))
    return value


def _options(block: _Block) -> tuple[str, ...]:
    given = [letter for letter in LETTERS if letter in block.values]
    if given != list(LETTERS[: len(given)]):
        block.fault(given[0], LineFault.OPTION_GAP, "".join(given))
    return tuple(block.text(letter) for letter in given)


def _right(block: _Block, kind: Kind) -> tuple[int, ...]:
    key = block.text("答案")
    if kind == Kind.TRUE_FALSE:
        if key not in TRUE_FALSE:
            block.fault("答案", LineFault.BAD_KEY, key)
            return ()
        return (TRUE_FALSE.index(key),)
    if not key or any(letter not in LETTERS for letter in key):
        block.fault("答案", LineFault.BAD_KEY, key)
        return ()
    if "".join(sorted(set(key))) != key:
        block.fault("答案", LineFault.KEY_ORDER, key)
    return tuple(LETTERS.index(letter) for letter in key)


def _citations(block: _Block) -> tuple[tuple[Reference, ...], tuple[str, ...]]:
    references, stamps = [], []
    for part in _PARTING.split(block.text("依据")):
        if not part.strip():
            continue
        found = _STAMP.search(part)
        try:
            references.append(parse_reference(_STAMP.sub("", part)))
        except ValueError:
            block.fault("依据", LineFault.BAD_CITATION, part.strip()[:40])
            continue
        stamps.append(found[1] if found else "")
    return tuple(references), tuple(stamps)


def stamp(
    text: str,
    digest_of: Callable[[Reference], str | None],
    *,
    renew: Collection[str] = (),
) -> str:
    """The same text with the digest of every cited article written behind it.

    A stamp that is there stays, so that a drift is not papered over, except for the codes in
    `renew`: a person has read those against today's text. A citation whose article is unknown,
    or that cannot be read, is left as it stands.
    """
    lines, code = text.split("\n"), ""
    for n, line in enumerate(lines):
        found = _FIELD.match(line)
        if found and found[1] == "题号":
            code = found[2].strip()
        if found and found[1] == "依据":
            parts = [p.strip() for p in _PARTING.split(found[2]) if p.strip()]
            written = (_stamped(part, digest_of, renew=code in renew) for part in parts)
            lines[n] = "依据：" + "；".join(written)
    return "\n".join(lines)


def _stamped(part: str, digest_of: Callable[[Reference], str | None], *, renew: bool) -> str:
    if _STAMP.search(part) and not renew:
        return part
    bare = _STAMP.sub("", part).strip()
    try:
        digest = digest_of(parse_reference(bare))
    except ValueError:
        return part
    return f"{bare} @{digest}" if digest else part
