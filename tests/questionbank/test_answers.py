"""What is filled into a blank is taken as what it says, not as how it is typed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionbank.rules.answers import filled, is_filled, normalise
from statutes.rules.numerals import to_chinese

FULL = str.maketrans({chr(c): chr(c + 0xFEE0) for c in range(0x21, 0x7F)} | {" ": "　"})
TYPED = st.text(
    st.sampled_from(
        "一二三四五六七八九十百千万亿零〇两点分之第日条款个月"
        "0123456789.,%‰/，。、；（）|-《》 　aAＢ１％"
    )
    | st.characters(),
    max_size=30,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("十五日", "15日"),
        ("１５　日", "15日"),
        ("二十个工作日", "20 个工作日。"),
        ("百分之五十", "50%"),
        ("百分之五十", "５０％"),
        ("百分之零点五", "0.5%"),
        ("千分之五", "0.5%"),
        ("5‰", "千分之五"),
        ("三分之二", "2/3"),
        ("二万元", "20000元"),
        ("2万元", "20,000元"),
        ("1.5万元", "一万五千元"),
        ("1万2千元", "一万二千元"),
        ("两日", "2日"),
        ("一二三四五", "12345"),
        ("零点五", "0.50"),
        ("《行政处罚法》", "行政处罚法"),
        ("“首违不罚”", "首违不罚"),
        ("陈述、申辩", "陈述申辩"),
        ("ABC", "ａｂｃ"),
        ("一百零一条", "101条"),
    ],
)
def test_the_same_said_otherwise_is_the_same(one, other):
    assert normalise(one) == normalise(other)
    assert is_filled(one, [other])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("十五日", "五日"),
        ("十五日", "十五个工作日"),
        ("三个月", "九十日"),
        ("1、2", "12"),
        ("3.5", "35"),
        ("50%", "50"),
        ("百分之五十", "五十"),
        ("二日", "三日"),
        ("-5", "5日"),
        ("三千五百", "三千零五"),
        ("3千5百", "3000500"),
        ("2十", "210"),
        ("", ""),
        ("。", "。"),
        ("", "二日"),
    ],
)
def test_what_differs_or_says_nothing_is_not_the_same(one, other):
    assert not is_filled(one, [other])


@given(TYPED)
def test_normalising_twice_changes_nothing(typed):
    assert normalise(normalise(typed)) == normalise(typed)


@given(TYPED)
def test_a_variant_equals_itself_in_every_width_and_spacing(typed):
    plain = normalise(typed)
    for form in ("NFC", "NFKC"):
        assert normalise(unicodedata.normalize(form, typed)) == plain
    assert normalise(typed.translate(FULL)) == plain
    assert normalise(f" {typed}　\n") == plain


@given(st.integers(1, 9999), st.sampled_from(["日", "元", "个工作日", "", "%"]))
def test_chinese_and_arabic_figures_are_one(number, unit):
    assert normalise(f"{to_chinese(number)}{unit}") == normalise(f"{number}{unit}")
    assert is_filled(f"{number:,}{unit}", [f"{to_chinese(number)}{unit}"])


@given(st.integers(1, 9999), st.integers(1, 9999))
def test_different_numbers_stay_different(one, other):
    assert (normalise(to_chinese(one)) == normalise(str(other))) == (one == other)


def test_each_blank_is_told_by_itself():
    blanks = [["二日", "2日"], ["行政机关"]]
    assert filled(["２日", "银行"], blanks) == [True, False]
    assert filled(["2日"], blanks) == [True, False]
    assert filled(["2日", "行政机关", "多余"], blanks) == [True, True]
    assert filled([], blanks) == [False, False]


def test_in_any_order_as_many_as_possible_count_and_none_twice():
    blanks = [["甲", "乙"], ["甲"], ["丙"]]
    assert filled(["甲", "乙", "丁"], blanks, any_order=True) == [True, True, False]
    assert filled(["丙", "甲", "甲"], blanks, any_order=True) == [True, True, True]
    assert filled(["甲", "甲", "甲"], [["甲"], ["乙"], ["丙"]], any_order=True).count(True) == 1
