"""Tables of marks from outside, read into arrays."""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd

from exams.rules.statistics import Column, Table

NAMES = re.compile(
    r"id$|no\.?$|number|code|candidate|student|person|user|name|考|姓名|编号|学号|证号|序号|代码|账号",
    re.I,
)
SUM = re.compile(r"^(grand )?(total|sum|overall)( marks?| score)?$|^(总分|合计|总计|总成绩)$", re.I)
MOST = 1e6  # marks of one question; more is a slip, and too large to reckon with
SHOWN = 40  # letters of a cell that a message repeats
FULL = re.compile(r"^(max(imum|ima)?|full( marks)?|满分|分值)$", re.I)


class NotMarks(Exception):
    """The file is not a table of marks; the message says where."""


@dataclass(frozen=True)
class MarkTable:
    """Marks of candidates (rows) in questions (columns). `blanks` counts the empty cells, which
    earn nothing; `stated` tells whether the file names the marks that each question can earn;
    `named_by` is the heading of the column that names the candidates, None where all are marks."""

    questions: list[str]
    marks: Table
    maxima: Column
    stated: bool
    blanks: int
    named_by: str | None


def read_marks(path: Path) -> MarkTable:
    """Read a CSV of candidates × questions.

    The first line names the questions, each once, the first column the candidates, unless it holds
    marks like the others. A line named `max` or 满分 states the full marks; else the best mark
    earned in a question, at least nothing, stands for them. A column without heading and marks is
    none; one of totals is refused, as it would count everything twice. UTF-8, else GB 18030.
    Raises NotMarks.
    """
    rows = _rows(path)
    is_full = rows.iloc[:, 0].str.strip().str.match(FULL) if len(rows) else pd.Series(dtype=bool)
    named = bool(is_full.any()) or _names_candidates(rows)
    cells = rows.iloc[:, 1:] if named else rows
    values = _numbers(cells)
    taken, full = values[~is_full.to_numpy()], values[is_full.to_numpy()]
    if not taken.size or len(full) > 1:
        raise NotMarks("one line per candidate, one column per question, at most one line `max`")
    marks = np.nan_to_num(taken)
    maxima = full[0] if len(full) else np.maximum(0, marks.max(axis=0))
    if (maxima < 0).any():
        raise NotMarks("full marks are below nothing")
    heads = list(cells.columns)
    if np.isnan(maxima).any():
        missing = heads[int(np.argmax(np.isnan(maxima)))]
        raise NotMarks(f"the line of full marks says nothing of {missing[:SHOWN]!r}")
    if (marks > maxima).any():
        over = heads[int(np.argmax((marks > maxima).any(axis=0)))]
        raise NotMarks(f"in {over[:SHOWN]!r} a mark is higher than the full marks of its question")
    _refuse_totals(heads, marks)
    return MarkTable(
        questions=heads,
        marks=marks,
        maxima=maxima,
        stated=bool(len(full)),
        blanks=int(np.isnan(taken).sum()),
        named_by=str(rows.columns[0]) if named else None,
    )


def _refuse_totals(heads: list[str], marks: Table) -> None:
    """A column headed as a total that is the sum of all others is no question."""
    for n, head in enumerate(heads):
        rest = marks.sum(axis=1) - marks[:, n]
        if SUM.match(head) and len(heads) > 1 and np.allclose(rest, marks[:, n]):
            raise NotMarks(f"{head!r} is the sum of the other columns, no question; take it out")


def _rows(path: Path) -> pd.DataFrame:
    """The lines under the first one; empty lines are none. Raises NotMarks."""
    try:
        lines = list(csv.reader(StringIO(_text(path.read_bytes()), newline=""), strict=True))
    except (csv.Error, OSError) as fault:
        raise NotMarks(str(fault)) from fault
    table = [(n, line) for n, line in enumerate(lines, 1) if any(cell.strip() for cell in line)]
    if not table:
        raise NotMarks("the file is empty")
    heads = [cell.strip() for cell in table[0][1]]
    twice = [head for head, n in Counter(filter(None, heads)).items() if n > 1]
    if twice:
        raise NotMarks(f"two columns are named {twice[0][:SHOWN]!r}")
    for n, line in table[1:]:
        if len(line) != len(heads):
            raise NotMarks(f"row {n} has {len(line)} cells, the first {len(heads)}")
    cells, at = [line for _n, line in table[1:]], [n for n, _line in table[1:]]
    found = pd.DataFrame(cells, columns=heads, index=at, dtype=str)
    nameless = [n for n, head in enumerate(heads) if n and not head]
    if any(line[n].strip() for line in cells for n in nameless):
        raise NotMarks("there are marks in a column without heading")
    return found.iloc[:, [n for n in range(len(heads)) if n not in nameless]]


def _text(raw: bytes) -> str:
    if raw.startswith(b"PK"):
        raise NotMarks("this is a workbook; save the sheet as CSV")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotMarks("neither UTF-8 nor GB 18030")


def _names_candidates(rows: pd.DataFrame) -> bool:
    """Whether the first column names candidates: by its heading, or because it holds no marks."""
    head = str(rows.columns[0]).strip()
    if not head or NAMES.search(head):
        return True
    return bool(pd.to_numeric(rows.iloc[:, 0], errors="coerce").isna().any())


def _numbers(cells: pd.DataFrame) -> Table:
    """Every cell as a number, an empty one as NaN. Raises NotMarks for the first that is none."""
    if not cells.shape[1]:
        raise NotMarks("there is one column alone; columns are parted by commas")
    plain = cells.apply(lambda column: column.str.strip())
    values = plain.apply(pd.to_numeric, errors="coerce").to_numpy(dtype=float)
    wrong = (np.isnan(values) & (plain != "").to_numpy(dtype=bool)) | (np.abs(values) > MOST)
    if wrong.any():
        row, column = (int(place) for place in np.argwhere(wrong)[0])
        cell = plain.iat[row, column]
        head = cells.columns[column][:SHOWN]
        raise NotMarks(f"line {cells.index[row]}, column {head!r}: {cell[:SHOWN]!r} is no mark")
    return np.asarray(values)
