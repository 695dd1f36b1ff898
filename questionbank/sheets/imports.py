"""The import of questions: bank files, sheets, documents, JSON Lines (docs/questions.md)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import islice

from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from exchange.kinds import ChangedMeanwhile, SheetKind, Used
from exchange.reading import documents, tables
from exchange.rules import LARGEST_FILE, LONGEST_CELL, Fault, Finding, Made, Row, clean_text
from people.models import Person
from people.rules import Role
from questionbank import access, actions
from questionbank.models import FaultWords, Pool, RefusalWords
from questionbank.reading import grids, jsonlines, paragraphs
from questionbank.rules import banktext, lines
from questionbank.rules.pictures import Redrawn
from questionbank.sheets.illustrated import illustrated
from questionbank.sheets.known import Known, rights_of
from questionbank.sheets.rows import COLUMNS, NAMES, cells_of_block, cells_of_fields, parsed

Read = tuple[banktext.BankQuestion | None, tuple[Fault, ...]]
MOST_QUESTIONS = 60_000  # rows of one file; house default
MOST_SHEETS = 50  # of one workbook
MOST_LINES = 20 * MOST_QUESTIONS  # of a text, in which a question takes a dozen


def _with_detail(words: type[FaultWords] | type[RefusalWords]) -> dict[str, object]:
    return {word.value: format_lazy("{}%(detail)s", word.label) for word in words}


class QuestionImport(SheetKind):
    """Questions of the examination bank. They arrive submitted, those that want their basis or
    rationale as drafts; another person approves them."""

    name = "questions"
    title = _("试题")
    summary = _(
        "表格、Word 文档或者题库文本。导入后为待审，由他人审定；"
        "缺依据或者释义的存为草稿。内容一致的不重复登记。"
    )
    roles = frozenset({Role.SETTER.value})
    accepts = ".xlsx,.csv,.docx,.txt,.jsonl"
    record_page = "questionbank:question"
    record_argument = "code"
    columns = COLUMNS
    pool: str = Pool.EXAM
    words = (
        _with_detail(FaultWords)
        | _with_detail(RefusalWords)
        | {
            "code_repeated": _("与第 %(row)s 行的题号相同。"),
            "alike": _("题干与 %(detail)s 相近，请核对是否重复。不影响导入。"),
        }
    )

    def __init__(self) -> None:
        self._read_once: dict[tuple[tuple[str, str], ...], Read] = {}
        self.pictures: dict[str, Redrawn] = {}  # of the file that was read, by their hash

    def read(self, data: bytes, file_name: str, *, largest: int = LARGEST_FILE) -> list[Row]:
        """Each question with the line or row at which it stands. Raises FileRefused."""
        if not data.strip():
            raise tables.FileRefused("empty")
        rows = self._rows(data, file_name.lower(), largest)
        if not rows:
            raise tables.FileRefused("no_questions")
        if len(rows) > MOST_QUESTIONS:
            raise tables.FileRefused("too_many_rows", most=MOST_QUESTIONS)
        for row in rows:
            for name, text in row.cells.items():
                if len(text) > LONGEST_CELL:
                    where = f"{row.n} {NAMES.get(name, name)}"
                    raise tables.FileRefused("cell_too_long", cell=where, most=LONGEST_CELL)
        return rows

    def _rows(self, data: bytes, name: str, largest: int) -> list[Row]:
        try:
            return [Row(n, cells) for n, cells in self._cells(data, name, largest)]
        except lines.TooLong as long:
            raise tables.FileRefused("line_too_long", line=long.line, most=LONGEST_CELL) from long
        except paragraphs.TooMany as many:
            raise tables.FileRefused("too_many_rows", most=MOST_QUESTIONS) from many

    def _cells(self, data: bytes, name: str, largest: int) -> Iterable[tuple[int, dict[str, str]]]:
        """The questions of a file by what it is: by its first bytes, then by its name."""
        if not data.startswith(b"PK") or not (
            name.endswith(".docx") or b"word/document.xml" in data
        ):
            return _read(data, name, largest)
        read, found = documents.read_illustrated(data, largest)
        read, self.pictures = illustrated(read, found)
        return _typed(paragraphs.questions(read))

    def keep(self, actor_id: int, now: datetime) -> None:
        """The pictures of a Word file, for questions that are still to be committed."""
        if not self.pictures:
            return
        actor = Person.objects.get(pk=actor_id)
        agency = access.agency_to_write_for(rights_of(actor_id, timezone.localdate(now)))
        for drawn in self.pictures.values():
            actions.keep_picture(drawn, agency=agency, actor=actor, now=now)

    def check(self, rows: Sequence[Row], actor_id: int, now: datetime) -> list[Finding]:
        today = timezone.localdate(now)
        read = [self._parsed(row) for row in rows]
        agency = access.agency_to_write_for(rights_of(actor_id, today))
        known = Known(read, agency, today, pool=self.pool)
        return [known.finding(row, *one) for row, one in zip(rows, read, strict=True)]

    def bonds(self, row: Row) -> Collection[str]:
        """A question's code stands once in a file."""
        return (row.get("code"),)

    def commit(self, rows: Sequence[Row], actor_id: int, now: datetime) -> list[Made]:
        author = Person.objects.get(pk=actor_id)
        agency = access.agency_to_write_for(rights_of(actor_id, timezone.localdate(now)))
        questions = [self._parsed(row)[0] for row in rows]
        if not all(questions):
            raise ChangedMeanwhile
        try:
            actions.import_questions(
                [question for question in questions if question],
                author=author,
                agency=agency,
                now=now,
                pool=self.pool,
            )
        except actions.Refused as refused:
            raise ChangedMeanwhile from refused
        return [Made(row.n, row.get("code")) for row in rows]

    def _parsed(self, row: Row) -> Read:
        """The question of a row; a job that checks and then commits reads each but once."""
        key = tuple(row.cells.items())
        if key not in self._read_once:
            self._read_once[key] = parsed(row)
        return self._read_once[key]

    def undo(self, keys: Sequence[str], actor_id: int, now: datetime) -> None:
        """Withdraw the revisions while no reviewer has decided on one."""
        actor = Person.objects.get(pk=actor_id)
        try:
            actions.withdraw_import(keys, author=actor, now=now)
        except actions.Refused as refused:
            raise Used(f"{refused.detail} {RefusalWords(refused.reason).label}") from refused

    def labels(self, keys: Sequence[str]) -> dict[str, str]:
        return {key: key for key in keys}


