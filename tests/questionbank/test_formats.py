"""Questions come in from every format, go out in it, and come back as they were."""

import io
import zipfile
from dataclasses import replace

import docx
import pytest
import xlsxwriter
from django.core.management import CommandError, call_command
from docx.enum.text import WD_BREAK

from exchange.rules import Row
from exchange.sheets import write_table
from people.rules import Role
from questionbank import actions
from questionbank.models import OpenKey, Picture, Question, Revision, State
from questionbank.reading import grids, jsonlines, paragraphs
from questionbank.reading.usual import tidied
from questionbank.rules.banktext import parse
from questionbank.rules.markup import figure_line
from questionbank.sheets import booklets, outgoing
from questionbank.sheets.imports import QuestionImport
from questionbank.sheets.rows import cells_of_fields, parsed
from tests.conftest import NINE, make_person
from tests.exchange.conftest import commit, faults, own_files, stage, standings
from tests.questionbank.test_bank_kinds import CASE, FILL_IN, SHORT
from tests.questionbank.test_check_citations import BANK
from tests.questionbank.test_pictures import bomb, picture

pytestmark = pytest.mark.sqlite  # files; rows: test_import_questions


__all__ = ["own_files"]
TRUE_FALSE = """题号：SF-002
题型：判断
难度：易
题干：罚款应当在二日内上交。
答案：正确
依据：示范法 第一条
释义：第一条定为二日。
"""
ALL = BANK + "\n" + "\n".join([TRUE_FALSE, FILL_IN, SHORT, CASE])
ITEMS = [
    outgoing.Item(q.code, q.wording, dict.fromkeys(q.wording.cited, ""))
    for q in parse(ALL).questions
]


def read_back(form, data):
    """What our own reader makes of a file that we have written."""
    rows = QuestionImport().read(data, "题库" + outgoing.ENDINGS[form])
    found = [parsed(row) for row in rows]
    assert [faults for _question, faults in found if faults] == []
    return {question.code: question.wording for question, _faults in found}


@pytest.mark.parametrize("form", ["xlsx", "docx", "jsonl", "txt"])
def test_every_kind_goes_out_and_comes_back_unchanged(form):
    back = read_back(form, outgoing.as_file(form, "题库", ITEMS))
    again = {item.code: item.wording for item in ITEMS}
    assert back.keys() == again.keys()
    for code, wording in again.items():
        assert outgoing.bankwriting.written(code, back[code], {}) == outgoing.bankwriting.written(
            code, wording, {}
        )


@pytest.mark.parametrize("form", ["xlsx", "jsonl", "txt"])
def test_stamps_go_along(form):
    stamped = [
        outgoing.Item(i.code, i.wording, dict.fromkeys(i.wording.cited, "a" * 64)) for i in ITEMS
    ]
    rows = QuestionImport().read(
        outgoing.as_file(form, "题库", stamped), "题库" + outgoing.ENDINGS[form]
    )
    for question, _faults in map(parsed, rows):
        assert set(question.stamps) == {"a" * 64}


def word(*lines):
    """A document as Word saves it; a list is a table's row, a line feed a soft break."""
    document = docx.Document()
    rows = []
    for line in [*lines, ""]:
        if isinstance(line, list):
            rows.append(line)
            continue
        if rows:
            table = document.add_table(len(rows), len(rows[0]))
            for r, row in enumerate(rows):
                for c, cell in enumerate(row):
                    table.cell(r, c).text = cell
            rows = []
        paragraph = document.add_paragraph()
        for n, piece in enumerate(line.split("\n")):
            run = paragraph.add_run(piece)
            if n < line.count("\n"):
                run.add_break(WD_BREAK.LINE)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


DOCUMENT = (
    "云泽市行政执法题库",
    "一、单项选择题（每题1分）",
    "1．当场收缴的罚款，应当自收缴之日起（ B ）内交至行政机关。",
    "A．一日  B．二日  C．三日  D．五日",
    "【答案】B\n【解析】第一条定为二日。\n【法律依据】《示范法》第1条",
    "二、判断题",
    "1．复议期间停止执行。（ × ）",
    "解析：不停止。依据：示范法第二条第二款",
)


