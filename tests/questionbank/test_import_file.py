"""Bank files through the staged importer: read, preview, mend, commit, undo."""

import pytest

from exchange.rules import Refused
from exchange.sheets import write_table
from people.rules import Role
from questionbank import actions
from questionbank.models import Pool, Question, Revision, State
from questionbank.sheets.imports import QuestionImport
from tests.conftest import NINE, make_person
from tests.exchange.conftest import commit, faults, mend, own_files, stage, standings, undo
from tests.questionbank.test_check_citations import BANK

pytestmark = pytest.mark.sqlite  # files; rows: test_import_questions


__all__ = ["own_files"]
TWO = BANK + "\n" + BANK.split("\n\n", 1)[1].replace("SF-001", "SF-002").replace("几日", "几天")


def staged(text, actor, encoding="utf-8"):
    return stage("questions", text.encode(encoding), actor, name="示范法.txt")


def test_a_bank_file_comes_in_submitted_and_twice_adds_nothing(law, cast):
    job = staged(TWO, cast["setter"])
    assert standings(job) == {3: "new", 15: "new"}
    assert commit(job).added == 2
    assert [r.state for r in Revision.objects.all()] == [State.SUBMITTED] * 2
    assert Revision.objects.first().author_id == cast["setter"].pk
    again = staged(TWO, cast["setter"])
    assert set(standings(again).values()) == {"unchanged"}
    with pytest.raises(Refused, match="nothing_new"):
        commit(again)
    assert Revision.objects.count() == 2


def test_a_changed_question_becomes_the_next_revision(law, cast):
    commit(staged(TWO, cast["setter"]))
    job = staged(TWO.replace("几天", "多少天"), cast["setter"])
    assert standings(job) == {3: "unchanged", 15: "new"}
    commit(job)
    assert Question.objects.count() == 2
    assert Revision.objects.filter(question__code="SF-002", n=2).exists()


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("题型：单选", "题型：连线", (3, "kind", "bad_kind")),
        ("答案：B", "答案：Z", (3, "key", "bad_key")),
        ("答案：B\n", "", (3, "key", "field_missing")),
        ("D. 五日", "D. 三日", (3, "", "options_alike")),
        ("D. 五日", "D. 五日\n备注：无", (3, "stray", "unknown_line")),
        ("示范法 第一条", "示范法 第九条", (3, "basis", "no_such_article")),
        ("示范法 第一条", "示范法 第一条 @" + "0" * 64, (3, "basis", "drifted")),
        ("B. 二日", "B. 四日", (3, "computed", "number_unfound")),
    ],
)
def test_a_fault_is_named_by_line_and_column_and_stops_the_file(law, cast, old, new, fault):
    job = staged(BANK.replace(old, new), cast["setter"])
    assert fault in faults(job)
    with pytest.raises(Refused, match="faulty_rows"):
        commit(job)
    assert not Question.objects.exists()


def test_a_faulty_cell_is_mended_in_place(law, cast):
    job = staged(BANK.replace("答案：B", "答案：Z"), cast["setter"])
    mend(job, 3, key="B")
    assert faults(job) == []
    assert commit(job).added == 1


def test_a_code_twice_in_one_file_is_a_fault_of_the_second(law, cast):
    job = staged(TWO.replace("SF-002", "SF-001"), cast["setter"])
    assert faults(job) == [(15, "code", "code_repeated")]


def test_another_districts_code_is_refused_without_saying_whose_it_is(law, cast, tree):
    commit(staged(BANK, cast["setter"]))
    there = make_person(tree.there, "30000007", "命七", Role.SETTER, over=tree.district)
    job = staged(BANK.replace("几日", "多少日"), there)
    assert faults(job) == [(3, "code", "code_taken")]


def test_somebodys_draft_is_not_overtaken(law, cast):
    commit(staged(BANK, cast["setter"]))
    revision = actions.approve(Revision.objects.get(), reviewer=cast["reviewer"], now=NINE)
    actions.revise(revision.question, author=cast["setter"], now=NINE)
    job = staged(BANK.replace("几日", "多少日"), cast["setter"])
    assert faults(job) == [(3, "code", "still_open")]


def test_an_import_is_undone_until_somebody_decides(law, cast):
    job = commit(staged(BANK, cast["setter"]))
    undo(job, cast["setter"])
    revision = Revision.objects.get()
    assert (revision.state, revision.decision_note) == (State.RETURNED, "withdrawn")
    assert revision.note == "命题人已撤回。"
    again = commit(staged(BANK, cast["setter"]))
    assert again.added == 1
    actions.approve(Revision.objects.get(n=2), reviewer=cast["reviewer"], now=NINE)
    with pytest.raises(Refused, match="used"):
        undo(again, cast["setter"])
    assert Revision.objects.get(n=2).state == State.APPROVED


def test_a_file_of_an_older_editor_is_read(law, cast):
    assert commit(staged(BANK, cast["setter"], "gb18030")).added == 1


def test_a_sheet_of_the_same_columns_is_read(law, cast):
    titles = ["题号", "题型", "难度", "题干", "选项A", "选项B", "选项C", "选项D", "答案"]
    titles += ["依据", "释义", "选项释义"]
    row = ["SF-001", "单选", "中", "几日内交至行政机关？", "一日", "二日", "三日", "五日", "B"]
    row += ["示范法 第一条", "第一条定为二日。", "A. 太短。\nB. 正是。\nC. 太长。\nD. 太长。"]
    job = stage("questions", write_table("试题", titles, [row]), cast["setter"], name="试题.xlsx")
    assert faults(job) == []
    assert commit(job).added == 1
    key = Revision.objects.get().key.open()
    assert (key.right, key.notes) == ((1,), ("太短。", "正是。", "太长。", "太长。"))


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b" \n ", "empty"),
        ("法规：示范法\n".encode(), "no_questions"),
        (b"\xff\xfe\x00\x01" * 20, "not_a_text"),
        (BANK.replace("几日", "几" * 13_000).encode(), "cell_too_long"),
    ],
)
def test_what_is_no_bank_is_refused(law, cast, data, refusal):
    job = stage("questions", data, cast["setter"], name="示范法.txt")
    assert (job.state, job.refusal) == ("failed", refusal)


def test_every_fault_code_has_a_sentence(law):
    for words in QuestionImport.words.values():
        assert str(words) % {"detail": "甲", "row": 2}


def test_practice_questions_come_into_their_own_pool_and_never_change_it(law, cast):
    data = TWO.encode()
    job = stage("practice_questions", data, cast["setter"], name="示范法.txt")
    assert commit(job).added == 2
    assert set(Question.objects.values_list("pool", flat=True)) == {Pool.PRACTICE}
    again = stage("practice_questions", data, cast["setter"], name="示范法.txt")
    assert set(standings(again).values()) == {"unchanged"}
    other = staged(TWO, cast["setter"])
    assert [code for _n, _column, code in faults(other)] == ["other_pool"] * 2
