"""Questions as people type them in a document: what is read, and that nothing is dropped."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionbank.reading import coded, grids, jsonlines
from questionbank.reading.answers import answers_in
from questionbank.reading.paragraphs import questions
from questionbank.reading.usual import split_options, tidied, usual_basis


def read(text):
    return [tidied(fields) for _n, fields in questions(text.strip("\n").split("\n"))]


SINGLE = """
一、单项选择题（每题1分，共20分）
1．当场收缴的罚款，应当自收缴之日起（　　）内交至行政机关。
A．一日
B．二日
C．三日
D．五日
答案：B
解析：第七十一条定为二日。
"""
OPTIONS = {"A": "一日", "B": "二日", "C": "三日", "D": "五日"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("1．", "1、"),
        ("1．", "1. "),
        ("1．", "（1）"),
        ("1．", "(1) "),
        ("1．", "第1题 "),
        ("1．", "１．"),
        ("A．一日\nB．二日\nC．三日\nD．五日", "A．一日  B．二日  C．三日  D．五日"),
        ("A．一日\nB．二日\nC．三日\nD．五日", "A．一日  B．二日\nC．三日  D．五日"),
        ("A．一日\nB．二日\nC．三日\nD．五日", "Ａ、一日　Ｂ、二日　Ｃ、三日　Ｄ、五日"),
        ("A．一日\nB．二日\nC．三日\nD．五日", "（A）一日（B）二日（C）三日（D）五日"),
        ("A．一日\nB．二日\nC．三日\nD．五日", "A) 一日\tB) 二日\tC) 三日\tD) 五日"),
        ("答案：B\n", "【答案】B\n"),
        ("答案：B\n", "【答案】：Ｂ\n"),
        ("答案：B\n", "正确答案:b\n"),
        ("答案：B\n", "参考答案：B。\n"),
        ("答案：B\n解析：", "答案：B 解析："),
        ("答案：B\n解析：", "【答案】B【解析】"),
        ("答案：B\n解析：", "答案：B　　答案解析："),
        ("（　　）内", "（ B ）内"),
        ("（　　）内", "( Ｂ )内"),
        ("一、单项选择题（每题1分，共20分）", "第一部分 单选题（每小题1分）"),
        ("一、单项选择题（每题1分，共20分）", "（一）单项选择题：每题1分"),
    ],
)
def test_the_ways_in_which_a_single_choice_is_typed(old, new):
    [fields] = read(SINGLE.replace(old, new))
    assert {name: fields[name] for name in "ABCD"} == OPTIONS
    assert (fields["题型"], fields["答案"], fields["分值"]) == ("单选", "B", "1")
    assert fields["释义"] == "第七十一条定为二日。"
    assert "B" not in fields["题干"], "the key must not stay in the stem"
    assert fields["题干"].endswith("内交至行政机关。")


@pytest.mark.parametrize("written", ["×", "错", "错误", "X", "F", "【答案】错误", "B"])
def test_the_signs_of_a_false_statement(written):
    answer = written if "【" in written else f"答案：{written}"
    [fields] = read(f"二、判断题\n1. 规范性文件可以设定警告。\n{answer}")
    assert (fields["题型"], fields["答案"]) == ("判断", "错误")


def test_a_key_behind_the_statement_is_read_and_taken_away():
    first, second = read("判断题\n(1)公民有权陈述。（ √ ）\n(2)文件可以设定警告。（×）")
    assert (first["答案"], second["答案"]) == ("正确", "错误")
    assert "√" not in first["题干"]


@pytest.mark.parametrize("written", ["ABD", "A、B、D", "A,B,D", "ＡＢＤ", "D B A", "abd"])
def test_letters_of_a_multiple_choice_come_in_order(written):
    [fields] = read(f"多选题\n1. 有：\nA.甲\nB.乙\nC.丙\nD.丁\n答案：{written}")
    assert (fields["题型"], fields["答案"]) == ("多选", "ABD")


def test_the_kind_is_seen_where_no_heading_names_it():
    found = read(
        "1. 甲（　　）\nA.一 B.二 C.三 D.四\n答案：AC\n2. 乙。\n答案：对\n3. 在____内。\n答案：二日"
    )
    assert [fields["题型"] for fields in found] == ["多选", "判断", "填空"]


def test_blanks_and_their_answers():
    [fields] = read(
        "填空题（每空1分）\n1. 在（    ）内交至＿＿＿＿。\n答案：（1）二日或者两日 （2）行政机关"
    )
    assert fields["题干"] == "在____内交至____。"
    assert fields["答案"] == "二日|两日；行政机关"


def test_a_short_answer_keeps_its_points_and_what_they_earn():
    [fields] = read(
        "简答题\n1. 何时当场收缴？（5分）\n答案：百元以下；（2分）\n事后难以执行。（3分）"
    )
    assert fields["要点"] == "百元以下；（2分）\n事后难以执行。（3分）"
    [whole] = read("简答题\n1. 何时当场收缴？（5分）\n答案：百元以下；\n事后难以执行。")
    assert whole["要点"] == "百元以下；事后难以执行。（5分）"


CASE = """
六、案例分析题
案例一：某店主被当场罚款八十元。
执法人员当场收缴。
（1）交至行政机关的期限是？（2分）
A. 一日 B. 二日 C. 三日 D. 五日
答案：B
解析：第七十一条。
依据：《行政处罚法》第71条
（2）可以当场收缴。（1分）
答案：正确
解析：第六十八条。
依据：行政处罚法第六十八条第（一）项
案例二：又一案。
（1）对吗？（1分）
答案：错误
（2）错吗？（1分）
答案：正确
"""


def test_a_case_is_read_with_its_sub_questions():
    first, second = read(CASE)
    assert first["题干"] == "某店主被当场罚款八十元。\n执法人员当场收缴。"
    parts = first["小题"].split("小题：")[1:]
    assert [part.split("\n")[0] for part in parts] == ["单选", "判断"]
    assert "依据：行政处罚法 第六十八条第（一）项" in parts[1]
    assert "B. 二日" in parts[0]
    assert second["小题"].count("小题：") == 2


def test_answers_listed_at_the_end_go_to_their_questions():
    found = read(
        "一、单选题\n1.甲\nA.一 B.二 C.三 D.四\n2.乙\nA.一 B.二 C.三 D.四\n"
        "二、判断题\n1.丙。\n2.丁。\n参考答案\n一、单选题\n1-2 BD\n二、判断题\n1.√ 2.×"
    )
    assert [fields["答案"] for fields in found] == ["B", "D", "正确", "错误"]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("1-5 BCADA", [(1, "B"), (2, "C"), (3, "A"), (4, "D"), (5, "A")]),
        ("6～7：√×", [(6, "√"), (7, "×")]),
        ("1.B 2.AC 3、√", [(1, "B"), (2, "AC"), (3, "√")]),
        ("1-5 BCA", []),
    ],
)
def test_lists_of_answers(line, found):
    assert [pair for pair in answers_in(line) if pair in found or not found] == found


def test_a_table_of_questions_and_one_of_labels_are_read():
    table = [["题干", "A", "B", "C", "D", "答案"], ["甲（ ）", "一", "二", "三", "四", "C"]]
    labels = [["题干", "乙对。"], ["答案", "对"], ["解析", "如此。"]]
    found = [tidied(fields) for _n, fields in questions([*table, "", *labels])]
    assert [(fields["题型"], fields["答案"]) for fields in found] == [
        ("单选", "C"),
        ("判断", "正确"),
    ]


def test_a_table_within_a_stem_stays_with_it():
    lines = [
        "单选题",
        "1. 依下表应罚：",
        ["情节", "幅度"],
        ["较轻", "一成"],
        "A.一 B.二 C.三 D.四",
        "答案：A",
    ]
    [(_n, fields)] = questions(lines)
    assert "| 情节 | 幅度 |\n| 较轻 | 一成 |" in fields["题干"]


def test_titles_and_what_belongs_to_nothing_are_told():
    found = read("云泽市题库\n内部资料\n一、判断题\n1. 甲。\n答案：对")
    assert found[0]["备注"] == "云泽市题库\n内部资料"


def test_another_number_within_a_rationale_begins_no_question():
    found = read(
        "单选题\n1. 甲\nA.一 B.二 C.三 D.四\n答案：A\n解析：理由有：\n5. 其五\n"
        "2. 乙\nA.一 B.二 C.三 D.四\n答案：B"
    )
    assert len(found) == 2
    assert "5. 其五" in found[0]["释义"]


@pytest.mark.parametrize(
    ("written", "places"),
    [
        ("《中华人民共和国行政处罚法》第71条", "行政处罚法 第七十一条"),
        ("根据行政处罚法第七十一条的规定", "行政处罚法 第七十一条"),
        (
            "《行政处罚法》第71条、第七十二条第1款",
            "行政处罚法 第七十一条；行政处罚法 第七十二条第一款",
        ),
        ("行政处罚法 第三十六条第二款第（一）项", "行政处罚法 第三十六条第二款第（一）项"),
        ("教材第三页", "教材第三页"),
        ("行政处罚法 第一条 @" + "0" * 64, "行政处罚法 第一条 @" + "0" * 64),
    ],
)
def test_the_ways_in_which_a_basis_is_written(written, places):
    assert usual_basis(written) == places


def test_columns_of_offices_are_known_and_others_are_told():
    table = [
        ["云泽市题库", "", "", "", "", ""],
        ["序号", "试题类型", "题目", "选项", "正确答案", "命题单位"],
        ["1", "单项选择题", "几日？", "A.一日 B.二日 C.三日 D.五日", "B", "市司法局"],
    ]
    [(n, fields)] = grids.questions(table)
    tidy = tidied(fields)
    assert (n, tidy["题型"], tidy["B"], tidy["答案"]) == (3, "单选", "二日", "B")
    assert "命题单位：市司法局" in tidy["备注"]
    assert "云泽市题库" in tidy["备注"]


def test_the_same_question_gets_the_same_code_however_it_is_spaced():
    one = coded.code_of({"题干": "几日 内？", "A": "一日"})
    assert one == coded.code_of({"题干": "几日内？", "A": "一　日"})
    assert one != coded.code_of({"题干": "几日内？", "A": "二日"})
    assert coded.is_given(one)


ODD = st.text(
    st.sampled_from(
        "一二三、.．（）()【】答案解析：:ABCDＡ√×单选题判断填空案例1234 　\t\n；，_甲乙丙"
    )
    | st.characters(exclude_categories=["Cs"]),
    max_size=60,
)
WORD = st.text(st.sampled_from("甲乙丙丁戊己庚辛"), min_size=3, max_size=6)


@given(st.lists(ODD | st.lists(ODD, max_size=4), max_size=12))
def test_no_document_breaks_the_reader(lines):
    for _n, fields in questions(lines):
        tidied(fields)


@given(st.lists(st.lists(ODD, max_size=6), max_size=6))
def test_no_sheet_breaks_the_reader(table):
    for _n, fields in grids.questions(table):
        tidied(fields)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | ODD,
        lambda s: (
            st.lists(s, max_size=3)
            | st.dictionaries(st.sampled_from([*jsonlines.KNOWN]) | ODD, s, max_size=5)
        ),
        max_leaves=12,
    )
)
def test_no_object_breaks_the_reader(value):

    try:
        fields = jsonlines.fields_of(json.dumps(value))
    except jsonlines.NotAQuestion:
        assert not isinstance(value, dict)
    else:
        tidied(fields)


@given(st.lists(WORD, min_size=1, max_size=8, unique=True), st.data())
def test_no_word_of_a_document_is_dropped(words, data):
    before = [
        "单选题",
        "1. ",
        "A. ",
        "B. ",
        "答案：",
        "解析：",
        "",
        "（2）",
        "二、判断题 ",
        "2、",
        "依据：",
    ]
    lines = [data.draw(st.sampled_from(before)) + word for word in words]
    found = "\n".join(text for _n, fields in questions(lines) for text in fields.values())
    if found:
        for word in words:
            assert word in found


@given(ODD)
def test_options_are_cut_only_in_the_order_of_letters(text):
    letters, texts = split_options(text)
    assert letters == list("ABCDEFGH"[: len(letters)]) or letters == sorted(letters)
    assert len(letters) == len(texts)
