"""The question bank as text: read with every fault at its line, and stamped.

The format is described in `docs/bank-format.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from questionbank.rules.fields import (
    CATEGORIES,
    CODE,
    DIFFICULTIES,
    KINDS,
    LEVELS,
    PARTING,
    STAMP,
    Cited,
    parts_of,
    wording_of,
)
from questionbank.rules.kinds import Difficulty
from questionbank.rules.lines import (
    Block,
    Found,
    LineFault,
    RawBlock,
    blocks,
    head_of,
    split,
)
from questionbank.rules.wording import Wording
from statutes.rules.references import Reference, parse_reference

__all__ = [
    "CATEGORIES",
    "CODE",
    "DIFFICULTIES",
    "KINDS",
    "LEVELS",
    "Bank",
    "BankQuestion",
    "Found",
    "LineFault",
    "RawBlock",
    "blocks",
    "parse",
    "parse_parts",
    "stamp",
]


@dataclass(frozen=True)
class BankQuestion:
    """One question of a bank file.

    `cited` are the places in the order of the file, each with its stamp ('' if none);
    `part_lines` are the lines at which the sub-questions begin.
    """

    code: str
    line: int
    wording: Wording
    cited: Cited
    part_lines: tuple[int, ...] = field(default=(), compare=False)

    @property
    def stamps(self) -> tuple[str, ...]:
        return tuple(stamp for _reference, stamp in self.cited)

    def line_of(self, asked: int) -> int:
        """The line of the question itself, or of the sub-question at that place."""
        return self.part_lines[asked] if self.part_lines else self.line


@dataclass(frozen=True)
class Bank:
    """What was read from one file."""

    title: str
    questions: tuple[BankQuestion, ...]
    faults: tuple[Found, ...]


def parse(text: str, *, unfinished: bool = False) -> Bank:
    """Read one bank file. A question with a fault is left out and its faults are named.

    Where `unfinished` is allowed, one without basis or rationale is read too.
    """
    lines = text.lstrip("\ufeff").splitlines()
    first = next((n for n, line in enumerate(lines) if line.strip()), 0)
    title = head_of(lines[first]) if lines else None
    found: list[Found] = [] if title else [Found(first + 1, LineFault.NO_HEAD)]
    questions: list[BankQuestion] = []
    seen: set[str] = set()
    for block in split(lines, first + 1 if title else first):
        question = _question(block, unfinished=unfinished)
        code = block.head.text("题号")
        if code in seen:
            block.head.fault("题号", LineFault.CODE_TWICE, code)
        seen.add(code)
        found += block.faults
        if question and not block.faults:
            questions.append(question)
    return Bank(title or "", tuple(questions), tuple(found))


def _question(block: Block, *, unfinished: bool) -> BankQuestion | None:
    wording, cited = wording_of(block, unfinished=unfinished)
    if wording is None:
        return None
    lines = tuple(section.line for section in block.parts)
    return BankQuestion(block.head.text("题号"), block.head.line, wording, cited, lines)


def parse_parts(text: str, difficulty: Difficulty) -> tuple[tuple[Wording, ...], list[Found]]:
    """The sub-questions of a case by themselves, with the faults of form of each."""
    blocks_found = list(split([line for line in text.splitlines() if line.strip()]))
    if not blocks_found:
        return (), []
    block = blocks_found[0]
    parts = parts_of(block, difficulty)
    found = block.faults
    for line in block.head.values.values():
        found.append(Found(line[0], LineFault.FIELD_UNFIT, line[1][:20]))
    return parts, found


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
        name, _colon, value = line.replace(":", "：", 1).partition("：")
        if name == "题号":
            code = value.strip()
        if name == "依据":
            parts = [p.strip() for p in PARTING.split(value) if p.strip()]
            written = (_stamped(part, digest_of, renew=code in renew) for part in parts)
            lines[n] = "依据：" + "；".join(written)
    return "\n".join(lines)


def _stamped(part: str, digest_of: Callable[[Reference], str | None], *, renew: bool) -> str:
    if STAMP.search(part) and not renew:
        return part
    bare = STAMP.sub("", part).strip()
    try:
        digest = digest_of(parse_reference(bare))
    except ValueError:
        return part
    return f"{bare} @{digest}" if digest else part