def test_a_word_document_comes_in(law, cast):
    job = stage("questions", word(*DOCUMENT), cast["setter"], name="题库.docx")
    assert faults(job) == []
    assert commit(job).added == 2
    single, judged = Revision.objects.order_by("pk")
    assert (single.kind, single.state, single.options[1]) == ("single", State.SUBMITTED, "二日")
    assert (single.marks, single.key.open().right) == (100, (1,))
    assert "B" not in single.stem
    assert [str(place) for place in judged.places()] == ["示范法 第二条第二款"]
    again = stage("questions", word(*DOCUMENT), cast["setter"], name="另存.docx")
    assert set(standings(again).values()) == {"unchanged"}


def test_a_question_without_basis_becomes_a_draft_of_its_importer(law, cast):
    lines = ("1. 甲对（　）", "A. 一\nB. 二\nC. 三\nD. 四", "答案：C")
    commit(stage("questions", word(*lines), cast["setter"], name="题库.docx"))
    revision = Revision.objects.get()
    assert (revision.state, revision.author_id) == (State.DRAFT, cast["setter"].pk)
    again = stage("questions", word(*lines), cast["setter"], name="题库.docx")
    assert set(standings(again).values()) == {"unchanged"}


def test_a_sheet_as_offices_keep_it_comes_in(law, cast):
    heads = [
        "序号",
        "题型",
        "题目",
        "选项A",
        "选项B",
        "选项C",
        "选项D",
        "正确答案",
        "解析",
        "难易度",
    ]
    heads += ["法律依据", "命题单位"]
    single = (
        "1|单选题|几日内交至行政机关？|一日|二日|三日|五日|B|二日。|容易|《示范法》第一条|市司法局"
    )
    judged = "2|判断题|复议期间不停止执行。|||||√|如此。|一般|示范法第二条|"
    rows = [single.split("|"), judged.split("|")]
    job = stage("questions", write_table("题库", heads, rows), cast["setter"], name="题库.xlsx")
    assert faults(job) == []
    assert "命题单位：市司法局" in job.rows.first().cells["remark"]
    assert commit(job).added == 2
    assert Revision.objects.order_by("pk")[0].difficulty == "easy"


def test_an_option_that_the_bank_cannot_hold_is_a_fault_and_not_lost(law, cast):
    heads = ["题型", "题干", "A", "B", "C", "D", "E", "F", "答案", "依据", "解析"]
    row = ["多选", "有：", *"一二三四五六", "AB", "示范法 第一条", "如此。"]
    job = stage("questions", write_table("题库", heads, [row]), cast["setter"], name="题库.xlsx")
    assert (2, "stray", "unknown_line") in faults(job)
    assert job.rows.get().cells["stray"] == "F. 六"


def test_pictures_that_cannot_come_in_are_told():
    fields = {"题干": "依下图〔图〕判断。", "答案": "对"}
    assert "未能导入" in cells_of_fields(fields)["remark"]


