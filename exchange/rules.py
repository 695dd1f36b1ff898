"""What a staged import is, as plain values: columns, rows, faults, findings. No Django, no clock.

A *kind* of import (agencies, persons, questions …) is described by the room that owns the records;
this file knows only what all kinds share.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

LARGEST_FILE = 10 * 1024 * 1024  # bytes of an uploaded file; house default
MOST_ROWS = 20_000
MOST_COLUMNS = 60
LONGEST_CELL = 12_000  # characters: a case with its sub-questions
OPEN_IMPORTS = 20  # unfinished imports one person may keep; house default
UPLOADS_AN_HOUR = 30  # of one person; house default
KEPT_FOR = timedelta(days=7)  # an import that is not decided is then discarded with its rows
ROW_KEY = "row:"  # a candidate that is an earlier row of the same file
FILES_AN_HOUR = 60  # of evidence, of one person; house default
STALE_AFTER = timedelta(minutes=5)  # a job without progress for so long has been lost
WAITED_ENOUGH = timedelta(hours=1)  # for a job to begin

BARRED = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+\d\d")
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
SEVERAL = re.compile(r"[、,，;；/\s]+")


FILE_SIGNS: Mapping[str, bytes] = {  # how the files begin that may be kept as evidence
    "pdf": b"%PDF-",
    "png": b"\x89PNG\r\n\x1a\n",
    "jpeg": b"\xff\xd8\xff",
}


def file_type(data: bytes) -> str:
    """`pdf`, `png` or `jpeg` by how the bytes begin, whatever the name says; else empty."""
    return next((kind for kind, sign in FILE_SIGNS.items() if data.startswith(sign)), "")


class State(StrEnum):
    """Where an import stands. `previewed` waits for its importer's decision."""

    UPLOADED = "uploaded"
    READING = "reading"
    PREVIEWED = "previewed"
    QUEUED = "queued"  # the importer has decided; the job has not begun
    COMMITTING = "committing"
    COMMITTED = "committed"
    UNDONE = "undone"
    DISCARDED = "discarded"
    FAILED = "failed"


WAITING = frozenset({State.UPLOADED, State.QUEUED})
WORKING = frozenset({State.READING, State.COMMITTING})
UNDER_WAY = WAITING | WORKING
UNFINISHED = UNDER_WAY | {State.PREVIEWED}


class Standing(StrEnum):
    """What would become of one row: added, nothing (it is there already), asked about, refused."""

    NEW = "new"
    UNCHANGED = "unchanged"
    NAMESAKE = "namesake"
    FAULTY = "faulty"


class Resolution(StrEnum):
    """What the importer decided about a row. `skip` leaves it out of this import."""

    NONE = ""
    SAME = "same"
    DIFFERENT = "different"
    SKIP = "skip"


class Refusal(StrEnum):
    """Why a deed on an import is refused."""

    STATE = "state"
    FAULTY_ROWS = "faulty_rows"
    OPEN_NAMESAKES = "open_namesakes"
    NOTHING_NEW = "nothing_new"
    USED = "used"
    REASON_MISSING = "reason_missing"
    UNKNOWN_ROW = "unknown_row"
    UNKNOWN_COLUMN = "unknown_column"
    ROW_SETTLED = "row_settled"
    NO_CHOICE = "no_choice"
    TOO_MANY_OPEN = "too_many_open"
    TOO_MANY_UPLOADS = "too_many_uploads"
    EMPTY_FILE = "empty_file"
    LARGE_FILE = "large_file"
    WRONG_TYPE = "wrong_type"
    CHANGED_MEANWHILE = "changed_meanwhile"


class Refused(Exception):
    """A deed on an import is refused, for a reason that `exchange.wording.DEEDS` words."""

    def __init__(self, reason: Refusal, **params: Any) -> None:
        super().__init__(reason)
        self.reason, self.params = reason, params


@dataclass(frozen=True)
class Column:
    """One column of a sheet. `choices` are the words allowed; `several` may be parted by 、."""

    name: str
    title: str
    required: bool = False
    help: str = ""
    example: str = ""
    max_length: int = 120
    choices: tuple[str, ...] = ()
    several: bool = False
    is_date: bool = False


@dataclass(frozen=True)
class Fault:
    """What is wrong with one cell (or, without a column, with the row)."""

    column: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {"column": self.column, "code": self.code, "params": dict(self.params)}


@dataclass(frozen=True)
class Candidate:
    """An existing record, or an earlier row of the same file, that a row may be about."""

    key: str
    label: str