class PracticeQuestionImport(QuestionImport):
    """The same into the practice pool; what is in one pool never comes into the other."""

    name = "practice_questions"
    title = _("练习试题")
    summary = _("与试题导入相同，列入练习题库，审定后供练习和模拟考试使用，不用于考试。")
    pool = Pool.PRACTICE


def _read(data: bytes, name: str, largest: int) -> Iterable[tuple[int, dict[str, str]]]:
    """The same of any file that is no document of Word."""
    if name.endswith((".txt", ".md")):
        return _text(decoded(data))
    if name.endswith((".jsonl", ".json", ".ndjson")):
        return _typed(_json_lines(decoded(data)))
    if name.endswith((".doc", ".wps")):
        raise tables.FileRefused("old_word")
    return _typed(grids.of_sheets(tables.read_sheets(data, MOST_QUESTIONS, MOST_SHEETS, largest)))


def _typed(found: Iterable[tuple[int, dict[str, str]]]) -> list[tuple[int, dict[str, str]]]:
    return [(n, cells_of_fields(fields)) for n, fields in found]


def _text(text: str) -> list[tuple[int, dict[str, str]]]:
    """A bank file by its blocks; any other text as a document of paragraphs."""
    if text.count("\n") > MOST_LINES:
        raise tables.FileRefused("too_many_rows", most=MOST_QUESTIONS)
    blocks = banktext.blocks(text) if "题号" in text else ()
    found = list(islice(blocks, MOST_QUESTIONS + 1))
    if any("题号" in block.values for block in found):
        return [(block.line, cells_of_block(block)) for block in found]
    return _typed(paragraphs.questions(text.splitlines()))


def _json_lines(text: str) -> Iterable[tuple[int, dict[str, str]]]:
    for n, line in jsonlines.lines_of(text):
        try:
            fields = jsonlines.fields_of(line)
        except jsonlines.NotAQuestion as broken:
            raise tables.FileRefused("not_json", line=n) from broken
        if "\\u" in line:  # what is written by its number may be half a letter
            fields = {name: clean_text(text) for name, text in fields.items()}
        yield n, fields


def decoded(data: bytes) -> str:
    """UTF-8, or GB18030 as older editors write it. Raises FileRefused."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise tables.FileRefused("not_a_text")
