"""The bank's text format: what is read, and which line is at fault."""

import pytest

from questionbank.rules.banktext import LineFault, parse, stamp
from questionbank.rules.form import Fault
from questionbank.rules.wording import Kind, shown_key
from statutes.rules.references import Reference

GOOD = """法规：行政处罚法

题号：XZCF-001
题型：单选
难度：中
题干：当场收缴的罚款应当几日内交至行政机关？
A. 一日
B. 二日
C. 三日
D. 五日
答案：B
依据：行政处罚法 第七十一条；行政处罚法 第六十八条
释义：第七十一条定为二日。

题号：XZCF-002
题型：判断
难度：易
题干：规范性文件可以设定警告。
答案：错误
依据：行政处罚法 第十六条
释义：第十六条不许。
"""


def test_a_good_bank_is_read_whole():
    bank = parse(GOOD)
    assert (bank.title, bank.faults) == ("行政处罚法", ())
    first, second = bank.questions
    assert first.code == "XZCF-001"
    assert first.wording.kind is Kind.SINGLE
    assert first.wording.right == (1,)
    assert first.wording.citations == (Reference("行政处罚法", 71), Reference("行政处罚法", 68))
    assert first.stamps == ("", "")
    assert shown_key(second.wording.kind, second.wording.right) == "错误"
    assert second.wording.options == ()


@pytest.mark.parametrize(
    ("old", "new", "fault", "line"),
    [
        ("法规：行政处罚法", "行政处罚法", LineFault.NO_HEAD, 1),
        ("题型：单选", "题型：连线", LineFault.BAD_KIND, 4),
        ("难度：中", "难度：极难", LineFault.BAD_DIFFICULTY, 5),
        ("答案：B", "答案：F", LineFault.BAD_KEY, 11),
        ("答案：B", "答案：BA", LineFault.KEY_ORDER, 11),
        ("答案：B", "答案：AB", Fault.KEY_NOT_ONE, 3),
        ("题型：单选", "题型：多选", Fault.KEY_TOO_FEW, 3),
        ("D. 五日\n", "", Fault.OPTIONS_COUNT, 3),
        ("C. 三日\n", "", LineFault.OPTION_GAP, 7),
        ("D. 五日", "D. 以上都对", Fault.OPTIONS_REFER, 3),
        ("D. 五日", "D. 三日", Fault.OPTIONS_ALIKE, 3),
        ("D. 五日", "D.", Fault.OPTION_EMPTY, 3),
        ("行政处罚法 第六十八条", "第六十八条", LineFault.BAD_CITATION, 12),
        ("行政处罚法 第六十八条", "行政处罚法 第七十一条", Fault.CITATION_TWICE, 3),
        ("释义：第七十一条定为二日。\n", "", LineFault.FIELD_MISSING, 3),
        ("难度：中\n", "难度：中\n难度：中\n", LineFault.FIELD_TWICE, 6),
        ("难度：中\n", "备注：无\n难度：中\n", LineFault.UNKNOWN_LINE, 5),
        ("题号：XZCF-001", "题号：1", LineFault.BAD_CODE, 3),
        ("题号：XZCF-002", "题号：XZCF-001", LineFault.CODE_TWICE, 15),
        ("题型：单选\n难度：中\n", "难度：中\n题型：单选\n", LineFault.FIELD_ORDER, 5),
    ],
)
def test_a_fault_is_named_with_its_line_and_the_question_is_left_out(old, new, fault, line):
    bank = parse(GOOD.replace(old, new, 1))
    assert (line, fault) in [(f.line, f.fault) for f in bank.faults]
    if fault is not LineFault.NO_HEAD:
        assert len(bank.questions) == 1


def test_an_empty_file_is_a_fault_and_no_crash():
    assert parse("").faults[0].fault is LineFault.NO_HEAD
    assert parse("\n\n").questions == ()


def test_stamps_are_written_once_and_a_drift_is_not_papered_over():
    stamped = stamp(GOOD, lambda reference: f"{reference.number:064d}")
    assert parse(stamped).questions[0].stamps == (f"{71:064d}", f"{68:064d}")
    again = stamp(stamped, lambda reference: "f" * 64)
    assert again == stamped
    renewed = stamp(stamped, lambda reference: "f" * 64, renew=["XZCF-001"])
    assert [q.stamps[0] for q in parse(renewed).questions] == ["f" * 64, f"{16:064d}"]


def test_an_unknown_article_is_left_unstamped():
    assert stamp(GOOD, lambda reference: None) == GOOD
