"""Reads an uploaded table by way of a fenced process and matches its head with the columns."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from exchange import rules
from exchange.rules import Column, Row

CHILD = Path(__file__).with_name("child.py")
NEXT_SHEET = "\0"  # as `child.py` writes it before the title of a sheet
PATIENCE = 30  # seconds; the process itself gives up after 15 of processor time
CAPS = {"rows": rules.MOST_ROWS, "columns": rules.MOST_COLUMNS, "cell": rules.LONGEST_CELL}


class FileRefused(Exception):
    """The file is not read: `code` and `params` say why, `exchange.wording.FILES` in words."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def read_cells(
    data: bytes, most_rows: int = rules.MOST_ROWS, largest: int = rules.LARGEST_FILE
) -> list[list[str]]:
    """All rows of a file's only sheet as text. Raises FileRefused, for further sheets, too."""
    answer = ask_child(data, CAPS | {"rows": most_rows}, largest=largest)
    if answer["unread"]:
        raise FileRefused("further_sheets", sheets="、".join(answer["unread"][:5]))
    cells: list[list[str]] = answer["rows"]
    return cells


class Table(NamedTuple):
    """The filled rows of a file's first sheet, and the titles of further ones that hold something
    and were not read."""

    rows: list[Row]
    unread: list[str]


def read_sheets(
    data: bytes, most_rows: int, most_sheets: int, largest: int = rules.LARGEST_FILE
) -> list[tuple[str, list[list[str]]]]:
    """The sheets of a file that can be seen, by their titles; a csv is one without a title.
    Raises FileRefused."""
    caps = CAPS | {"rows": most_rows, "sheets": most_sheets}
    found: list[tuple[str, list[list[str]]]] = []
    for row in ask_child(data, caps, largest=largest)["rows"]:
        if row[:1] == [NEXT_SHEET]:
            found.append((row[1] if len(row) > 1 else "", []))
        else:
            found = found or [("", [])]
            found[-1][1].append(row)
    return found


def ask_child(
    data: bytes,
    caps: Mapping[str, int],
    program: Path = CHILD,
    *,
    largest: int = rules.LARGEST_FILE,
) -> dict[str, Any]:
    """What the fenced process makes of a file. Raises FileRefused."""
    if not data.strip(b"\0 \t\r\n"):
        raise FileRefused("empty")
    if len(data) > largest:
        raise FileRefused("too_large")
    try:
        done = subprocess.run(  # noqa: S603  # our own program, no shell; the file comes by a pipe
            [sys.executable, "-I", "-X", "utf8", str(program), json.dumps(caps)],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
            check=False,
            env={},
        )
    except subprocess.TimeoutExpired as late:
        raise FileRefused("too_dense") from late
    if done.returncode != 0:  # its own limits ended it
        raise FileRefused("too_dense")
    answer: dict[str, Any] = json.loads(done.stdout)
    if "refusal" in answer:
        raise FileRefused(answer["refusal"], **answer["params"])
    return answer


def read_table(data: bytes, columns: Sequence[Column]) -> Table:
    """The filled rows below the head, by column, with their numbers in the file.

    The head is the first filled row. Its titles may stand in any order; every required column
    must be there, and a column that the template does not know is refused rather than dropped.
    """
    answer = ask_child(data, CAPS)
    table = [[rules.clean_text(cell) for cell in row] for row in answer["rows"]]
    head = next((i for i, row in enumerate(table) if any(row)), None)
    if head is None:
        raise FileRefused("empty")
    places = match_head(table[head], columns)
    rows = [
        Row(n, {name: row[i] for i, name in places.items() if i < len(row)})
        for n, row in enumerate(table[head + 1 :], start=head + 2)
        if any(row)
    ]
    if not rows:
        raise FileRefused("no_rows")
    return Table(rows, answer["unread"])


def match_head(titles: Sequence[str], columns: Sequence[Column]) -> dict[int, str]:
    """Which place of a row holds which column. Raises FileRefused naming the titles at fault."""
    known = {rules.clean_header(column.title): column.name for column in columns}
    found = {i: rules.clean_header(title) for i, title in enumerate(titles)}
    given = list(found.values())
    strange = [titles[i] or "？" for i, title in found.items() if title not in known]
    missing = [c.title for c in columns if c.required and rules.clean_header(c.title) not in given]
    repeated = [titles[i] for i, title in found.items() if given.index(title) != i]
    if missing:
        raise FileRefused("missing_columns", columns="、".join(missing))
    if strange:
        raise FileRefused("unknown_columns", columns="、".join(t[:20] for t in strange[:5]))
    if repeated:
        raise FileRefused("repeated_columns", columns="、".join(repeated))
    return {i: known[title] for i, title in found.items()}
