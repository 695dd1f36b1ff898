"""The sheets of questions that offices keep: whose columns are which, and what fits none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from questionbank.reading import usual
from questionbank.rules.lines import NOTES

REMARK = "备注"  # what no column of ours holds: told, not lost
TITLES = {
    "题号": "题号|试题编号|题目编号|编码",
    "题型": "题型|试题类型|题目类型|类型|题类",
    "题干": "题干|题目|试题|试题题目|考题|题目名称|试题内容|题目内容|问题|内容|试题题干",
    "选项": "选项|备选项|备选答案|选项内容",
    "答案": "答案|正确答案|标准答案|参考答案|试题答案",
    "要点": "要点|答案要点|得分要点|评分要点",
    "释义": "释义|解析|答案解析|试题解析|题目解析|解答|说明",
    "难度": "难度|难易度|难易程度|难度系数|难度等级",
    "依据": "依据|法律依据|法规依据|出处|法条|法条依据|条文|来源|命题依据",
    "知识点": "知识点|考点|考核点",
    "层次": "层次|认知层次|考核要求",
    "适用": "适用|适用人员|适用对象",
    "分值": "分值|分数|得分",
    "计分": "计分|计分规则|评分规则",
    "计算": "计算",
    "小题": "小题",
    "选项释义": "选项释义|选项解析",
    REMARK: "备注|无法辨认的行",
}
TITLE_OF = {title: name for name, titles in TITLES.items() for title in titles.split("|")}
_LETTER = re.compile(r"(?:选项|答案选项|备选)?([A-H])(?:选项|项)?")
_KINDS = sorted((word for word in usual.KIND_OF if len(word) > 1), key=len, reverse=True)
_COUNTING = frozenset({"序号", "编号", "行号", "NO", "NO."})
LOOKED_AT = 10  # rows among which the head is sought: titles stand above it


def field_of(title: str) -> str:
    """The field that a column's title names; empty when it is none of ours."""
    bare = re.sub(r"[\s*()（）【】:：]|必填|选填", "", unicodedata.normalize("NFKC", title)).upper()
    letter = _LETTER.fullmatch(bare)
    if letter:
        return letter[1]
    if bare in NOTES:
        return bare
    return TITLE_OF.get(bare) or TITLE_OF.get(bare.lower(), "")


def head_of(table: Sequence[Sequence[str]]) -> int | None:
    """The row that names the columns: the first that has a stem and an answer or options."""
    for n, row in enumerate(table[:LOOKED_AT]):
        fields = {field_of(cell) for cell in row}
        if "题干" in fields and fields & {"答案", "A", "选项", "要点", "小题"}:
            return n
    return None


def questions(table: Sequence[Sequence[str]]) -> list[tuple[int, dict[str, str]]]:
    """Each filled row below the head as the fields of a question, with its number in the sheet.

    Cells of columns that are none of ours stand in `备注`, each with its title; what stands above
    the head goes with the first question.
    """
    head = head_of(table)
    if head is None:
        return []
    titles = [cell.strip() for cell in table[head]]
    fields = [field_of(title) for title in titles]
    above = [" ".join(filter(None, map(str.strip, row))) for row in table[:head]]
    found: list[tuple[int, dict[str, str]]] = []
    for n, row in enumerate(table[head + 1 :], start=head + 2):
        if not any(cell.strip() for cell in row):
            continue
        taken = _taken(row, titles, fields)
        if not taken.keys() - {REMARK}:  # a total, or a number that waits for its question
            beside = " ".join(filter(None, map(str.strip, row)))
            if found and not beside.isdigit():
                _remark(found[-1][1], beside)
            continue
        if not found and any(above):
            taken[REMARK] = "\n".join(filter(None, [*above, taken.get(REMARK, "")]))
        found.append((n, taken))
    return found


def of_sheets(
    sheets: Sequence[tuple[str, Sequence[Sequence[str]]]],
) -> list[tuple[int, dict[str, str]]]:
    """The questions of a workbook, its rows numbered through. A sheet's title names the kind where
    no column does; one without questions is told with the first of them, unless it explains."""
    found: list[tuple[int, dict[str, str]]] = []
    others, before = [], 0
    for title, table in sheets:
        taken = questions(table)
        kind = next((word for word in _KINDS if word in title), "")
        for n, fields in taken:
            if kind and not fields.get("题型"):
                fields["题型"] = kind
            if before:
                _remark(fields, f"工作表“{title}”第 {n} 行")
            found.append((before + n, fields))
        if not taken and "说明" not in title and any(cell.strip() for row in table for cell in row):
            others.append(title)
        before += len(table)
    if found and others:
        _remark(found[0][1], f"未读取的工作表：{'、'.join(others)}")
    return found


def _remark(fields: dict[str, str], text: str) -> None:
    fields[REMARK] = "\n".join(filter(None, [fields.get(REMARK, ""), text]))


def _taken(row: Sequence[str], titles: Sequence[str], fields: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    rest: list[str] = []
    for title, name, cell in zip(titles, fields, row, strict=False):
        text = cell.strip()
        if not text or title.upper() in _COUNTING:
            continue
        if name and name not in found:
            found[name] = text
        else:
            rest.append(f"{title or '？'}：{text}")
    beyond = [cell.strip() for cell in row[len(titles) :] if cell.strip()]
    if rest or beyond:
        found[REMARK] = "\n".join(filter(None, [found.get(REMARK, ""), *rest, *beyond]))
    notes = found.pop("选项释义", "")
    if notes:
        letters, texts = usual.split_options(" ".join(notes.split("\n")))
        found |= {f"释{letter}": text for letter, text in zip(letters, texts, strict=True)}
    return found
