"""Questions out of a document as people type it: numbered stems, options on one line or several,
答案 and 解析 in many forms, sections by kind, answers at the end, tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from questionbank.reading import grids, usual
from questionbank.reading.answers import HEADING, answers_in
from questionbank.reading.parts import part_text
from questionbank.rules.lines import LONGEST, NOTES, TooLong

Line = str | list[str]
REMARK = grids.REMARK
MOST = 60_000  # questions of one document; house default
WIDEST = 80  # spaces in a row that can still be meant as a gap to fill
_WIDE = re.compile(rf"\s{{{WIDEST + 1},}}")
LABELS = {
    "答案": "答案|正确答案|参考答案|标准答案|本题答案|答",
    "释义": "解析|答案解析|试题解析|解题思路|释义|详解|点评|解答|分析",
    "依据": "依据|法律依据|法规依据|法条依据|出处|法条|条文依据|命题依据|参考法条",
    "难度": "难度|难易度|难易程度|难度等级",
    "知识点": "知识点|考点|考查点|考核点",
    "分值": "分值|分数",
    "题型": "题型|试题类型",
    "题号": "题号",
    "层次": "层次|认知层次",
    "适用": "适用|适用人员",
    "计算": "计算",
    "题干": "题干|题目",
    "计分": "计分|计分规则",
    **{name: name for name in NOTES},
    "要点": "要点|答案要点|得分要点|评分要点|评分标准",
}
LABEL_OF = {label: name for name, labels in LABELS.items() for label in labels.split("|")}
OF_THE_WHOLE = frozenset({"题号", "难度", "层次", "知识点", "适用"})  # never of a sub-question
_LABELS = "|".join(sorted(LABEL_OF, key=len, reverse=True))
_LABELLED = re.compile(
    rf"^(?:[【\[〔]\s*({_LABELS})\s*[】\]〕]\s*[：:]?|({_LABELS})\s*[：:])\s*(.*)$", re.S
)
_CUT = re.compile(
    rf"(?=[【\[〔]\s*(?:{_LABELS})\s*[】\]〕])|(?<=[\s。；;√×A-H])(?=(?:{_LABELS})\s*[：:])"
)
_KIND = re.compile(
    r"(单项选择题|单选题|多项选择题|多选题|不定项选择题|选择题|判断(?:正误)?题|是非题|填空题|简答题|问答题|论述题"
    r"|名词解释|案例分析题|案例题|材料分析题|材料题|综合题)"
)
_SECTION = re.compile(
    r"^(?:第[一二三四五六七八九十]+(?:部分|大题|章)|[（(]?[一二三四五六七八九十]+[）)]?)\s*[、.．,，：:\s]?"
)
_BESIDE = re.compile(
    r"[（(](?:本大题)?(?:共?\d+(?:小)?题|每(?:小)?[题空]|共\d)[^）)]*[）)]"
    r"|第?[一二三四五六七八九十]+(?:部分|大题|章)?|[（(]\s*[）)]|[\s、.．,，：:（）()]"
)
_EACH = re.compile(r"每(?:小)?(?:题|空)\s*(\d+(?:\.\d+)?)\s*分")
_START = re.compile(
    r"^(?:第\s*(\d{1,4})\s*题[.．、:：]?|[【\[](\d{1,4})[】\]]|(\d{1,4})\s*(?:[.．](?!\d)|[、:：)）]))\s*(.*)$",
    re.S,
)
_INNER = re.compile(
    r"^(?:[（(]\s*(\d{1,2})\s*[）)]|问题\s*(\d{1,2}|[一二三四五六七八九十])\s*[：:.．、]?)\s*(.*)$",
    re.S,
)
_CASE = re.compile(
    r"^[【\[]?(?:案例|材料|案情)\s*(?:\d{1,3}|[一二三四五六七八九十]+)?\s*[】\]]?\s*[：:]?\s*(.*)$",
    re.S,
)
_MARKS = re.compile(r"[（(](?:本题)?\s*(\d+(?:\.\d+)?)\s*分[)）]\s*$")
_NEXT = {"题干": ("A",), **{a: (b,) for a, b in zip("ABCDEFG", "BCDEFGH", strict=True)}}


class TooMany(ValueError):
    """A document holds more questions than are read at once."""


@dataclass
class Taken:
    """A question while it is read: where it began, its number and section, what it says."""

    line: int
    number: int
    section: int
    each: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    newest: str = "题干"
    parts: list[dict[str, str]] = field(default_factory=list)

    @property
    def current(self) -> dict[str, str]:
        """The fields that are being filled: those of the newest sub-question, if there is one."""
        return self.parts[-1] if self.parts else self.fields

    def put(self, name: str, text: str) -> None:
        into = self.fields if name in OF_THE_WHOLE else self.current
        if name in into and text:
            text = f"{into[name]}\n{text}"
        if len(text) > LONGEST:
            raise TooLong(self.line)
        into[name] = text if text else into.get(name, "")
        self.newest = name

    def last_letter(self) -> str:
        return max((name for name in self.current if len(name) == 1), default="")


@dataclass
class Reader:
    """The state of reading one document."""

    questions: list[Taken] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    kind: str = ""
    marks: str = ""
    section: int = 0
    fresh: bool = True
    bracketed: bool = False
    in_answers: bool = False
    answers: dict[tuple[int, int], str] = field(default_factory=dict)
    answer_section: int = 0

    @property
    def newest(self) -> Taken | None:
        return None if self.fresh or not self.questions else self.questions[-1]

    def take(self, n: int, line: str) -> None:
        if len(line) > LONGEST:
            raise TooLong(n)
        line = _WIDE.sub(lambda run: run[0][:WIDEST], line)
        for piece in filter(None, (part.strip() for part in _CUT.split(line))):
            self.piece(n, piece)

    def piece(self, n: int, line: str) -> None:
        if self.heading(line) or self.listed(line):
            return
        if self.labelled(n, line) or self.options(line):
            return
        if self.started(n, line):
            return
        if self.newest is None:
            (self.lost if self.questions else self.before).append(line)
        else:
            self.newest.put(self.newest.newest, line)

    def heading(self, line: str) -> bool:
        """A heading that names a kind, or that of the answers."""
        if HEADING.match(line):
            self.in_answers, self.answer_section = True, 0
            return True
        opening, kind = _SECTION.match(line), _KIND.search(line[:30])
        if not kind or len(line) > 90 or not (opening or kind.end() >= len(line.rstrip("：: "))):
            return False
        if self.in_answers:
            self.answer_section += 1
            return True
        each = _EACH.search(line)
        if _BESIDE.sub("", line[: kind.start()]) or _BESIDE.sub("", line[kind.end() :]):
            (self.lost if self.questions else self.before).append(line)
        self.kind = usual.KIND_OF.get(kind[1].replace("正误", ""), kind[1])
        self.marks = each[1] if each else ""
        self.section, self.fresh = self.section + 1, True
        return True

    def listed(self, line: str) -> bool:
        """A line of the list of answers at the end."""
        if not self.in_answers:
            return False
        found = answers_in(line)
        for number, answer in found:
            self.answers[self.answer_section, number] = answer
        if not found:
            self.lost.append(line)
        return True

    def labelled(self, n: int, line: str) -> bool:
        found = _LABELLED.match(line)
        if not found:
            return False
        name = LABEL_OF[found[1] or found[2]]
        if self.newest is None or (name in ("题型", "题干", "题号") and name in self.newest.fields):
            return self.opened_by(n, name, found[3])
        self.newest.put(name, found[3].strip())
        return True

    def opened_by(self, n: int, name: str, text: str) -> bool:
        """A question that begins with a label, 题号： or 题干：, instead of a number."""
        if name not in ("题型", "题干", "题号"):
            return False
        self.begin(n, 0, "")
        self.questions[-1].fields = {name: text.strip()}
        return True

    def options(self, line: str) -> bool:
        if self.newest is None:
            return False
        letters, texts = usual.split_options(line)
        last = self.newest.last_letter()
        if not letters or letters[0] != (chr(ord(last) + 1) if last else "A"):
            return False
        if self.newest.newest not in _NEXT:  # A. after the answer is no option
            return False
        for letter, text in zip(letters, texts, strict=True):
            self.newest.put(letter, text)
        return True

    def started(self, n: int, line: str) -> bool:
        """A number that begins a question, or within a case a sub-question."""
        inner, opening = _INNER.match(line), _START.match(line)
        if self.kind == "案例":
            return self.case_started(n, line, opening, inner)
        if inner and inner[1] and self.by_brackets(int(inner[1])):
            self.bracketed = True
            self.begin(n, int(inner[1]), inner[3])
            return True
        if not opening:
            return False
        number = int(opening[1] or opening[2] or opening[3])
        follows = self.newest is None or number == self.newest.number + 1
        if not follows:
            return False
        self.bracketed = False
        self.begin(n, number, opening[4])
        return True

    def by_brackets(self, number: int) -> bool:
        """Whether (1) (2) count the questions here: the first of the section was counted so."""
        if self.newest is None:
            return number == 1
        return self.bracketed and number == self.newest.number + 1

    def case_started(
        self, n: int, line: str, opening: re.Match[str] | None, inner: re.Match[str] | None
    ) -> bool:
        case = _CASE.match(line)
        if case and (self.newest is None or self.newest.parts):
            self.begin(n, self.newest.number + 1 if self.newest else 1, case[1])
            return True
        if self.newest is None:
            if opening:
                self.begin(n, int(opening[1] or opening[2] or opening[3]), opening[4])
            return bool(opening)
        if inner:
            self.newest.parts.append({"题干": inner[3]})
            self.newest.newest = "题干"
            return True
        if opening and int(opening[1] or opening[2] or opening[3]) == self.newest.number + 1:
            self.begin(n, self.newest.number + 1, opening[4])
            return True
        return False

    def begin(self, n: int, number: int, stem: str) -> None:
        if len(self.questions) > MOST:
            raise TooMany
        taken = Taken(n, number, self.section, self.marks)
        if self.kind:
            taken.fields["题型"] = self.kind
        if stem.strip():
            taken.put("题干", stem.strip())
        self.questions.append(taken)
        self.fresh = False


def questions(lines: Sequence[Line]) -> list[tuple[int, dict[str, str]]]:
    """The questions of a document as fields, each with the number of the line where it begins.

    What belongs to none (titles, answers without a question) stands in 备注 of the first or last.
    """
    reader, n = Reader(), 0
    table: list[tuple[int, list[str]]] = []
    found: list[tuple[int, dict[str, str]]] = []
    for n, line in enumerate(lines, 1):
        if isinstance(line, list):
            table.append((n, line))
            continue
        found += _table(table, reader)
        table = []
        if line.strip():
            reader.take(n, line.strip())
    found += _table(table, reader)
    found += [(taken.line, _fields(taken, reader)) for taken in reader.questions]
    found.sort(key=lambda pair: pair[0])
    if found:
        _remark(found[0][1], reader.before, first=True)
        _remark(found[-1][1], reader.lost)
    return found


def _table(rows: list[tuple[int, list[str]]], reader: Reader) -> list[tuple[int, dict[str, str]]]:
    """A table of questions; or lines of label and text; or a table within a stem."""
    cells = [row for _n, row in rows]
    if grids.head_of(cells) is not None:
        return [(rows[at - 1][0], fields) for at, fields in grids.questions(cells)]
    for n, row in rows:
        if len(row) == 2 and row[0].strip(" ：:") in LABEL_OF:
            reader.take(n, f"{row[0].strip(' ：:')}：{row[1]}")
        elif len(row) == 1:
            for line in filter(None, map(str.strip, row[0].split("\n"))):
                reader.take(n, line)
        else:
            reader.piece(n, "| " + " | ".join(cell.replace("\n", " ") for cell in row) + " |")
    return []


def _fields(taken: Taken, reader: Reader) -> dict[str, str]:
    """What was taken of one question, with its answer from the list at the end, if it has none."""
    fields = taken.fields
    if not fields.get("答案") and not fields.get("要点") and not taken.parts:
        listed = reader.answers.get((taken.section, taken.number)) or reader.answers.get(
            (0, taken.number), ""
        )
        fields |= {"答案": listed} if listed else {}
    _marks_out_of_stem(fields, "" if taken.parts else taken.each)
    if taken.parts:
        for part in taken.parts:
            _marks_out_of_stem(part, "")
        fields["小题"] = "\n".join(map(part_text, taken.parts))
    return fields


def _marks_out_of_stem(fields: dict[str, str], each: str) -> None:
    """（2分） at the end of a stem says what it is worth."""
    found = _MARKS.search(fields.get("题干", ""))
    if found:
        fields["题干"] = fields["题干"][: found.start()].rstrip()
        fields.setdefault("分值", found[1])
    elif each:
        fields.setdefault("分值", each)


def _remark(fields: dict[str, str], lines: Sequence[str], *, first: bool = False) -> None:
    if not lines:
        return
    kept = fields.get(REMARK, "")
    both = [*lines, kept] if first else [kept, *lines]
    fields[REMARK] = "\n".join(filter(None, both))