@dataclass(frozen=True)
class Finding:
    """What a check says about one row. `key` names the record that an unchanged row already has."""

    standing: Standing
    faults: tuple[Fault, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    key: str = ""


@dataclass(frozen=True)
class Row:
    """One row on its way in. `n` is its number in the file, as its author sees it there."""

    n: int
    cells: Mapping[str, str]
    resolution: Resolution = Resolution.NONE
    known_key: str = ""  # the record an earlier import made of this same row

    def get(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True)
class Made:
    """The record that a committed row became, or already was (`added` False)."""

    n: int
    key: str
    added: bool = True


@dataclass(frozen=True)
class Counts:
    """The numbers of a preview; `new` includes namesakes decided to be different persons."""

    rows: int = 0
    new: int = 0
    unchanged: int = 0
    faulty: int = 0
    open: int = 0
    skipped: int = 0


def clean_text(text: str) -> str:
    """A cell as it is kept: NFC, without control and direction characters, trimmed."""
    return BARRED.sub("", unicodedata.normalize("NFC", text)).strip()


def clean_file_name(name: str) -> str:
    """An uploaded file's name for display only: no folders, no control characters, 80 at most."""
    name = clean_text(re.split(r"[/\\]", name)[-1]).replace("\n", " ")
    return name if len(name) <= 80 else name[:60] + "…" + name[-19:]


def clean_header(text: str) -> str:
    """A column's title as compared: no marks of being required, no white space, half-width."""
    text = unicodedata.normalize("NFKC", text)
    return re.sub(r"[\s*()]|必填|选填", "", BARRED.sub("", text))


def read_day(text: str) -> date | None:
    """A day written 2026-01-31, 2026/1/31, 2026.1.31, 2026年1月31日 or 20260131; else None."""
    compact = text.strip()
    if re.fullmatch(r"\d{8}", compact):
        compact = f"{compact[:4]}-{compact[4:6]}-{compact[6:]}"
    found = DAY.fullmatch(compact)
    if not found:
        return None
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        return None


def parts(text: str) -> list[str]:
    """The values of a cell that may hold several, in order, each once."""
    return list(dict.fromkeys(part for part in SEVERAL.split(text.strip()) if part))


def cell_fault(column: Column, text: str) -> Fault | None:
    """What is wrong with the form of one cell, or None."""
    if not text:
        return Fault(column.name, "required") if column.required else None
    if SCIENTIFIC.fullmatch(text):
        return Fault(column.name, "digits_lost")
    if len(text) > column.max_length:
        return Fault(column.name, "too_long", {"most": column.max_length})
    if column.is_date and read_day(text) is None:
        return Fault(column.name, "not_a_day")
    if column.choices:
        given = parts(text) if column.several else [text]
        if any(word not in column.choices for word in given):
            return Fault(column.name, "not_a_choice", {"choices": "、".join(column.choices)})
    return None


def form_faults(columns: Sequence[Column], row: Row) -> tuple[Fault, ...]:
    """All faults of form of one row, in the order of the columns."""
    found = (cell_fault(column, row.get(column.name)) for column in columns)
    return tuple(fault for fault in found if fault)


def identity_texts(kind: str, rows: Iterable[Mapping[str, str]]) -> list[str]:
    """For each row the text that its identity is hashed from: kind, cells, which repetition it is.

    The same file gives the same texts again; a row that stands twice in one file gives two.
    """
    seen: Counter[str] = Counter()
    texts = []
    for cells in rows:
        filled = {name: text for name, text in cells.items() if text}
        body = json.dumps(filled, ensure_ascii=False, sort_keys=True)
        texts.append(f"{kind}\n{seen[body]}\n{body}")
        seen[body] += 1
    return texts


def adds(standing: Standing, resolution: Resolution) -> bool:
    """Whether committing makes a new record of a row."""
    if resolution is Resolution.SKIP:
        return False
    return standing is Standing.NEW or (
        standing is Standing.NAMESAKE and resolution is Resolution.DIFFERENT
    )


def tally(groups: Iterable[tuple[Standing, Resolution, int]]) -> Counts:
    """Add up the rows of a preview, given as groups with their size, by what becomes of them."""
    found: Counter[str] = Counter()
    for standing, resolution, size in groups:
        found["rows"] += size
        found[_fate(standing, resolution)] += size
    return Counts(**found)


def _fate(standing: Standing, resolution: Resolution) -> str:
    if resolution is Resolution.SKIP:
        return "skipped"
    if standing is Standing.FAULTY:
        return "faulty"
    if adds(standing, resolution):
        return "new"
    if standing is Standing.NAMESAKE and resolution is Resolution.NONE:
        return "open"
    return "unchanged"


def commit_refusal(state: State, counts: Counts) -> Refusal | None:
    """Why an import may not be committed now, or None. All or nothing: one fault stops it."""
    if state is not State.PREVIEWED:
        return Refusal.STATE
    if counts.faulty:
        return Refusal.FAULTY_ROWS
    if counts.open:
        return Refusal.OPEN_NAMESAKES
    if not counts.new:
        return Refusal.NOTHING_NEW
    return None


def resolution_refusal(standing: Standing, wanted: Resolution) -> Refusal | None:
    """Why the importer may not decide so about a row, or None.

    Any row may be left out, or taken in again; only a namesake is a question of who it is.
    """
    if wanted in (Resolution.NONE, Resolution.SKIP) or standing is Standing.NAMESAKE:
        return None
    return Refusal.NO_CHOICE


def upload_refusal(*, unfinished: int, last_hour: int) -> Refusal | None:
    """Why one person may not upload another file now, or None."""
    if unfinished >= OPEN_IMPORTS:
        return Refusal.TOO_MANY_OPEN
    if last_hour >= UPLOADS_AN_HOUR:
        return Refusal.TOO_MANY_UPLOADS
    return None


def rows_bound(bonds: Mapping[int, Collection[str]], touched: Collection[str]) -> set[int]:
    """The rows that a change of `touched` texts can reach: those that bear one, and on from there.

    `bonds` names for every row the texts by which its finding may hang on other rows.
    """
    bearers: dict[str, list[int]] = {}
    for n, texts in bonds.items():
        for text in texts:
            bearers.setdefault(text, []).append(n)
    reached: set[int] = set()
    waiting = set(touched)
    while waiting:
        fresh = {n for n in bearers.pop(waiting.pop(), ()) if n not in reached}
        reached |= fresh
        waiting |= {text for n in fresh for text in bonds[n] if text in bearers}
    return reached
