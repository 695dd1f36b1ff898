"""Every uploaded file is read by a fenced process, or refused in one clear sentence."""

from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest
import xlsxwriter

from exchange import wording
from exchange.kinds import SheetKind
from exchange.reading import child, tables
from exchange.reading.tables import FileRefused
from exchange.rules import Column
from tests.exchange import files

COLUMNS = (Column("name", "姓名", required=True), Column("day", "日期", is_date=True))
ROOT = Path(__file__).parents[2]


def refusal_of(data):
    with pytest.raises(FileRefused) as refused:
        tables.read_table(data, COLUMNS)
    return refused.value


HOSTILE = {
    "zip bomb": (files.zip_bomb, "too_dense"),
    "zip bomb that lies about its size": (files.lying_bomb, "unreadable"),
    "many small bombs": (files.many_small_bombs, "too_dense"),
    "billion laughs": (files.billion_laughs, "declares_entities"),
    "entity of a file of the server": (files.outside_entity, "declares_entities"),
    "a document type of the server": (files.outside_document_type, "declares_entities"),
    "a million columns": (files.million_columns, "too_many_columns"),
    "a million columns without names": (files.nameless_million_columns, "too_dense"),
    "a cell in the far corner": (files.far_corner, "too_many_rows"),
    "one text a hundred thousand times": (files.shared_text_bomb, "too_dense"),
    "a formula": (files.formula_cell, "formula"),
    "a workbook under a password": (files.encrypted, "encrypted"),
    "an old xls under a new name": (files.old_excel, "old_excel"),
    "a word document": (files.word_document, "not_a_sheet"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "not_a_sheet"),
    "a PDF": (lambda: b"%PDF-1.7\n\x00\x01\x02" + b"x" * 99, "not_a_sheet"),
    "half a workbook": (lambda: files.xlsx([["姓名"], ["甲"]])[:-200], "unreadable"),
    "nothing": (lambda: b"", "empty"),
    "white space": (lambda: b" \r\n\t\0", "empty"),
    "a head alone": (lambda: files.xlsx([["姓名", "日期"]]), "no_rows"),
    "21,000 rows": (
        lambda: b"\xef\xbb\xbf" + ("姓名\n" + "甲\n" * 21_000).encode(),
        "too_many_rows",
    ),
    "61 columns": (lambda: (",".join("姓" * 61) + "\n").encode(), "too_many_columns"),
    "a novel in a cell": (lambda: ("姓名\n" + "长" * 12_001).encode(), "cell_too_long"),
    "11 MB": (lambda: b"a" * (11 << 20), "too_large"),
    "an open quotation mark": (lambda: '姓名\n"甲'.encode(), "unreadable"),
}


