"""The lines of a bank file, put together to questions, sub-questions and fields; not yet judged."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from questionbank.rules.form import Fault
from questionbank.rules.wording import LETTERS

PART = "小题"
NOTES = tuple(f"释{letter}" for letter in LETTERS)
ORDER = (
    "题号", "题型", "难度", "层次", "知识点", "适用", "分值", "计分", "题干", *LETTERS,
    "答案", "要点", "依据", "释义", *NOTES, "计算",
)  # fmt: skip
REPEATED = frozenset({"要点"})
LONGEST = 30_000  # letters of one field that are still read; what is too long is told later
_HEAD = re.compile(r"^法规[：:]\s*(\S.*)$")
_FIELD = re.compile(
    rf"^({'|'.join(name for name in (*ORDER, PART) if name not in LETTERS)})[：:]\s*(.*)$"
)
_OPTION = re.compile(r"^([A-E])[.．、]\s*(.*)$")
_INDENT = re.compile(r"^(?:　|\t| {2})")


class LineFault(StrEnum):
    """What is wrong with a line; worded in `questionbank.models.FaultWords`."""

    NO_HEAD = "no_head"
    UNKNOWN_LINE = "unknown_line"
    FIELD_TWICE = "field_twice"
    FIELD_ORDER = "field_order"
    FIELD_MISSING = "field_missing"
    FIELD_UNFIT = "field_unfit"
    BAD_CODE = "bad_code"
    CODE_TWICE = "code_twice"
    BAD_KIND = "bad_kind"
    BAD_DIFFICULTY = "bad_difficulty"
    BAD_LEVEL = "bad_level"
    BAD_CATEGORY = "bad_category"
    BAD_TOPIC = "bad_topic"
    BAD_MARKS = "bad_marks"
    BAD_SCORING = "bad_scoring"
    BAD_POINT = "bad_point"
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


class TooLong(ValueError):
    """A field holds more than any question says; `line` is where it began."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line}")
        self.line = line


@dataclass
class Section:
    """The fields of one question, or of one sub-question, while they are read."""

    line: int
    values: dict[str, tuple[int, str]] = field(default_factory=dict)
    faults: list[Found] = field(default_factory=list)
    newest: str = ""

    def take(self, n: int, name: str, value: str) -> None:
        if name in self.values and name in REPEATED:
            first, before = self.values[name]
            if len(before) > LONGEST:
                raise TooLong(first)
            self.values[name] = (first, f"{before}\n{value}")
        elif name in self.values:
            self.faults.append(Found(n, LineFault.FIELD_TWICE, name))
        elif self.values and ORDER.index(name) < max(map(ORDER.index, self.values)):
            self.faults.append(Found(n, LineFault.FIELD_ORDER, name))
        self.values.setdefault(name, (n, value))
        self.newest = name

    def go_on(self, line: str) -> None:
        """An indented line belongs to the field above."""
        first, before = self.values[self.newest]
        if len(before) > LONGEST:
            raise TooLong(first)
        self.values[self.newest] = (first, f"{before}\n{line}" if before else line)

    def text(self, name: str) -> str:
        return self.values[name][1] if name in self.values else ""

    def fault(self, name: str, fault: Fault | LineFault, detail: str = "") -> None:
        line = self.values[name][0] if name in self.values else self.line
        self.faults.append(Found(line, fault, detail))


@dataclass
class Block:
    """All lines of one question: its own fields, then its sub-questions."""

    head: Section
    parts: list[Section] = field(default_factory=list)

    def take(self, n: int, raw: str) -> None:
        section, line = self.newest, raw.strip()
        found = _FIELD.match(line) or _OPTION.match(line)
        if section.newest and _INDENT.match(raw) and not found:
            section.go_on(line)
        elif found is None:
            section.faults.append(Found(n, LineFault.UNKNOWN_LINE, line[:20]))
        elif found[1] == PART:
            self.parts.append(Section(n, {"题型": (n, found[2].strip())}))
        else:
            section.take(n, found[1], found[2].strip())

    @property
    def newest(self) -> Section:
        return self.parts[-1] if self.parts else self.head

    @property
    def faults(self) -> list[Found]:
        return [found for section in (self.head, *self.parts) for found in section.faults]


@dataclass(frozen=True)
class RawBlock:
    """The fields of one question as they stand in the text, its sub-questions as text, and the
    lines that are none of this."""

    line: int
    values: dict[str, str]
    parts: str
    stray: tuple[str, ...]


def head_of(line: str) -> str | None:
    """The statute that a bank file opens with, or None where the line is another."""
    found = _HEAD.match(line.strip())
    return found[1].strip() if found else None


def split(lines: Sequence[str], start: int = 0) -> Iterator[Block]:
    """Questions, parted by blank lines, with the numbers of their lines (from 1)."""
    block: Block | None = None
    for n, line in enumerate(lines[start:], start + 1):
        if line.strip():
            block = block or Block(Section(n))
            block.take(n, line)
        elif block:
            yield block
            block = None
    if block:
        yield block


def blocks(text: str) -> Iterator[RawBlock]:
    """The questions of a text as fields, unjudged; the head line is left out."""
    lines = ["" if head_of(line) else line for line in text.lstrip("\ufeff").splitlines()]
    return (_raw(block, lines) for block in split(lines))


def _raw(block: Block, lines: Sequence[str]) -> RawBlock:
    parts: list[str] = []
    if block.parts:
        for line in lines[block.parts[0].line - 1 :]:
            if not line.strip():
                break
            parts.append(line.rstrip())
    values = {name: value for name, (_line, value) in block.head.values.items()}
    stray = [lines[f.line - 1].strip() for f in block.head.faults if f.fault in UNPLACED]
    return RawBlock(block.head.line, values, "\n".join(parts), tuple(stray))