BROKEN = {
    "题库.docx": (b"PK\x03\x04" + b"\0" * 200, "unreadable"),
    "题库.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_word"),
    "题库.jsonl": (b'{"stem": "a"}\n[1, 2]\n', "not_json"),
    "空.docx": (word("只有标题"), "no_questions"),
    "空.xlsx": (write_table("题库", ["姓名"], [["甲"]]), "no_questions"),
    "空.jsonl": (b"   \n", "empty"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused_in_words(law, cast, name):
    data, code = BROKEN[name]
    job = stage("questions", data, cast["setter"], name=name)
    assert (job.state, job.refusal) == ("failed", code)


def test_a_workbook_is_read_sheet_by_sheet():
    heads = ["序号", "试题题目", "A", "B", "C", "D", "答案", "依据", "解析"]
    sheets = {
        "填写说明": [["请按模板填写"]],
        "一、单选题": [
            heads,
            ["1", "甲？", "一", "二", "三", "四", "B", "示范法第一条", "如此。"],
            ["2"],
            ["合计：1题"],
        ],
        "判断题（乙卷）": [heads, ["1", "乙。", "", "", "", "", "对", "示范法第二条", "如此。"]],
        "成绩": [["姓名"], ["李青"]],
        "旧题": [heads, ["1", "丙。", "", "", "", "", "对", "示范法第二条", "如此。"]],
    }
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for n, row in enumerate(rows):
                sheet.write_row(n, 0, row)
        sheet.hide()
    first, second = QuestionImport().read(buffer.getvalue(), "题库.xlsx")
    assert [row.get("kind") for row in (first, second)] == ["单选", "判断"]
    assert (first.get("key"), second.get("key")) == ("B", "正确")
    assert first.n == 3  # the rows are numbered through
    assert first.get("remark").split("\n") == [
        "合计：1题",
        "工作表“一、单选题”第 2 行",
        "未读取的工作表：成绩",
    ]
    assert second.get("remark") == "工作表“判断题（乙卷）”第 2 行"


def test_points_on_one_line_are_parted_behind_their_marks():
    text = "三、简答题\n1．简述原则。（5分）\n答：（1）公正；（2分）（2）公开。（3分）\n"
    (row,) = QuestionImport().read(text.encode(), "题库.txt")
    assert row.get("stem") == "简述原则。"
    assert row.get("points").split("\n") == ["（1）公正；（2分）", "（2）公开。（3分）"]


def test_a_row_that_stands_twice_is_taken_once(law, cast):
    row = ["判断", "复议期间不停止执行。", "对", "示范法 第二条", "如此。"]
    data = write_table("题库", ["题型", "题干", "答案", "依据", "解析"], [row, row])
    job = stage("questions", data, cast["setter"], name="题库.xlsx")
    assert standings(job) == {2: "new", 3: "unchanged"}
    assert commit(job).added == 1


@pytest.mark.parametrize("pdf", [False, True])
def test_a_paper_and_its_answers_are_set_apart(pdf):
    archive = zipfile.ZipFile(
        io.BytesIO(booklets.zipped("摸底*测验#1", [i.wording for i in ITEMS], pdf=pdf))
    )
    ending = ".pdf" if pdf else ".docx"
    assert set(archive.namelist()) == {f"试卷{ending}", f"答案及评分标准{ending}"}
    if pdf:
        assert archive.read("试卷.pdf").startswith(b"%PDF")
        return
    words = {
        name: "\n".join(p.text for p in docx.Document(io.BytesIO(archive.read(name))).paragraphs)
        for name in archive.namelist()
    }
    assert "定为二日" not in words["试卷.docx"]
    assert "出示执法证件" not in words["试卷.docx"]
    assert "（2）能否当场收缴？为什么？（3分）" in words["试卷.docx"]
    assert "一百元以下的罚款。（2分）" in words["答案及评分标准.docx"]


def command(*words, **options):
    out, err = io.StringIO(), io.StringIO()
    call_command(*words, stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def test_the_command_says_how_many_and_a_dry_run_writes_nothing(law, cast, tmp_path):
    path = tmp_path / "题库.txt"
    path.write_text(BANK + "\n" + TRUE_FALSE.replace("第一条", "第九条"), encoding="utf-8")
    said, faults_told = command("import_questions", path, dry_run=True)
    assert said.strip() == "2 read, 1 valid, 0 duplicates, 1 refused"
    assert "法规没有这一条" in faults_told
    assert not Question.objects.exists()
    assert command("import_questions", path)[0] == said
    assert command("import_questions", path)[0].strip() == (
        "2 read, 0 valid, 1 duplicates, 1 refused"
    )
    assert Revision.objects.get().author_id == cast["setter"].pk


def test_the_command_asks_who_imports_where_several_might(law, cast, tree, tmp_path):
    make_person(tree.here, "30000010", "命二", Role.SETTER, over=tree.city)
    path = tmp_path / "题库.dat"
    path.write_text(BANK, encoding="utf-8")
    with pytest.raises(CommandError, match="--by"):
        command("import_questions", path, format="txt")
    said, _ = command("import_questions", path, "--by", "30000010", format="txt")
    assert said.startswith("1 read, 1 valid")
    with pytest.raises(CommandError, match="cannot read"):
        command("import_questions", tmp_path / "nowhere.txt", dry_run=True)


def test_an_export_by_command_needs_the_second_person(law, cast, tmp_path):
    source, target = tmp_path / "a.txt", tmp_path / "b.jsonl"
    source.write_text(ALL, encoding="utf-8")
    command("import_questions", source)
    waiting = list(Revision.objects.filter(state=State.SUBMITTED))
    actions.approve_many(waiting, reviewer=cast["reviewer"], now=NINE)
    setter, reviewer = cast["setter"].staff_number, cast["reviewer"].staff_number
    with pytest.raises(CommandError, match="--second"):
        command("export_questions", target, "--by", setter)
    assert not target.exists()
    said, _ = command("export_questions", target, "--by", setter, "--second", reviewer)
    count = len(waiting)
    assert said.strip() == f"{count} read, {count} valid, 0 duplicates, 0 refused"
    assert command("import_questions", target)[0].startswith(f"{count} read, 0 valid, {count} dup")


def test_json_lines_by_hand_come_in():
    line = (
        '{"kind": "single", "stem": "几日？", "options": ["一", "二", "三", "四"], "answer": "B",'
    )
    line += ' "citations": ["示范法 第一条"], "rationale": "如此", "author": "某某"}'
    cells = cells_of_fields(jsonlines.fields_of(line))
    question, found = parsed(Row(1, cells))
    assert (question.wording.right, found) == ((1,), ())
    assert "author：某某" in cells["remark"]


def test_the_readers_share_one_form():
    assert tidied({"题干": "甲", "答案": "对"})["题型"] == "判断"
    assert grids.questions([]) == paragraphs.questions([]) == []


MARKED = (
    "下列做法，依照**示范法**第一条：\n- 甲\n- 乙\n"
    "| 行为 | 期限 |\n| --- | --- |\n| 上交 | 10^{2}日 |"
)


@pytest.mark.parametrize("form", ["xlsx", "docx", "jsonl", "txt"])
def test_the_markup_goes_out_and_comes_back_as_it_is(form):
    item = next(one for one in ITEMS if one.wording.kind == "single")
    wording = replace(item.wording, stem=MARKED)
    back = read_back(form, outgoing.as_file(form, "题库", [replace(item, wording=wording)]))
    assert back[item.code].stem == MARKED


def test_a_booklet_shows_form_and_pictures(law, cast, tree):
    held = actions.add_picture(picture(), agency=tree.city, actor=cast["setter"], now=NINE)
    stem = f"{MARKED}\n{figure_line('路线', held.sha256)}\n{figure_line('缺图', '0' * 64)}"
    item = replace(ITEMS[0], wording=replace(ITEMS[0].wording, stem=stem))
    archive = zipfile.ZipFile(io.BytesIO(outgoing.as_file("paper_docx", "测验", [item])))
    paper = docx.Document(io.BytesIO(archive.read("试卷.docx")))
    assert len(paper.inline_shapes) == 1
    assert [cell.text for cell in paper.tables[0].rows[1].cells] == ["上交", "102日"]
    assert {run.text for p in paper.paragraphs for run in p.runs if run.bold} >= {"示范法"}
    assert "〔图：缺图〕" in "\n".join(p.text for p in paper.paragraphs)
    archive = zipfile.ZipFile(io.BytesIO(outgoing.as_file("paper_pdf", "测验", [item])))
    assert b"/Image" in archive.read("试卷.pdf")


def illustrated(*pictures, stem="1. 看图，罚款应当几日内上交？"):
    """A Word file with a question that shows pictures between its stem and its options."""
    document = docx.Document()
    document.add_paragraph(stem)
    for data in pictures:
        document.add_picture(io.BytesIO(data))
    for line in ("A. 一日", "B. 二日", "C. 三日", "D. 五日", "答案：B", "依据：示范法 第一条"):
        document.add_paragraph(line)
    document.add_paragraph("解析：第一条定为二日。")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_a_picture_in_a_word_file_comes_in_with_its_question(law, cast):
    job = stage("questions", illustrated(picture()), cast["setter"], name="题库.docx")
    assert standings(job) == {1: "new"}, faults(job)
    commit(job)
    held = Picture.objects.get()
    revision = Revision.objects.get()
    assert revision.stem == f"看图，罚款应当几日内上交？\n{figure_line('', held.sha256)}"
    assert revision.state == State.SUBMITTED
    again = stage("questions", illustrated(picture()), cast["setter"], name="题库.docx")
    assert standings(again) == {1: "unchanged"}


@pytest.mark.parametrize("bad", [picture("GIF", mode="P"), bomb()], ids=["gif", "bomb"])
def test_a_picture_that_cannot_be_taken_in_is_told(law, cast, bad):
    data = illustrated(bad)
    job = stage("questions", data, cast["setter"], name="题库.docx")
    assert not Picture.objects.exists()
    assert "〔图〕" in job.rows.get().cells["stem"]
    assert "未能导入" in job.rows.get().cells["remark"]


def test_the_command_brings_pictures_too_and_a_dry_run_keeps_none(law, cast, tmp_path):
    path = tmp_path / "题库.docx"
    path.write_bytes(illustrated(picture(), picture(size=(80, 80))))
    assert command("import_questions", path, dry_run=True)[0].startswith("1 read, 1 valid")
    assert not Picture.objects.exists()
    command("import_questions", path)
    assert set(Revision.objects.get().wording(OpenKey((), "")).pictures) == set(
        Picture.objects.values_list("sha256", flat=True)
    )
    assert Picture.objects.count() == 2