def processor_time():
    """Of this process and its children: what a refusal costs however busy the computer is."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_chinese_within_two_seconds(name):
    make, code = HOSTILE[name]
    data = make()
    began = processor_time()
    refused = refusal_of(data)
    assert processor_time() - began < 2
    assert refused.code == code
    assert wording.say(wording.FILES, refused.code, refused.params).endswith("。")


@pytest.mark.parametrize(
    "name", ["zip bomb", "one text a hundred thousand times", "a million columns without names"]
)
def test_no_hostile_file_takes_300_megabytes(name, tmp_path):
    """Measured from outside: the fenced process's own peak, asked of a small parent.

    The parent's own peak is read from `VmHWM`, which begins anew with its program; `ru_maxrss` of
    a process remembers the size of the one that it was forked from.
    """
    path = tmp_path / "file"
    path.write_bytes(HOSTILE[name][0]())
    peak = subprocess.run(
        [
            sys.executable, "-c",
            "import resource, sys; from exchange.reading import tables\n"
            "try: tables.read_cells(open(sys.argv[1], 'rb').read())\n"
            "except tables.FileRefused as e: print(e.code)\n"
            "own = next(n for n in open('/proc/self/status') if n.startswith('VmHWM')).split()[1]\n"
            "print(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)",
            str(path),
        ],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    assert peak[0] == HOSTILE[name][1]
    assert max(map(int, peak[1:])) < 300 * 1024


def test_members_that_point_outside_are_never_unpacked(tmp_path):
    assert tables.read_cells(files.climbing_names()) == [["姓名"]]
    assert not Path("/tmp/planted").exists()  # noqa: S108  # where the name points


def test_the_reader_cannot_write_files(tmp_path):
    """Its own limits, not the file's manners, keep it from the disk."""
    code = (
        "import runpy, sys; runpy.run_path(sys.argv[1])['limit_self']()\n"
        "open(sys.argv[2], 'wb', buffering=0).write(b'x')"
    )
    planted = tmp_path / "planted"
    done = subprocess.run(
        [sys.executable, "-c", code, child.__file__, str(planted)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "File too large" in done.stderr
    assert planted.stat().st_size == 0


ROWS = [["姓名", "日期"], ["李青", "2026-01-31"], ["", ""], ["王川", ""]]


@pytest.mark.parametrize(
    "data",
    [
        files.xlsx(ROWS),
        files.csv_text(ROWS).encode(),
        files.csv_text(ROWS).encode("utf-8-sig"),
        files.csv_text(ROWS).encode("gb18030"),
        files.csv_text(ROWS).encode("utf-16"),
        files.csv_text(ROWS).replace(",", "\t").encode("utf-16"),
        files.csv_text(ROWS).replace(",", ";").encode(),
    ],
    ids=["xlsx", "utf-8", "utf-8 with mark", "gb18030", "utf-16", "tabs", "semicolons"],
)
def test_rows_keep_the_numbers_that_their_author_sees(data):
    rows = tables.read_table(data, COLUMNS).rows
    assert [(row.n, row.get("name"), row.get("day")) for row in rows] == [
        (2, "李青", "2026-01-31"),
        (4, "王川", ""),
    ]


def test_a_head_further_down_and_in_another_order_is_found():
    rows = tables.read_table(
        files.xlsx([[], ["日期", "* 姓名（必填）"], ["", "李青"]]), COLUMNS
    ).rows
    assert [(row.n, row.get("name")) for row in rows] == [(3, "李青")]


@pytest.mark.parametrize(
    ("head", "code", "named"),
    [
        (["日期"], "missing_columns", "姓名"),
        (["姓名", "职务"], "unknown_columns", "职务"),
        (["姓名", "", "日期"], "unknown_columns", "？"),
        (["姓名", "姓名"], "repeated_columns", "姓名"),
    ],
)
def test_a_head_that_does_not_fit_is_refused_by_name(head, code, named):
    refused = refusal_of(files.xlsx([head, ["x"] * len(head)]))
    assert (refused.code, refused.params["columns"]) == (code, named)


def test_numbers_and_days_read_as_their_author_wrote_them():
    def write(sheet):
        sheet.write_number("A2", 13812345678)
        sheet.write_number("A3", 210102199003071234)
        sheet.write_number("A4", 3.5)
        sheet.write_boolean("A5", True)
        sheet.write_string("A6", "007")
        sheet.write_string("A7", "=1+1")
        sheet.write_string("A8", "\u202e反\u200b")

    rows = tables.read_table(files.xlsx([["姓名"]], write=write), COLUMNS[:1]).rows
    assert [row.get("name") for row in rows] == [
        "13812345678", "2.10102199003071E+17", "3.5", "是", "007", "=1+1", "反",
    ]  # fmt: skip


def test_further_sheets_are_named_or_refused_but_for_empty_hidden_and_the_templates_own():
    def book(*sheets):
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer) as made:
            for title, cells, is_hidden in sheets:
                sheet = made.add_worksheet(title)
                for r, cell in enumerate(cells):
                    sheet.write(r, 0, cell)
                if is_hidden:
                    sheet.hide()
        return buffer.getvalue()

    first, guide = ("数据", ["姓名", "李青"], False), ("填写说明", ["列"], False)
    others = [("空表", [], False), ("底稿", ["甲"], True), guide]
    kind = SheetKind()
    kind.columns = COLUMNS
    assert len(kind.read(book(first, *others, ("南湾区", ["姓名"], False)), "名单.xlsx")) == 1
    assert kind.unread == ["南湾区"]
    kind.read(book(first, *others), "名单.xlsx")
    assert kind.unread == []
    with pytest.raises(FileRefused) as refused:
        tables.read_cells(book(first, ("数字", [7], False)))
    said = wording.say(wording.FILES, refused.value.code, refused.value.params)
    assert "其他工作表（数字）" in said


def test_the_answer_of_the_reader_is_plain_json():
    caps = {"rows": 5, "columns": 5, "cell": 5}
    assert json.loads(json.dumps(child.answer("甲,乙".encode(), caps))) == {
        "rows": [["甲", "乙"]],
        "unread": [],
    }
