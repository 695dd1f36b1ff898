"""Tables of marks from outside, read into arrays."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from exams.rules.statistics import Column, Table

NAMES = re.compile(
    r"id$|no\.?$|number|candidate|student|person|name|考|姓名|编号|学号|证号|序号", re.I
)
FULL = re.compile(r"^(max(imum|ima)?|full( marks)?|满分|分值)$", re.I)


class NotMarks(Exception):
    """The file is not a table of marks; the message says where."""


@dataclass(frozen=True)
class MarkTable:
    """Marks of candidates (rows) in questions (columns). `blanks` counts the empty cells, which
    earn nothing; `stated` tells whether the file names the marks that each question can earn."""

    questions: list[str]
    marks: Table
    maxima: Column
    stated: bool
    blanks: int


def read_marks(path: Path) -> MarkTable:
    """Read a CSV of candidates × questions.

    The first line names the questions, the first column the candidates, unless it holds marks like
    the others. A line named `max` or 满分 states the full marks; else the best mark earned in a
    question stands for them. Raises NotMarks.
    """
    try:
        rows = pd.read_csv(path, dtype=str, encoding="utf-8-sig", keep_default_na=False)
    except (ValueError, OSError, pd.errors.ParserError) as fault:
        raise NotMarks(str(fault)) from fault
    is_full = rows.iloc[:, 0].str.strip().str.match(FULL) if len(rows) else pd.Series(dtype=bool)
    named = bool(is_full.any()) or _names_candidates(rows)
    cells = rows.iloc[:, 1:] if named else rows
    values = _numbers(cells)
    taken, full = values[~is_full.to_numpy()], values[is_full.to_numpy()]
    if not taken.size or len(full) > 1:
        raise NotMarks("one line per candidate, one column per question, at most one line `max`")
    marks = np.nan_to_num(taken)
    maxima = full[0] if len(full) else marks.max(axis=0)
    if np.isnan(maxima).any() or (marks > maxima).any():
        raise NotMarks("a mark is higher than the full marks of its question")
    return MarkTable(
        list(cells.columns), marks, maxima, bool(len(full)), int(np.isnan(taken).sum())
    )


def _names_candidates(rows: pd.DataFrame) -> bool:
    """Whether the first column names candidates: by its heading, or because it holds no marks."""
    head = str(rows.columns[0]).strip()
    if not head or head.startswith("Unnamed") or NAMES.search(head):
        return True
    return bool(pd.to_numeric(rows.iloc[:, 0], errors="coerce").isna().any())


def _numbers(cells: pd.DataFrame) -> Table:
    """Every cell as a number, an empty one as NaN. Raises NotMarks for the first that is none."""
    plain = cells.apply(lambda column: column.str.strip())
    values = plain.apply(pd.to_numeric, errors="coerce").to_numpy(dtype=float)
    wrong = (np.isnan(values) & (plain != "").to_numpy()) | np.isinf(values)
    if wrong.any():
        row, column = (int(place) for place in np.argwhere(wrong)[0])
        cell = plain.iat[row, column]
        raise NotMarks(f"line {row + 2}, column {cells.columns[column]!r}: {cell!r} is no mark")
    return np.asarray(values)
