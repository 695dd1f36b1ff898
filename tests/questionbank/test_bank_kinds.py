"""The bank's text format for fill-in, short answer and case analysis; level, topics, reasons."""

import pytest
from django.conf import settings

from questionbank.rules.banktext import LineFault, parse
from questionbank.rules.citations import CitationFault, check
from questionbank.rules.form import Fault
from questionbank.rules.kinds import Category, Kind, Level
from questionbank.rules.wording import Point, content_hash
from statutes.rules.references import Reference
from statutes.rules.texts import parse as parse_law

LAW = parse_law(
    """# 中华人民共和国示范法

**第一条**　当场收缴的罚款，应当自收缴之日起二日内交至行政机关。

行政机关应当在二日内缴付指定的银行。

**第二条**　有下列情形之一的，可以当场收缴罚款：

（一）一百元以下的罚款；

（二）不当场收缴事后难以执行。
"""
)
FILL_IN = """题号：SF-101
题型：填空
难度：易
层次：记忆
知识点：行政处罚/处罚程序；行政处罚/罚款收缴
适用：执法人员；法制人员
分值：2
计分：按空得分
题干：当场收缴的罚款，应当自收缴之日起____内交至____。
答案：二日|2日；行政机关
依据：示范法 第一条第一款
释义：第一条第一款定为二日。
"""
SHORT = """题号：SF-102
题型：简答
难度：中
题干：哪些情形可以当场收缴罚款？
要点：一百元以下的罚款。（2分）
要点：不当场收缴事后难以执行。（1.5分）
依据：示范法 第二条
释义：第二条列举两项。
"""
CASE = """题号：SF-103
题型：案例
难度：难
层次：应用
分值：5
题干：执法人员在巡查中对某店主罚款八十元，
　　当场收缴，五日后交至行政机关。
小题：单选
分值：2
题干：缴付罚款的期限是：
A. 一日
B. 二日
C. 三日
D. 五日
答案：B
依据：示范法 第一条第二款
释义：第一条定为二日。
释A：没有这样的规定。
释B：第一条定为二日。
释C：没有这样的规定。
释D：本案用了五日，已经超过期限。
小题：简答
题干：能否当场收缴？为什么？
要点：可以当场收缴。（1分）
要点：罚款在一百元以下。（2分）
依据：示范法 第二条第（一）项
释义：第二条第一项允许。
"""


def bank(*questions):
    return "法规：示范法\n\n" + "\n".join(questions)


def only(text):
    read = parse(bank(text))
    assert read.faults == ()
    return read.questions[0]


def test_a_fill_in_question_is_read():
    wording = only(FILL_IN).wording
    assert wording.kind is Kind.FILL_IN
    assert wording.blanks == (("二日", "2日"), ("行政机关",))
    assert (wording.marks, wording.scoring, wording.level) == (200, "per_blank", Level.REMEMBER)
    assert wording.topics == ("行政处罚/处罚程序", "行政处罚/罚款收缴")
    assert wording.categories == (Category.ENFORCEMENT, Category.LEGAL)
    assert wording.citations == (Reference("示范法", 1, 0, 1),)


def test_a_short_answer_is_read_with_what_each_point_earns():
    wording = only(SHORT).wording
    assert wording.points == (
        Point("一百元以下的罚款。", 200),
        Point("不当场收缴事后难以执行。", 150),
    )
    assert wording.worth == 350


def test_a_case_is_read_with_its_sub_questions():
    question = only(CASE)
    wording = question.wording
    assert wording.stem.endswith("罚款八十元，\n当场收缴，五日后交至行政机关。")
    assert [part.kind for part in wording.parts] == [Kind.SINGLE, Kind.SHORT_ANSWER]
    assert wording.parts[0].notes[3] == "本案用了五日，已经超过期限。"
    assert wording.worth == 500
    assert wording.cited == (Reference("示范法", 1, 0, 2), Reference("示范法", 2, 0, 0, 1))
    assert question.stamps == ("", "")


