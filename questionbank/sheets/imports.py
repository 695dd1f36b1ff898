"""The import of questions from a bank file (docs/bank-format.md) or a sheet of the same columns."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime

from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from exchange.kinds import ChangedMeanwhile, SheetKind, Used
from exchange.reading import tables
from exchange.rules import (
    LONGEST_CELL,
    MOST_ROWS,
    Column,
    Fault,
    Finding,
    Made,
    Row,
    Standing,
    clean_text,
)
from people.models import Assignment, Person
from people.rules import Rights, Role
from questionbank import access, actions
from questionbank.models import FaultWords, Question, RefusalWords
from questionbank.rules import banktext, lines, scoring
from questionbank.rules.citations import CitationFault, unfound
from questionbank.rules.form import MATERIAL_MAX
from questionbank.rules.wording import LETTERS
from statutes.models import Article
from statutes.rules.passages import passage

STRAY, NOTES, PARTS = "stray", "notes", "parts"
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
NOTE = re.compile(r"([A-E])[.．、:：]\s*(.*)")
FIELDS = {field: column for column, field in NAMES.items()} | dict.fromkeys(lines.NOTES, NOTES)


def _with_detail(words: type[FaultWords] | type[RefusalWords]) -> dict[str, object]:
    return {word.value: format_lazy("{}%(detail)s", word.label) for word in words}


class QuestionImport(SheetKind):
    """Questions of the examination bank. They arrive submitted; another person approves them."""

    name = "questions"
    title = _("试题")
    summary = _("文本或者表格。导入后为待审，由他人审定；题号相同、内容一致的不重复登记。")
    roles = frozenset({Role.SETTER.value})
    accepts = ".txt,.xlsx,.csv"
    record_page = "questionbank:question"
    record_argument = "code"
    columns = (
        Column("code", "题号", required=True, max_length=24, example="XZCF-001"),
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
    )  # fmt: skip
    words = (
        _with_detail(FaultWords)
        | _with_detail(RefusalWords)
        | {"code_repeated": _("与第 %(row)s 行的题号相同。")}
    )

    def read(self, data: bytes, file_name: str) -> list[Row]:
        """Bank text by its blocks, numbered by line; anything else as a sheet."""
        if not file_name.lower().endswith(".txt"):
            return tables.read_rows(data, self.columns)
        if not data.strip():
            raise tables.FileRefused("empty")
        blocks = banktext.blocks(_decoded(data))
        if not blocks:
            raise tables.FileRefused("no_rows")
        if len(blocks) > MOST_ROWS:
            raise tables.FileRefused("too_many_rows", most=MOST_ROWS)
        return [Row(block.line, _cells(block)) for block in blocks]

    def check(self, rows: Sequence[Row], actor_id: int, now: datetime) -> list[Finding]:
        today = timezone.localdate(now)
        parsed = [_parsed(row) for row in rows]
        known = _Known(parsed, _rights(actor_id, today), today)
        return [known.finding(row, *read) for row, read in zip(rows, parsed, strict=True)]

    def bonds(self, row: Row) -> Collection[str]:
        """A question's code stands once in a file."""
        return (row.get("code"),)

    def commit(self, rows: Sequence[Row], actor_id: int, now: datetime) -> list[Made]:
        author = Person.objects.get(pk=actor_id)
        agency = access.agency_to_write_for(_rights(actor_id, timezone.localdate(now)))
        questions = [(row, _parsed(row)[0]) for row in rows]
        if not all(question for _row, question in questions):
            raise ChangedMeanwhile
        try:
            actions.import_questions(
                [question for _row, question in questions if question],
                author=author,
                agency=agency,
                now=now,
            )
        except actions.Refused as refused:
            raise ChangedMeanwhile from refused
        return [Made(row.n, row.get("code")) for row in rows]

    def undo(self, keys: Sequence[str], actor_id: int, now: datetime) -> None:
        """Withdraw the revisions while no reviewer has decided on one."""
        actor = Person.objects.get(pk=actor_id)
        try:
            actions.withdraw_import(keys, author=actor, now=now)
        except actions.Refused as refused:
            raise Used(f"{refused.detail} {RefusalWords(refused.reason).label}") from refused

    def labels(self, keys: Sequence[str]) -> dict[str, str]:
        return {key: key for key in keys}


