"""Numbers of an answer must stand in the law."""

from dataclasses import replace

import pytest

from questionbank.rules.citations import unfound
from questionbank.rules.numbers import missing
from tests.questionbank.conftest import SINGLE


@pytest.mark.parametrize(
    ("claim", "article", "wanting"),
    [
        ("二日", "应当自收缴罚款之日起二日内交至行政机关", []),
        ("三日", "应当自收缴罚款之日起二日内交至行政机关", ["3"]),
        ("15日内", "应当在十五日内缴纳", []),
        ("六十日", "应当在十五日内缴纳", ["60"]),
        ("20万元", "处二十万元以下罚款", []),
        ("三万元以下", "处二十万元以下罚款", ["30000"]),
        ("百分之三", "每日按罚款数额的百分之三加处罚款", []),
        ("3%", "每日按罚款数额的百分之三加处罚款", []),
        ("百分之五", "每日按罚款数额的百分之三加处罚款", ["5%"]),
        ("三分之二以上", "三分之二以上多数通过", []),
        ("两名执法人员", "执法人员不得少于两人", []),
        ("三名执法人员", "执法人员不得少于两人", ["3"]),
        ("一年至三年", "一年以上三年以下", []),
        ("十个工作日", "五个工作日", ["10"]),
    ],
)
def test_a_number_must_occur_in_a_cited_article(claim, article, wanting):
    assert missing(claim, [article]) == wanting


def test_nothing_is_found_where_a_cited_text_is_not_kept():
    asked = replace(SINGLE, computed="")
    assert unfound(asked, ["处二十万元以下罚款"]) == ["2"]
    assert unfound(asked, ["处二十万元以下罚款", ""]) == []


@pytest.mark.parametrize(
    "claim",
    [
        "由一个行政机关统一行使",
        "依照第七十一条第二款办理",
        "同一个违法行为",
        "一般程序",
        "一次性告知",
    ],
)
def test_numerals_inside_words_and_of_provisions_are_no_numbers(claim):
    assert missing(claim, ["并无数字"]) == []


def test_a_declared_number_is_accepted():
    assert missing("十日", ["五日"], "十日＝五日＋五日") == []
    assert missing("十一日", ["五日"], "十日＝五日＋五日") == ["11"]