@pytest.mark.parametrize(
    ("text", "old", "new", "fault", "line"),
    [
        (FILL_IN, "____内", "内", Fault.BLANKS_COUNT, 3),
        (FILL_IN, "____内交至____", "内交至何处", Fault.NO_BLANKS, 3),
        (FILL_IN, "；行政机关", "；", Fault.BLANK_EMPTY, 3),
        (FILL_IN, "层次：记忆", "层次：会做", LineFault.BAD_LEVEL, 6),
        (FILL_IN, "；法制人员", "；群众", LineFault.BAD_CATEGORY, 8),
        (FILL_IN, "行政处罚/处罚程序", "行政处罚//程序", LineFault.BAD_TOPIC, 7),
        (FILL_IN, "分值：2", "分值：二", LineFault.BAD_MARKS, 9),
        (FILL_IN, "按空得分", "看着给", LineFault.BAD_SCORING, 10),
        (FILL_IN, "按空得分", "少选得半分", Fault.SCORING_UNFIT, 3),
        (FILL_IN, "答案：", "要点：", LineFault.FIELD_UNFIT, 12),
        (FILL_IN, "答案：", "A. 一日\n答案：", Fault.OPTIONS_COUNT, 3),
        (SHORT, "（1.5分）", "", LineFault.BAD_POINT, 7),
        (SHORT, "（2分）", "（0分）", LineFault.BAD_POINT, 7),
        (SHORT, "难度：中", "难度：中\n分值：4", Fault.MARKS_DIFFER, 3),
        (SHORT, "要点：一百", "答案：一百", LineFault.FIELD_UNFIT, 7),
        (CASE, "分值：5", "分值：6", Fault.MARKS_DIFFER, 3),
        (CASE, "小题：单选\n分值：2", "小题：单选", Fault.NO_MARKS, 10),
        (CASE, "小题：简答", "小题：案例", Fault.PART_IS_CASE, 24),
        (CASE, "小题：简答", "小题：论述", LineFault.BAD_KIND, 24),
        (CASE, "释C：没有这样的规定。\n", "", Fault.NOTES_COUNT, 10),
        (CASE, "第一条第二款", "第二款", LineFault.BAD_CITATION, 18),
        (CASE, "难度：难", "难度：难\n答案：B", LineFault.FIELD_ORDER, 7),
        (CASE, CASE[CASE.index("小题：简答") :], "", Fault.PARTS_COUNT, 3),
        (CASE, "题干：能否", "题号：SF-104\n题干：能否", LineFault.FIELD_UNFIT, 25),
    ],
)
def test_a_fault_is_named_at_its_line(text, old, new, fault, line):
    read = parse(bank(text.replace(old, new, 1)))
    assert (line, fault) in [(f.line, f.fault) for f in read.faults]
    assert read.questions == ()


def test_an_indented_line_goes_on_with_the_field_above_and_another_does_not():
    lost = parse(bank(CASE.replace("　　当场", "当场")))
    assert [(f.line, f.fault) for f in lost.faults] == [(9, LineFault.UNKNOWN_LINE)]


def test_every_kind_stands_on_the_law():
    for text in (FILL_IN, SHORT, CASE):
        assert check(only(text), {"示范法": LAW}) == []


@pytest.mark.parametrize(
    ("text", "old", "new", "fault", "line"),
    [
        (FILL_IN, "二日|2日", "二日|3日", CitationFault.NUMBER_UNFOUND, 3),
        (SHORT, "一百元以下", "二百元以下", CitationFault.NUMBER_UNFOUND, 3),
        (CASE, "一百元以下。", "二百元以下。", CitationFault.NUMBER_UNFOUND, 24),
        (CASE, "B. 二日", "B. 四日", CitationFault.NUMBER_UNFOUND, 10),
        (CASE, "第二条第（一）项", "第一条", CitationFault.NUMBER_UNFOUND, 24),
        (CASE, "第一条第二款", "第一条第三款", CitationFault.NO_SUCH_PASSAGE, 3),
        (CASE, "第二条第（一）项", "第二条第（三）项", CitationFault.NO_SUCH_PASSAGE, 3),
        (CASE, "第一条第二款", "第五条", CitationFault.NO_SUCH_ARTICLE, 3),
    ],
)
def test_each_sub_question_is_held_against_its_own_article(text, old, new, fault, line):
    found = check(only(text.replace(old, new, 1)), {"示范法": LAW})
    assert (line, fault) in [(f.line, f.fault) for f in found]


def test_the_hash_covers_material_and_sub_questions_and_no_key():
    case = only(CASE).wording
    other_key = only(CASE.replace("答案：B", "答案：C").replace("可以当场收缴。", "不可以。"))
    assert content_hash(other_key.wording) == content_hash(case)
    for old, new in (("八十元", "九十元"), ("A. 一日", "A. 当日"), ("能否当场", "可否当场")):
        assert content_hash(only(CASE.replace(old, new)).wording) != content_hash(case)


def test_the_examples_of_the_format_are_read():
    text = (settings.BASE_DIR / "docs" / "bank-format.md").read_text(encoding="utf-8")
    shown = [line[4:] for line in text.splitlines() if line.startswith("    ") or not line]
    read = parse("\n".join(line for line in shown if not line.startswith("manage.py")))
    assert read.faults == ()
    assert {q.wording.kind for q in read.questions} == set(Kind) - {Kind.MULTIPLE}
