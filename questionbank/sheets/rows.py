"""Questions as the rows of an import: their columns, and the bank's text out of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from exchange.rules import LONGEST_CELL, Column, Fault, Row, clean_text
from questionbank.reading import coded, usual
from questionbank.reading.grids import REMARK as REMARK_FIELD
from questionbank.rules import banktext, lines, scoring
from questionbank.rules.form import MATERIAL_MAX
from questionbank.rules.wording import LETTERS

STRAY, NOTES, PARTS, REMARK = "stray", "notes", "parts", "remark"
NAMES = {  # column → the field of the bank's text format
    "code": "题号",
    "kind": "题型",
    "difficulty": "难度",
    "level": "层次",
    "topics": "知识点",
    "categories": "适用",
    "marks": "分值",
    "scoring": "计分",
    "stem": "题干",
    **{f"option_{letter.lower()}": letter for letter in LETTERS},
    "key": "答案",
    "points": "要点",
    "basis": "依据",
    "rationale": "释义",
    "computed": "计算",
}
UNSAID = ("〔图〕", "〔对象〕", "〔注〕")  # what `exchange.reading.typed` cannot say in words
NOTE = re.compile(r"([A-E])[.．、:：]\s*(.*)")
FIELDS = {field: column for column, field in NAMES.items()} | dict.fromkeys(lines.NOTES, NOTES)


COLUMNS = (
    Column(
        "code", "题号", max_length=24, example="XZCF-001", help="没有题号的，导入时自动编号。"
    ),
    Column("kind", "题型", required=True, choices=tuple(banktext.KINDS), example="单选"),
    Column(
        "difficulty", "难度", required=True, choices=tuple(banktext.DIFFICULTIES), example="中"
    ),
    Column("stem", "题干", required=True, max_length=MATERIAL_MAX, help="填空以____标明空格。"),
    *(
        Column(f"option_{letter.lower()}", f"选项{letter}", max_length=300)
        for letter in LETTERS
    ),
    Column(
        "key", "答案", max_length=1000, example="B",
        help="填空：空与空之间用分号，同一空的几种答法用竖线，如 二日|2日；行政机关。",
    ),
    Column(
        "points", "要点", max_length=4000, example="出示执法证件。（2分）",
        help="简答用。一行一个要点，末尾写明分值。",
    ),
    Column(
        "basis", "依据", max_length=1000, example="行政处罚法 第七十一条",
        help="几处之间用分号隔开；可以写明款、项。",
    ),
    Column("rationale", "释义", max_length=2000),
    Column(
        NOTES, "选项释义", max_length=1600, example="A. 只是内部程序。", help="一行一个选项。"
    ),
    Column("computed", "计算", max_length=200),
    Column("level", "层次", choices=tuple(banktext.LEVELS)),
    Column("topics", "知识点", max_length=700, example="行政处罚/处罚程序"),
    Column("categories", "适用", max_length=60, example="执法人员；法制人员"),
    Column("marks", "分值", max_length=8, example="2"),
    Column("scoring", "计分", choices=tuple(scoring.NAMES)),
    Column(PARTS, "小题", max_length=LONGEST_CELL, help="案例用。写法见题库文本格式。"),
    Column(STRAY, "无法辨认的行", max_length=2000, help="须改正或者清空。"),
    Column(
        REMARK, "备注", max_length=LONGEST_CELL, help="不导入，仅供核对：没有对应栏目的内容。"
    ),
)  # fmt: skip


def cells_of_block(block: banktext.RawBlock) -> dict[str, str]:
    """A question of a bank file as the cells of a sheet."""
    values = {name: text for name, text in block.values.items() if name not in lines.NOTES}
    cells = {FIELDS[name]: clean_text(value) for name, value in values.items()}
    notes = [f"{n[-1]}. {block.values[n]}" for n in lines.NOTES if n in block.values]
    for column, text in ((NOTES, notes), (PARTS, [block.parts]), (STRAY, block.stray)):
        if any(text):
            cells[column] = clean_text("\n".join(text))
    return cells


def fault(column: str, code: str, detail: str = "") -> Fault:
    return Fault(column, str(code), {"detail": detail})


def cells_of_fields(fields: Mapping[str, str]) -> dict[str, str]:
    """A question as somebody typed it as the cells of a sheet: its words brought into the form of
    the bank, with a code of its own where it has none. What fits no column is told in 备注."""
    tidy = usual.tidied(fields)
    remark = [tidy.pop(REMARK_FIELD, "")]
    code = tidy.get("题号", "")
    if not banktext.CODE.fullmatch(code):
        remark += [f"题号：{code}"] if code else []
        tidy["题号"] = coded.code_of(tidy)
    cells: dict[str, str] = {}
    for name, text in tidy.items():
        if name in lines.NOTES:
            cells[NOTES] = "\n".join(filter(None, [cells.get(NOTES, ""), f"{name[-1]}. {text}"]))
        elif name in FIELDS or name == lines.PART:
            cells[FIELDS.get(name, PARTS)] = clean_text(text)
        elif len(name) == 1:  # an option beyond those that the bank knows must not be lost
            cells[STRAY] = "\n".join(filter(None, [cells.get(STRAY, ""), f"{name}. {text}"]))
        else:
            remark.append(f"{name}：{text}")
    if any(mark in text for text in cells.values() for mark in UNSAID):
        remark.append("题中有图片、对象或者注释未能导入。")
    if any(remark):
        cells[REMARK] = clean_text("\n".join(filter(None, remark)))
    return cells


def parsed(row: Row) -> tuple[banktext.BankQuestion | None, tuple[Fault, ...]]:
    """The question of a row, read by the same reader as a bank file, or its faults by column."""
    written, columns = ["法规：导入", ""], [""]
    for name, text in _lines(row):
        written.append(text)
        columns.append(name)
    bank = banktext.parse("\n".join(written), unfinished=coded.is_given(row.get("code")))
    faults = tuple(fault(_column(f, columns), f.fault, f.detail) for f in bank.faults)
    if row.get(STRAY):
        faults += (fault(STRAY, banktext.LineFault.UNKNOWN_LINE, row.get(STRAY)[:40]),)
    question = bank.questions[0] if bank.questions and not faults else None
    return question, faults


def _lines(row: Row) -> Iterator[tuple[str, str]]:
    """The lines of a bank file that say what the row says, each with its column."""
    notes = _notes(row)
    for field in lines.ORDER:
        column = FIELDS[field]
        if field in lines.NOTES:
            yield from ((NOTES, text) for text in notes if text.startswith(field))
            continue
        if not (said := row.get(column)):
            continue
        for n, text in enumerate(filter(None, map(str.strip, said.split("\n")))):
            if n and field not in lines.REPEATED:
                yield column, f"　　{text}"
            else:
                yield column, f"{field}. {text}" if field in LETTERS else f"{field}：{text}"
    yield from ((PARTS, text) for text in row.get(PARTS).split("\n") if text.strip())


def _notes(row: Row) -> list[str]:
    """The reasons of the options as lines of a bank file: A. … becomes 释A：…"""
    found = (NOTE.match(line.strip()) for line in row.get(NOTES).split("\n"))
    return [f"释{note[1]}：{note[2]}" for note in found if note]


def _column(found: banktext.Found, columns: Sequence[str]) -> str:
    """The column that a fault belongs to; none when it concerns the whole row."""
    line = found.line - 2
    column = columns[line] if 0 < line < len(columns) else ""
    if column == PARTS:
        return PARTS
    if found.fault == banktext.LineFault.FIELD_MISSING:
        return FIELDS[found.detail]
    return column if isinstance(found.fault, banktext.LineFault) else ""