class _Known:
    """What the check needs of the bank and of the law, loaded once for all rows."""

    def __init__(
        self,
        parsed: Sequence[tuple[banktext.BankQuestion | None, object]],
        rights: Rights,
        on: date,
    ) -> None:
        questions = [question for question, _faults in parsed if question]
        cited = {reference for q in questions for reference in q.wording.cited}
        self.agency = access.agency_to_write_for(rights)
        self.articles = Article.objects.standing(cited, on)
        codes = [question.code for question in questions]
        self.questions = {q.code: q for q in Question.objects.filter(code__in=codes)}
        self.seen: dict[str, int] = {}

    def finding(
        self, row: Row, question: banktext.BankQuestion | None, faults: tuple[Fault, ...]
    ) -> Finding:
        code = row.get("code")
        if code in self.seen:
            faults += (Fault("code", "code_repeated", {"row": self.seen[code]}),)
        self.seen.setdefault(code, row.n)
        if question is None or faults:
            return Finding(Standing.FAULTY, faults)
        faults = self._law_faults(question)
        if faults:
            return Finding(Standing.FAULTY, faults)
        try:
            same = actions.already_known(
                question,
                self.questions.get(code),
                [self.articles[reference] for reference in question.wording.cited],
                agency=self.agency,
            )
        except actions.Refused as refused:
            return Finding(Standing.FAULTY, (Fault("code", refused.reason, {"detail": ""}),))
        return Finding(Standing.UNCHANGED, key=code) if same else Finding(Standing.NEW)

    def _law_faults(self, question: banktext.BankQuestion) -> tuple[Fault, ...]:
        """Places that are not in force or have drifted; numbers that their articles do not hold."""
        found = []
        for reference, stamp in question.cited:
            article = self.articles.get(reference)
            if article is None:
                found.append(_fault("basis", CitationFault.NO_SUCH_ARTICLE, str(reference)))
            elif stamp and stamp != article.digest:
                found.append(_fault("basis", CitationFault.DRIFTED, str(reference)))
            elif not passage(article.text or reference.title, reference.paragraph, reference.item):
                found.append(_fault("basis", CitationFault.NO_SUCH_PASSAGE, str(reference)))
        for asked in question.wording.asked:
            texts = [a.text for a in map(self.articles.get, asked.citations) if a]
            for number in unfound(asked, texts):
                found.append(_fault("computed", CitationFault.NUMBER_UNFOUND, number))
        return tuple(found)


def _fault(column: str, code: str, detail: str = "") -> Fault:
    return Fault(column, str(code), {"detail": detail})


def _rights(actor_id: int, on: date) -> Rights:
    return Rights(actor_id, Assignment.objects.filter(person_id=actor_id).grants(on))


def _decoded(data: bytes) -> str:
    """UTF-8, or GB18030 as older editors write it. Raises FileRefused."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise tables.FileRefused("not_a_text")


def _cells(block: banktext.RawBlock) -> dict[str, str]:
    """A question of a bank file as the cells of a sheet."""
    values = {name: text for name, text in block.values.items() if name not in lines.NOTES}
    cells = {FIELDS[name]: clean_text(value) for name, value in values.items()}
    notes = [f"{n[-1]}. {block.values[n]}" for n in lines.NOTES if n in block.values]
    for column, text in ((NOTES, notes), (PARTS, [block.parts]), (STRAY, block.stray)):
        if any(text):
            cells[column] = clean_text("\n".join(text))
    too_long = next((name for name, text in cells.items() if len(text) > LONGEST_CELL), None)
    if too_long:
        raise tables.FileRefused(
            "cell_too_long", cell=f"{block.line} {NAMES.get(too_long, '')}", most=LONGEST_CELL
        )
    return cells


def _parsed(row: Row) -> tuple[banktext.BankQuestion | None, tuple[Fault, ...]]:
    """The question of a row, read by the same reader as a bank file, or its faults by column."""
    written, columns = ["法规：导入", ""], [""]
    for name, text in _lines(row):
        written.append(text)
        columns.append(name)
    bank = banktext.parse("\n".join(written))
    faults = tuple(_fault(_column(f, columns), f.fault, f.detail) for f in bank.faults)
    if row.get(STRAY):
        faults += (_fault(STRAY, banktext.LineFault.UNKNOWN_LINE, row.get(STRAY)[:40]),)
    question = bank.questions[0] if bank.questions and not faults else None
    return question, faults


def _lines(row: Row) -> Iterator[tuple[str, str]]:
    """The lines of a bank file that say what the row says, each with its column."""
    for field in lines.ORDER:
        column = FIELDS[field]
        if field in lines.NOTES:
            yield from ((NOTES, text) for text in _notes(row) if text.startswith(field))
            continue
        for n, text in enumerate(filter(None, map(str.strip, row.get(column).split("\n")))):
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
